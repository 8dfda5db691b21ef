package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

const statement = "Date,Amount,Name,Reference,IBAN\n" +
	"2026-12-01,10.00,Ann Lee,MEMBER 7,GB29 NWBK 6016 1331 9268 19\n" +
	"2026-12-01,25.00,B Ray,Thank you,DE02 1203 0000 0000 2020 51\n" +
	"2026-12-02,-30.00,Water,,\n" +
	"2026-12-03,5.00,Nobody,,\n"

const later = statement + "2026-12-31,10.00,LEE ANN,December,GB29NWBK60161331926819\n" + "2026-12-31,25.00,B Ray,thank YOU,\n"

func counts(r bank.Reading) string {
	return strings.Join([]string{"", "booked", n(r.Count[bank.WillBook]), "waits", n(r.Count[bank.WillWait]), "there", n(r.Count[bank.There]), "left", n(r.Count[bank.WillLeave])}, " ")
}

func n(i int) string { return strconv.Itoa(i) }

// A bank's table is read in twice and is there once; who was named once is
// known from then on, by account or by reference and name.
func TestATableOfTheBankIsReadInOnce(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		who := domain.Actor{Person: number[domain.PersonID]("0aa", 2), Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer}}}
		in := bank.ImportInput{Group: string(liveGroup), Text: statement}
		empty := storetest.Snapshot(t, w.Store)
		r, err := s.Import(ctx, who, in)
		if w.must(err); counts(r) != " booked 0 waits 3 there 0 left 1" || storetest.Snapshot(t, w.Store) != empty {
			t.Errorf("reading changed something, or %s", counts(r))
		}
		in.Sure = true
		if n := storetest.EveryWrite(t, w.Store, func() error { _, err := s.Import(ctx, who, in); return err }); n != 3 {
			t.Errorf("%d writes", n)
		}
		r, err = s.Import(ctx, who, in)
		if w.must(err); counts(r) != " booked 0 waits 0 there 3 left 1" {
			t.Error("again: " + counts(r))
		}
		ls, err := s.Waiting(ctx, who)
		if w.must(err); len(ls) != 3 {
			t.Fatalf("%d wait", len(ls))
		}
		for i, do := range []string{"dues", "gift", "leave"} {
			k := i
			for j, l := range ls {
				if l.Sum.Minor == []int64{10_00, 25_00, 5_00}[i] {
					k = j
				}
			}
			flow := func() error {
				_, err := s.Settle(ctx, who, ls[k].ID, bank.SettleInput{Do: do, Email: "Ann@example.org"})
				return err
			}
			storetest.EveryWrite(t, w.Store, flow)
			if err := flow(); !domain.Is(err, domain.Conflict) {
				t.Errorf("decided twice: %v", err)
			}
			w.sound(do)
		}
		in.Text = later
		storetest.EveryWrite(t, w.Store, func() error { r, err = s.Import(ctx, who, in); return err })
		if w.sound("later"); counts(r) != " booked 2 waits 0 there 3 left 1" {
			t.Error("later: " + counts(r))
		}
		w.bankHolds(70_00, 20_00, 50_00)
		if snap := storetest.Snapshot(t, w.Store); strings.Contains(snap, "NWBK") || strings.Contains(snap, "1203 0000") || strings.Contains(snap, "12030000") {
			t.Error("an account stands open in the database")
		}
		w.weigh()
		if got := w.record("Ann Lee", "ann@example.org"); len(got.Totals) != 1 || got.Totals[0].Kind != "dues" || got.Totals[0].Sum.Minor != 20_00 {
			t.Errorf("%+v", got.Totals)
		}
	})
}

func TestTheBankIsForTreasurers(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		treasurer := domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer}}}
		in := bank.ImportInput{Group: string(liveGroup), Text: statement, Sure: true}
		_, err := s.Import(ctx, domain.Actor{Person: number[domain.PersonID]("0aa", 2), Roles: treasurer.Roles}, in)
		w.must(err)
		ls, err := s.Waiting(ctx, treasurer)
		w.must(err)
		for name, tt := range map[string]struct {
			who          domain.Actor
			read, settle domain.Kind
		}{
			"nobody":    {domain.Actor{}, domain.SignedOut, domain.NotFound},
			"auditor":   {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Auditor}}}, domain.Denied, domain.Denied},
			"next door": {domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{playGroup: {domain.Treasurer}}}, domain.Denied, domain.NotFound},
		} {
			if _, err := s.Import(ctx, tt.who, in); kindOf(err) != tt.read {
				t.Errorf("%s reads: %v", name, err)
			}
			if _, err := s.Settle(ctx, tt.who, ls[0].ID, bank.SettleInput{Do: "gift"}); kindOf(err) != tt.settle {
				t.Errorf("%s settles: %v", name, err)
			}
		}
	})
}

