package command

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"barnstorm/domain/people"
	"barnstorm/domain/sheet"
)

func (p *Program) backup(ctx context.Context, args []string) error {
	f := flags("backup")
	if err := p.parse(f, args, 1, 1); err != nil {
		return err
	}
	s, st, err := p.unjoined()
	if err != nil {
		return err
	}
	if err := errors.Join(st.BackUp(ctx, f.Arg(0)), st.Close()); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, "Everything in the database is in", f.Arg(0)+".")
	where := s.Database + ".key"
	if s.Key != "" {
		where = "SECRET_KEY"
	}
	fmt.Fprintf(p.Out, "It opens with the key in %s alone, which is not in it: keep that in another place.\n", where)
	return nil
}

// unjoined is the settings and the database as it is, without bringing it up
// to date.
func (p *Program) unjoined() (Settings, Store, error) {
	s, err := p.settings()
	if err != nil {
		return s, nil, err
	}
	st, err := p.Open(s)
	return s, st, err
}

func (p *Program) restore(ctx context.Context, args []string) error {
	f := flags("restore")
	if err := p.parse(f, args, 1, 1); err != nil {
		return err
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	if err := p.Restore(ctx, s, f.Arg(0)); err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "%s is restored. It sends no mail and charges nobody until you say that it is the real one now:\n  barnstorm check -confirm-restored\n", f.Arg(0))
	return nil
}

func (p *Program) check(ctx context.Context, args []string) error {
	f := flags("check")
	confirm := f.Bool("confirm-restored", false, "")
	if err := p.parse(f, args, 0, 0); err != nil {
		return err
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	st, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	defer st.Close()
	if *confirm {
		if err := st.SetHouse(ctx, people.Restored, ""); err != nil {
			return err
		}
		fmt.Fprintln(p.Out, "This is the real house now: it sends and charges again.")
	}
	return p.inspect(ctx, st)
}

// inspect says what is wrong in the database, and fails when anything is.
func (p *Program) inspect(ctx context.Context, st Store) error {
	breaches, err := st.Breaches(ctx, p.Clock.Now())
	if err != nil {
		return err
	}
	restored, err := st.House(ctx, people.Restored)
	if err != nil {
		return err
	}
	if restored != "" {
		fmt.Fprintf(p.Out, "This is a copy, restored at %s: it sends no mail and charges nobody.\n", restored)
	}
	duties, err := st.Duties(ctx)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.Faults > 0 {
			fmt.Fprintf(p.Out, "%q has failed %d times, the last time at %s: %s\n", d.Name, d.Faults, d.Done.Format(time.RFC3339), d.Fault)
		}
	}
	for _, b := range breaches {
		fmt.Fprintln(p.Out, b.Code, b.Object)
	}
	if len(breaches) > 0 {
		return fmt.Errorf("%d things do not hold", len(breaches))
	}
	fmt.Fprintln(p.Out, "Everything holds: the places promised are the people who come, the books sum to zero, nothing is without an owner.")
	return nil
}

func (p *Program) export(ctx context.Context, args []string) error {
	f := flags("export")
	if err := p.parse(f, args, 1, 1); err != nil {
		return err
	}
	_, st, err := p.unjoined()
	if err != nil {
		return err
	}
	defer st.Close()
	to, err := os.OpenFile(f.Arg(0), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(zipped(ctx, to, st), to.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Arg(0)))
	}
	fmt.Fprintln(p.Out, "Everything but secrets is in", f.Arg(0)+", each table as CSV for spreadsheets and as JSON lines for programs.")
	return nil
}

// zipped writes each table twice: a CSV in which no cell is run as a formula,
// and exact JSON, one object a line.
func zipped(ctx context.Context, to io.Writer, st Store) error {
	z := zip.NewWriter(to)
	for _, as := range []func(*zip.Writer, string, []string) (func([]string) error, error){asCSV, asJSON} {
		err := st.Export(ctx, func(table string, columns []string) (func([]string) error, error) { return as(z, table, columns) })
		if err != nil {
			return err
		}
	}
	return z.Close()
}

func asCSV(z *zip.Writer, table string, columns []string) (func([]string) error, error) {
	w, err := z.Create(table + ".csv")
	if err != nil {
		return nil, err
	}
	out, err := sheet.NewWriter(w, columns...)
	return func(row []string) error {
		cells := make([]sheet.Cell, len(row))
		for i, text := range row {
			cells[i] = sheet.Figure(text)
		}
		return out.Row(cells...)
	}, err
}

func asJSON(z *zip.Writer, table string, columns []string) (func([]string) error, error) {
	w, err := z.Create(table + ".jsonl")
	if err != nil {
		return nil, err
	}
	out := json.NewEncoder(w)
	return func(row []string) error {
		object := map[string]string{}
		for i, name := range columns {
			object[name] = row[i]
		}
		return out.Encode(object)
	}, nil
}
