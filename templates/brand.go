package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Brand is what a group's one colour becomes, so that type on it and type of
// it can be read on paper, light and dark (WCAG 2.2 AA). Each is "#rrggbb".
// The stylesheet derives the same by relative colour; this is for browsers
// that cannot, and for mail.
type Brand struct {
	Group, Field, Ink string // the colour as set; the field it fills; type on the field
	Text, TextDark    string // the colour as type or line on light and on dark paper
	Wash, WashDark    string // a tint for what needs attention on a map
	Land, Need        string // two more fields within a poster: land, and land that needs people
}

// BrandOf derives a Brand from a colour written "#rrggbb" or "#rgb". It is
// false when it is written otherwise.
func BrandOf(colour string) (Brand, bool) {
	c, ok := parseColour(colour)
	if !ok {
		return Brand{}, false
	}
	field := c
	if c.l <= 0.62 {
		field.l = min(c.l, 0.54) // between 0.54 and 0.62 neither black nor white type can be read
	}
	ink, toward := lch{0.995, 0.004, c.h}, -1.0
	if field.l > 0.6 {
		ink.l, toward = 0.155, 1
	}
	return Brand{
		Group: c.hex(), Field: field.hex(), Ink: ink.hex(),
		Text: lch{min(c.l, 0.5), c.c, c.h}.hex(), TextDark: lch{max(c.l, 0.75), min(c.c, 0.15), c.h}.hex(),
		Wash: lch{0.9, min(c.c, 0.055), c.h}.hex(), WashDark: lch{0.33, min(c.c, 0.08), c.h}.hex(),
		Land: lch{field.l + 0.065*toward, field.c, c.h}.hex(), Need: lch{field.l + 0.19*toward, field.c * 0.75, c.h}.hex(),
	}, true
}

// Stylesheet is the few lines that turn our colours into the group's. It lies
// in no layer, so it wins over the tokens.
func (b Brand) Stylesheet() string {
	return fmt.Sprintf(`:root { --group: %s; --brand: %s; --brand-ink: %s; --map-land: %s; --map-need: %s; --brand-text: %s; --brand-wash: %s; }
@media (prefers-color-scheme: dark) { :root { --brand-text: %s; --brand-wash: %s; } }
@supports (color: light-dark(#000, #fff)) { :root { --brand-text: light-dark(%s, %s); --brand-wash: light-dark(%s, %s); } }
`, b.Group, b.Field, b.Ink, b.Land, b.Need, b.Text, b.Wash, b.TextDark, b.WashDark, b.Text, b.TextDark, b.Wash, b.WashDark)
}

// lch is a colour in OKLCH: lightness 0 to 1, chroma, hue in radians.
// Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
type lch struct{ l, c, h float64 }

func parseColour(s string) (lch, bool) {
	s = strings.TrimPrefix(s, "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 6 {
		return lch{}, false
	}
	return fromLinear(linear(float64(n>>16)/255), linear(float64(n>>8&255)/255), linear(float64(n&255)/255)), true
}

func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func fromLinear(r, g, b float64) lch {
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return lch{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, math.Hypot(x, y), math.Atan2(y, x)}
}

func (c lch) linear() [3]float64 {
	x, y := c.c*math.Cos(c.h), c.c*math.Sin(c.h)
	l := math.Pow(c.l+0.3963377774*x+0.2158037573*y, 3)
	m := math.Pow(c.l-0.1055613458*x-0.0638541728*y, 3)
	s := math.Pow(c.l-0.0894841775*x-1.2914855480*y, 3)
	return [3]float64{
		4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s,
	}
}

// hex is the nearest colour a screen can show with the same lightness and hue:
// what sRGB lacks is made paler.
func (c lch) hex() string {
	low, high := 0.0, c.c
	for range 20 {
		if shown(lch{c.l, high, c.h}.linear()) {
			break
		}
		if mid := (low + high) / 2; shown(lch{c.l, mid, c.h}.linear()) {
			low = mid
		} else {
			high = mid
		}
	}
	if !shown(lch{c.l, high, c.h}.linear()) {
		high = low
	}
	s := "#"
	for _, v := range (lch{c.l, high, c.h}).linear() {
		v = max(0, min(1, v))
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		s += fmt.Sprintf("%02x", int(math.Round(v*255)))
	}
	return s
}

func shown(rgb [3]float64) bool {
	for _, v := range rgb {
		if v < -0.0005 || v > 1.0005 {
			return false
		}
	}
	return true
}