// below is a group below the live one, of the same legal entity.
const below = domain.GroupID("0194f0a0-0000-7000-8000-0000000000ee")

func (w *lawWorld) below() {
	w.t.Helper()
	g, err := w.Group(w.t.Context(), liveGroup)
	w.must(err)
	g.ID, g.Parent, g.Slug, g.Name, g.Lineage = below, liveGroup, "below", "Keighley", g.Lineage+string(below)+"/"
	w.must(w.PutGroup(w.t.Context(), g))
}

// bankHolds holds the books of the live group to what came to its bank.
func (w *lawWorld) bankHolds(all, dues, gifts int64) {
	w.t.Helper()
	bs, err := w.Balances(context.Background(), []domain.GroupID{liveGroup})
	w.must(err)
	for _, b := range bs {
		if want := map[giving.Account]int64{giving.InBank: all, giving.Dues: -dues, giving.Donations: -gifts}[b.Account]; b.Sum.Minor != want {
			w.t.Errorf("%s is %d", b.Account, b.Sum.Minor)
		}
	}
}

// Dues are split to the penny: a month's share is booked on both sides, and
// done again only for what has come since.
func TestDuesAreSplit(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.below()
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		who := domain.Actor{Person: number[domain.PersonID]("0aa", 2), Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer}, below: {domain.Treasurer}}}
		dues := func(day, amount, name string) {
			_, err := s.Import(ctx, who, bank.ImportInput{Group: string(below), Text: "Date,Amount,Name\n" + day + "," + amount + "," + name + "\n", Sure: true})
			w.must(err)
			ls, err := s.Waiting(ctx, who)
			w.must(err)
			_, err = s.Settle(ctx, who, ls[len(ls)-1].ID, bank.SettleInput{Do: "dues"})
			w.must(err)
		}
		dues("2026-12-01", "10.01", "Ann")
		dues("2026-12-31", "5.00", "Ben")
		dues("2027-01-01", "7.00", "Cem")
		for _, in := range []bank.RuleInput{{Share: "101", From: "2026-12-01"}, {Share: "x", From: "2026-12-01"}, {Share: "10", From: "2026-12-02"}} {
			if _, err := s.Share(ctx, who, liveGroup, in); !domain.Is(err, domain.Invalid) {
				t.Errorf("%+v: %v", in, err)
			}
		}
		for _, in := range []bank.RuleInput{{Share: "33.33", From: "2026-12-01"}, {Share: "50", From: "2027-01-01"}} {
			_, err := s.Share(ctx, who, liveGroup, in)
			w.must(err)
		}
		w.splits(s, who, "2026-12", "Keighley 1501 500 0")
		flow := func() error { _, err := s.Split(ctx, who, liveGroup, "2026-12"); return err }
		if n := storetest.EveryWrite(t, w.Store, flow); n < 8 {
			t.Errorf("%d writes", n)
		}
		w.must(flow())
		w.sound("split")
		w.splits(s, who, "2026-12", "Keighley 1501 500 500")
		dues("2026-12-15", "1.00", "Dee")
		w.must(flow())
		w.splits(s, who, "2026-12", "Keighley 1601 534 534")
		w.splits(s, who, "2027-01", "Keighley 700 350 0")
		if _, err := s.Split(ctx, who, liveGroup, "2027-01"); !domain.Is(err, domain.Conflict) {
			t.Errorf("split while the month runs: %v", err)
		}
		local := domain.Actor{Person: "p", Roles: map[domain.GroupID][]domain.Role{below: {domain.Treasurer}}}
		if _, err := s.Split(ctx, local, liveGroup, "2026-12"); !domain.Is(err, domain.Denied) {
			t.Errorf("the group below splits: %v", err)
		}
		if _, err := s.DuesOf(ctx, domain.Actor{Person: "p"}, liveGroup, "2026-12"); !domain.Is(err, domain.NotFound) {
			t.Errorf("a stranger reads: %v", err)
		}
		w.splitsAgain(s, who)
		w.sound("in the end")
	})
}

