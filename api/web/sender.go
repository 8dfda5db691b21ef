package web

import (
	"net/netip"

	"github.com/labstack/echo/v4"
)

// Sender is whose requests are counted together: an address, or the network of
// 64 bits in which one household has as many as it likes.
func Sender(c echo.Context) string {
	at, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return ""
	}
	if at = at.Unmap(); at.Is4() {
		return at.String()
	}
	return netip.PrefixFrom(at.WithZone(""), 64).Masked().String()
}
