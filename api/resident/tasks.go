package resident

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/templates"
)

// Tasks is what waits for the reader: complaints that nobody has closed.
func (h Handlers) Tasks(c *web.Ctx) (tasks []templates.Task, err error) {
	if !c.Who().Anywhere(domain.AnswerResidents) {
		return nil, nil
	}
	n, err := h.Residents.Unclosed(c.Go(), c.Who())
	if n > 0 {
		tasks = append(tasks, templates.Task{
			Kind: "warn", Text: templates.Word(c.Lang(), "complaints.task", "n", n),
			Do: templates.Word(c.Lang(), "complaints.task-do"), Href: c.Prefix() + "/organise/complaints",
		})
	}
	return tasks, err
}