// The statement of a month reads that month, and what was passed on, by indexes.
func TestTheStatementOfDuesReadsItsMonth(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		explain, wants := "explain query plan "+duesBelowSQL, []string{"transactions_month (group_id=? AND booked>? AND booked<?)", "transactions_splits (group_id=?)"}
		if s.db.Name() == "postgres" {
			explain, wants = "explain "+duesBelowSQL, []string{"transactions_month", "booked >=", "transactions_splits"}
		}
		var plan []string
		err := s.db.Transaction(func(tx *gorm.DB) error {
			if s.db.Name() == "postgres" { // which reads small tables whole
				if err := tx.Exec("set local enable_seqscan = off").Error; err != nil {
					return err
				}
			}
			rows, err := tx.Raw(explain, liveGroup, giftDay, giftDay, "dues-split:").Rows()
			if err != nil {
				return err
			}
			defer rows.Close()
			names, _ := rows.Columns()
			for rows.Next() {
				cells, to := make([]string, len(names)), make([]any, len(names))
				for i := range cells {
					to[i] = &cells[i]
				}
				if err := rows.Scan(to...); err != nil {
					return err
				}
				plan = append(plan, cells[len(cells)-1])
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(plan, "\n")
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in\n%s", want, got)
			}
		}
	})
}

// splitsAgain sets the share to nothing and back, and gives dues of January back.
func (w *lawWorld) splitsAgain(s *bank.Service, who domain.Actor) {
	w.t.Helper()
	ctx := context.Background()
	// The share is set to nothing and back: what was passed on comes back, and goes again.
	for _, tt := range []struct{ share, want string }{{"0", "Keighley 1601 0 0"}, {"33.33", "Keighley 1601 534 534"}} {
		_, err := s.Share(ctx, who, liveGroup, bank.RuleInput{Share: tt.share, From: "2026-12-01"})
		w.must(err)
		_, err = s.Split(ctx, who, liveGroup, "2026-12")
		w.must(err)
		w.splits(s, who, "2026-12", tt.want)
	}
	// What goes back of dues is no share any more, and what is passed on is no gift.
	w.until(utcDay(2027, 2, 1))
	var back giving.Payment
	for _, p := range w.paymentsOf(below) {
		if p.Amount.Minor == 7_00 {
			back = p
		}
	}
	w.until(utcDay(2027, 2, 3))
	w.must(w.live.Repay(ctx, back.Plan, back.ID))
	for month, want := range map[giving.Month]string{"2027-01": "Keighley 700 350 0", "2027-02": "Keighley -700 -350 0"} {
		w.splits(s, who, month, want)
	}
	r, err := w.live.Report(ctx, who, liveEntity, "2027-01")
	w.must(err)
	for _, row := range r.Rows {
		if row.Title == "Keighley" && (row.Given != 7_00 || row.Count != 1) {
			w.t.Errorf("%+v", row)
		}
	}
	w.weigh()
	if got := years(w.record("Cem", "")); got != "2027 0.00" || w.record("Cem", "").Totals[0].Kind != "dues" {
		w.t.Errorf("dues that went back: %s", got)
	}
	// A month that was closed goes as it went then, whatever clock the group has by now.
	w.people(tina)
	who.Person = purse(tina, liveGroup).Person
	_, err = w.live.CloseMonth(ctx, who, liveEntity, "2026-12")
	w.must(err)
	w.moves("Pacific/Auckland")
	for month, want := range map[giving.Month]string{"2026-12": "Keighley 1601 534 534", "2027-01": "Keighley 700 350 0"} {
		w.splits(s, who, month, want)
	}
}

// paymentsOf is the payments of a group.
func (w *lawWorld) paymentsOf(g domain.GroupID) []giving.Payment {
	w.t.Helper()
	ps, err := many(w.read.Where("group_id = ?", g), paymentModel.payment)
	w.must(err)
	return ps
}

// splits holds the statement of a month to one part: its dues, the share and
// what of it is booked.
func (w *lawWorld) splits(s *bank.Service, who domain.Actor, month giving.Month, want string) {
	w.t.Helper()
	st, err := s.DuesOf(context.Background(), who, liveGroup, month)
	w.must(err)
	for _, p := range st.Parts {
		if got := fmt.Sprint(p.Title, " ", p.Dues, " ", p.Up, " ", p.Passed); got != want {
			w.t.Errorf("%s: %s, want %s", month, got, want)
		}
	}
	if len(st.Parts) != 1 {
		w.t.Errorf("%s: %d parts", month, len(st.Parts))
	}
}

