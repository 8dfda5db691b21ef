package giving

import (
	"bytes"

	"barnstorm/api/web"
)

// journal answers GET /organise/money/{entity}/{month}/books.journal: the month
// as accounting programs read it.
func (h Handlers) journal(c *web.Ctx) (web.Answer, error) {
	e, m, err := booksOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	err = h.Giving.Journal(c.Go(), c.Who(), e, m, &b)
	return web.Answer{File: &web.File{Type: "text/plain; charset=utf-8", Name: "books-" + string(m) + ".journal", Body: b.Bytes()}}, err
}
