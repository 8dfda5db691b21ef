package canvass

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/templates"
)

// Tasks is what waits for the reader in canvasses: records to decide on, and
// turfs that should be back.
func (h Handlers) Tasks(c *web.Ctx) (tasks []templates.Task, err error) {
	if !c.Who().Anywhere(domain.ReviewRecords) {
		return nil, nil
	}
	piles, err := h.Canvass.Piles(c.Go(), c.Who())
	for _, p := range piles {
		tasks = append(tasks, pile(c, p)...)
	}
	return tasks, err
}

func pile(c *web.Ctx, p canvass.Pile) (tasks []templates.Task) {
	effort := c.Prefix() + "/organise/efforts/" + string(p.Effort)
	if p.Held > 0 {
		tasks = append(tasks, templates.Task{
			Kind: "warn", Text: templates.Word(c.Lang(), "effort.task-held", "n", p.Held, "name", p.Name),
			Do: templates.Word(c.Lang(), "effort.task-decide"), Href: effort,
		})
	}
	if p.Late > 0 {
		tasks = append(tasks, templates.Task{
			Kind: "warn", Text: templates.Word(c.Lang(), "effort.task-late", "n", p.Late, "name", p.Name),
			Do: templates.Word(c.Lang(), "effort.task-who"), Href: effort + "/results",
		})
	}
	return tasks
}
