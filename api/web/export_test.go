package web

// TokenKey is the key that signs tokens, for tests of what else they hold.
func (w *Web) TokenKey() []byte { return w.jwtKey() }
