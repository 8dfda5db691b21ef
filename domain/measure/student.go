package measure

import "math"

// quantile97 is the 0.975 quantile of Student's t with df degrees of freedom:
// the factor of a 95 % interval around a mean. It is found by halving the
// distribution function, which is exact to the last digits of a float64.
func quantile97(df int) float64 {
	low, high := 0.0, 2.0
	for tail(high, df) > 0.025 {
		high *= 2
	}
	for range 200 {
		middle := (low + high) / 2
		if middle <= low || middle >= high {
			break
		}
		if tail(middle, df) > 0.025 {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// tail is the chance that Student's t with df degrees of freedom exceeds t >= 0
// (Abramowitz and Stegun 26.7.1 with 26.5.27: half an incomplete beta).
func tail(t float64, df int) float64 {
	n := float64(df)
	return beta(n/(n+t*t), n/2, 0.5) / 2
}

// beta is the regularised incomplete beta function I_x(a, b), by its continued
// fraction (NIST DLMF 8.17.22) summed with the modified Lentz method; the
// reflection 8.17.4 keeps x where the fraction converges quickly.
func beta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - beta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	return front / a / fraction(x, a, b)
}

// fraction is the denominator of DLMF 8.17.22, 1 + d1/(1 + d2/(1 + ...)).
func fraction(x, a, b float64) float64 {
	const tiny = 1e-300
	f, c, d := 1.0, 1.0, 0.0
	for i := 1; i < 100000; i++ {
		m := float64(i / 2)
		step := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		if i%2 == 1 {
			step = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 / away(1+step*d, tiny)
		c = away(1+step/c, tiny)
		f *= c * d
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return f
}

// away keeps x from being zero, where Lentz would divide by it.
func away(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}
