package seat

import (
	"math"

	"barnstorm/domain"
)

// The Airy 1830 ellipsoid and the National Grid projection (Ordnance Survey,
// A guide to coordinate systems in Great Britain, annex A).
const (
	airyA, airyB = 6377563.396, 6356256.909
	gridScale    = 0.9996012717
	gridE, gridN = 400000.0, -100000.0
	gridLat      = 49 * math.Pi / 180
	gridLon      = -2 * math.Pi / 180
	wgsA, wgsB   = 6378137.0, 6356752.314245
	arcSecond    = math.Pi / 180 / 3600
)

// FromGrid is the WGS84 position of British National Grid metres. It undoes
// the projection and shifts the datum with seven parameters (the same guide,
// annexes C and B, section 6.6), which is good to 5 m: enough to tell streets
// apart, not houses. It refuses what lies off the grid.
func FromGrid(east, north float64) (domain.Point, bool) {
	if !(east >= 0 && east <= 700000 && north >= 0 && north <= 1300000) {
		return domain.Point{}, false
	}
	lat, lon := unproject(east, north)
	return shift(lat, lon), true
}

// arc is the length of the meridian from the true origin to lat, in metres.
func arc(lat float64) float64 {
	const n = (airyA - airyB) / (airyA + airyB)
	d, s := lat-gridLat, lat+gridLat
	return airyB * gridScale * ((1+n+1.25*n*n+1.25*n*n*n)*d -
		(3*n+3*n*n+2.625*n*n*n)*math.Sin(d)*math.Cos(s) +
		(1.875*n*n+1.875*n*n*n)*math.Sin(2*d)*math.Cos(2*s) -
		35.0/24*n*n*n*math.Sin(3*d)*math.Cos(3*s))
}

// unproject is latitude and longitude on the Airy ellipsoid, in radians, in
// the guide's own letters (annex C, 2).
func unproject(east, north float64) (lat, lon float64) {
	const e2 = 1 - airyB*airyB/(airyA*airyA)
	lat = (north-gridN)/(airyA*gridScale) + gridLat
	for range 20 {
		rest := north - gridN - arc(lat)
		if lat += rest / (airyA * gridScale); math.Abs(rest) < 1e-5 {
			break
		}
	}
	w := 1 - e2*math.Sin(lat)*math.Sin(lat)
	nu := airyA * gridScale / math.Sqrt(w)
	rho := airyA * gridScale * (1 - e2) / math.Pow(w, 1.5)
	eta2 := nu/rho - 1
	t, sec := math.Tan(lat), 1/math.Cos(lat)
	t2, t4, t6 := t*t, math.Pow(t, 4), math.Pow(t, 6)
	d := east - gridE
	vii := t / (2 * rho * nu)
	viii := t / (24 * rho * math.Pow(nu, 3)) * (5 + 3*t2 + eta2 - 9*t2*eta2)
	ix := t / (720 * rho * math.Pow(nu, 5)) * (61 + 90*t2 + 45*t4)
	x := sec / nu
	xi := sec / (6 * math.Pow(nu, 3)) * (nu/rho + 2*t2)
	xii := sec / (120 * math.Pow(nu, 5)) * (5 + 28*t2 + 24*t4)
	xiia := sec / (5040 * math.Pow(nu, 7)) * (61 + 662*t2 + 1320*t4 + 720*t6)
	lat += -vii*math.Pow(d, 2) + viii*math.Pow(d, 4) - ix*math.Pow(d, 6)
	lon = gridLon + x*d - xi*math.Pow(d, 3) + xii*math.Pow(d, 5) - xiia*math.Pow(d, 7)
	return lat, lon
}

// shift moves a position from the datum of the grid, OSGB36, to WGS84.
func shift(lat, lon float64) domain.Point {
	const e2, wgsE2 = 1 - airyB*airyB/(airyA*airyA), 1 - wgsB*wgsB/(wgsA*wgsA)
	nu := airyA / math.Sqrt(1-e2*math.Sin(lat)*math.Sin(lat))
	x := nu * math.Cos(lat) * math.Cos(lon)
	y := nu * math.Cos(lat) * math.Sin(lon)
	z := nu * (1 - e2) * math.Sin(lat)

	const scale = 1 - 20.4894e-6
	const rx, ry, rz = 0.1502 * arcSecond, 0.2470 * arcSecond, 0.8421 * arcSecond
	x, y, z = 446.448+scale*x-rz*y+ry*z, -125.157+rz*x+scale*y-rx*z, 542.060-ry*x+rx*y+scale*z

	p := math.Hypot(x, y)
	lat = math.Atan2(z, p*(1-wgsE2))
	for range 10 {
		nu = wgsA / math.Sqrt(1-wgsE2*math.Sin(lat)*math.Sin(lat))
		lat = math.Atan2(z+wgsE2*nu*math.Sin(lat), p)
	}
	return domain.Point{Lat: lat * 180 / math.Pi, Lon: math.Atan2(y, x) * 180 / math.Pi}
}
