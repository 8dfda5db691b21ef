// Package domain holds what is true of a campaign and what people may do in
// it: who is asking, what may be refused and why, ids, money, place and time.
// It knows no web, no database and no clock: it is handed all three.
package domain