// An account that a bank writes in every row is ours: nobody is known by it, in
// whatever table, and none is taken where a person says so. A row that was read
// in under another choice of columns is still that row.
func TestNobodyIsKnownByOurOwnAccount(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		who := domain.Actor{Person: number[domain.PersonID]("0aa", 2), Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer}}}
		reads := func(rows, account, want string) {
			r, err := s.Import(ctx, who, bank.ImportInput{Group: string(liveGroup), Account: account, Text: "Date,Amount,Name,Reference,Account Number\n" + rows, Sure: true})
			if w.must(err); counts(r) != want {
				t.Errorf("%s is %s, not %s", rows, counts(r), want)
			}
			ls, err := s.Waiting(ctx, who)
			w.must(err)
			for _, l := range ls {
				_, err := s.Settle(ctx, who, l.ID, bank.SettleInput{Do: "gift"})
				w.must(err)
			}
		}
		ann := "2026-12-01,10.00,Ann Lee,one,12345678\n"
		reads(ann, "", " booked 0 waits 1 there 0 left 0") // nothing says yet that it is ours
		reads("2026-12-02,10.00,Ben,two,12345678\n", "", " booked 0 waits 1 there 0 left 0")
		reads("2026-12-03,10.00,Cem,three,12345678\n2026-12-03,10.00,LEE Ann,four,12345678\n"+ann, "", " booked 0 waits 2 there 1 left 0")
		reads("2026-12-04,10.00,Lee Ann,five,12345678\n"+ann, bank.None, " booked 0 waits 1 there 1 left 0")
		reads("2026-12-05,10.00,Lee Ann,six,12345678\n"+ann, "Reference", " booked 0 waits 1 there 1 left 0")
		reads("2026-12-06,10.00,Lee Ann,five,\n", "", " booked 1 waits 0 there 0 left 0")
	})
}

// A bank whose tables were taken to write the day first, and then shows that
// it does not: what may be there on another day waits, and is not booked again.
func TestATableThatWasReadTheWrongWay(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		s := &bank.Service{Store: w.Store, Atomically: Atomically[bank.Store](w.Store), Clock: w.clock}
		who := domain.Actor{Person: number[domain.PersonID]("0aa", 2), Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer}}}
		reads := func(rows, want string) {
			r, err := s.Import(ctx, who, bank.ImportInput{Group: string(liveGroup), Text: "Date,Amount,Name,Reference\n" + rows, Sure: true})
			if w.must(err); counts(r)+" "+r.Columns.Order != want {
				t.Errorf("%s is %s %s, not %s", rows, counts(r), r.Columns.Order, want)
			}
		}
		reads("11/05/2026,10.00,Ann,gift\n", " booked 0 waits 1 there 0 left 0 day-first")
		ls, err := s.Waiting(ctx, who)
		w.must(err)
		_, err = s.Settle(ctx, who, ls[0].ID, bank.SettleInput{Do: "gift"})
		w.must(err)
		// It breaks off after it has shown it, and is read in again.
		table, own, parts := "11/15/2026,10.00,Ann,gift\n"+strings.Repeat("11/15/2026,-1.00,Water,bill\n", 199)+"11/05/2026,10.00,Ann,gift\n", s.Atomically, 0
		s.Atomically = func(ctx context.Context, f func(bank.Store) error) error {
			if parts++; parts > 1 {
				return errors.New("the disk is full")
			}
			return own(ctx, f)
		}
		if _, err = s.Import(ctx, who, bank.ImportInput{Group: string(liveGroup), Text: "Date,Amount,Name,Reference\n" + table, Sure: true}); err == nil || parts != 2 {
			t.Errorf("%d parts, %v", parts, err)
		}
		s.Atomically = own
		reads(table, " booked 0 waits 1 there 1 left 199 month-first")
		reads("11/05/2026,10.00,Ann,gift\n11/06/2026,10.00,Ann,gift\n", " booked 1 waits 0 there 1 left 0 month-first")
		// Lines that are older than the note of an order may have been read in either.
		w.must(w.db.Exec("delete from bank_orders").Error)
		reads("11/06/2026,10.00,Ann,gift\n", " booked 0 waits 1 there 0 left 0 day-first")

		// The order of a long table is noted once.
		w.must(w.db.Exec("delete from bank_orders").Error)
		notes := noting{w.Store, new(int)}
		s.Atomically = func(ctx context.Context, f func(bank.Store) error) error { return f(notes) }
		reads(strings.Repeat("07/11/2026,-1.00,Water,bill\n", 401), " booked 0 waits 0 there 0 left 401 day-first")
		if *notes.n != 1 {
			t.Errorf("noted %d times", *notes.n)
		}
	})
}

// noting counts how often the order of day and month is noted.
type noting struct {
	*Store
	n *int
}

func (s noting) PutDayOrder(ctx context.Context, e domain.EntityID, order string) error {
	*s.n++
	return s.Store.PutDayOrder(ctx, e, order)
}
