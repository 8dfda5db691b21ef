package journey

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/api"
	apigiving "barnstorm/api/giving"
	"barnstorm/api/stripe"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

const (
	purseEntity = domain.EntityID("0194f0a0-0000-7000-8000-00000000000a")
	purseGroup  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000aa")
	purseOwner  = domain.PersonID("0194f0a0-0000-7000-8000-0000000000cc")
	purseSecret = "whsec_0123456789abcdef"
)

// A purse is a legal entity on PostgreSQL whose provider answers at once, so
// that what is measured is ours and the database's.
type purse struct {
	*testing.T
	url    string
	store  *store.Store
	giving *giving.Service
	till   *stripe.Till
	told   chan struct{} // holds something after an event was sent
}

func newPurse(t *testing.T) *purse {
	p := &purse{T: t, url: storetest.Postgres(t, store.Open), told: make(chan struct{}, 1)}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	p.store, err = store.Open(p.url, storetest.Key)
	must(err)
	t.Cleanup(func() { p.store.Close() })
	now := time.Now().UTC()
	must(p.store.PutEntity(t.Context(), people.Entity{ID: purseEntity, Name: "Association", Country: "GB", Kind: "members association", Made: now}))
	must(p.store.PutGroup(t.Context(), people.Group{ID: purseGroup, Lineage: string(purseGroup) + "/", Name: "Aire", Slug: "aire", Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: purseEntity, Made: now}))
	must(p.store.PutPerson(t.Context(), people.Person{ID: purseOwner, Name: "Tina", Locale: "en", Version: 1, Made: now}))
	url := func(path string) string { return "https://example.org" + path }
	p.till, err = stripe.New(stripe.Settings{Key: "sk_live_1", Secrets: []string{purseSecret}, Clock: time.Now, URL: url})
	must(err)
	p.giving = &giving.Service{Store: p.store, Atomically: store.Atomically[giving.Store](p.store), Clock: time.Now, URL: url,
		Till: func(domain.EntityID) giving.Till { return paidAtOnce{p.till} }, Log: func(_ context.Context, err error) { t.Error(err) }}
	return p
}

// paidAtOnce says of every plan that it was paid once, an hour ago.
type paidAtOnce struct{ *stripe.Till }

func (paidAtOnce) Look(_ context.Context, id giving.PlanID, refs giving.Refs) (giving.Standing, error) {
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	gbp := func(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }
	return giving.Standing{Refs: refs, Status: giving.Active, Amount: gbp(1000), Next: at.AddDate(0, 1, 0), Charges: []giving.Charge{{
		Invoice: "in_" + string(id), Charge: "ch_" + string(id), Amount: gbp(1000), Fee: gbp(35), Paid: at, From: at, Until: at.AddDate(0, 1, 0), Attempts: 1,
	}}}, nil
}

// promises makes n plans that nobody has paid, and answers with their ids.
func (p *purse) promises(n int) (ids []giving.PlanID) {
	p.Helper()
	for i := range n {
		now := time.Now().UTC()
		plan := giving.Plan{ID: domain.NewID[giving.PlanID](now), Entity: purseEntity, Group: purseGroup, Fund: giving.GeneralFund, Name: "Rosa", Email: fmt.Sprint("r", i, "@example.org"),
			Locale: "en", Amount: domain.Money{Minor: 1000, Currency: "GBP"}, Interval: giving.Monthly, Status: giving.Pending, Made: now}
		if _, err := p.store.AddPlan(p.Context(), plan); err != nil {
			p.Fatal(err)
		}
		ids = append(ids, plan.ID)
	}
	return ids
}

// serve is the address to which the events are sent.
func (p *purse) serve() http.Handler {
	page := &web.Web{Pages: templates.New(nil), Clock: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: "https://example.org", Key: make([]byte, 32)}
	h := apigiving.Handlers{Giving: p.giving, Ear: func(domain.EntityID) giving.Ear { return p.till }}
	return (&api.Server{Web: page, Routes: h.Routes(), Healthy: p.store.Ping}).Echo()
}

// benchMoney sends signed events over HTTP, at first with nobody who acts upon
// them and then until all are in the books, closes a month of 100,000 payments,
// and reads the ledger and what donors gave at 100,000 and a million.
func benchMoney(t *testing.T, r *report) {
	p := newPurse(t)
	n := 200 * seconds
	server := httptest.NewServer(p.serve())
	defer server.Close()
	twin := newPurse(t)
	var limits, accepts, books []measured
	for range rounds {
		limits = append(limits, measured{rows: n, took: twin.limit(t, n)})
		accepts = append(accepts, measured{rows: n, took: p.send(server.URL, p.promises(n))})
		p.hear(n)
		ids := p.promises(n)
		began, heard := time.Now(), make(chan struct{})
		go func() { defer close(heard); p.hear(n) }()
		p.send(server.URL, ids)
		<-heard
		books = append(books, measured{rows: n, took: time.Since(began)})
	}
	middle := func(all []measured) float64 {
		return medianOf(all, func(m measured) float64 { return m.took.Seconds() }).perSecond()
	}
	limit, accepted, settled := middle(limits), middle(accepts), middle(books)
	r.add("\n## Webhooks a second\n\nPostgreSQL, %d signed `invoice.paid` over HTTP from %d clients, median of %d interleaved runs. *Accepted* is kept and answered, with nobody acting upon them; *in the books* is all that follows,\n"+
		"while they arrive: the plan, the payment, two transactions with their entries and sums, the receipt and its link, by the one duty that hears, which settles up to 25 plans in one transaction.\n"+
		"The limit is pgbench writing the same ledger rows.\n\n"+
		"| | a second | ratio | aim |\n|---|---|---|---|\n| pgbench, the ledger's rows, %d clients | %.0f | 1 | |\n| accepted through HTTP | %.0f | %.2f | 0.5 |\n| in the books, through HTTP | %.0f | %.2f | 0.5 |\n",
		n, clients, rounds, clients, limit, accepted, accepted/limit, settled, settled/limit)
	benchMonth(t, r)
}

// send has all clients tell of plans, and is how long that took.
func (p *purse) send(url string, ids []giving.PlanID) time.Duration {
	client, next := caller(), atomic.Int64{}
	_, took := load(clients, func(int) (int, bool) {
		i := int(next.Add(1)) - 1
		if i >= len(ids) {
			return 0, false
		}
		p.tells(client, url, ids[i])
		select {
		case p.told <- struct{}{}:
		default:
		}
		return 1, true
	})
	return took
}

// hear acts upon events until it heard n, as the duty does.
func (p *purse) hear(n int) {
	for n > 0 {
		done, err := p.giving.HearAll(p.Context(), 100)
		if err != nil {
			p.Error(err)
			return
		}
		if n -= done; done == 0 {
			<-p.told
		}
	}
}

// tells sends one good event.
func (p *purse) tells(client *http.Client, base string, id giving.PlanID) {
	now := time.Now()
	body := fmt.Sprintf(`{"id":"evt_%s","type":"invoice.paid","api_version":%q,"created":%d,"livemode":true,"data":{"object":{"id":"in_%s","object":"invoice","subscription_details":{"metadata":{"barnstorm_plan":%q}}}}}`,
		id, stripe.Version, now.Unix(), id, id)
	req, _ := http.NewRequest("POST", base+"/stripe/"+string(purseEntity), strings.NewReader(body))
	req.Header.Set("Stripe-Signature", fmt.Sprintf("t=%d,v1=%s", now.Unix(), signedAs(now, body)))
	resp, err := client.Do(req)
	if err != nil {
		p.Error(err)
		return
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		p.Errorf("event: %d", resp.StatusCode)
	}
}

// signedAs is what Stripe makes of a moment and a body with our secret.
func signedAs(at time.Time, body string) string {
	m := hmac.New(sha256.New, []byte(purseSecret))
	fmt.Fprintf(m, "%d.%s", at.Unix(), body)
	return hex.EncodeToString(m.Sum(nil))
}

// limit has pgbench write the rows that a payment makes in the ledger, one
// payment a transaction, and is how long that took for n.
func (p *purse) limit(t *testing.T, n int) time.Duration {
	plan := p.promises(1)[0]
	tx := func(memo string, id, first int, into, from string) string {
		out := fmt.Sprintf("insert into transactions values (%s, '%s:' || %s::text, '%s', '%s', 'general', false, 'GBP', now(), now(), '%s', '%s', %s);\n",
			idOf(id), memo, idOf(0), purseEntity, purseGroup, memo, plan, idOf(0))
		out += fmt.Sprintf("insert into entries values (%s, %s, '%s', 1000), (%s, %s, '%s', -1000);\n", idOf(first), idOf(id), into, idOf(first+1), idOf(id), from)
		for _, account := range []string{into, from} {
			out += fmt.Sprintf("insert into ledger_totals values ('%s', false, 'GBP', '%s', :client_id::integer %% 16, 1000) on conflict (group_id, sandbox, currency, account, slot) do update set minor = ledger_totals.minor + excluded.minor;\n", purseGroup, account)
		}
		return out
	}
	script := nextID + "begin;\n" +
		fmt.Sprintf("insert into payments select %s, id, entity_id, group_id, sandbox, 'in_' || %s::text, 'ch', 1000, 'GBP', 35, 'GBP', 0, 0, '', 'paid', 'till', '', now(), now(), now(), 1, null, 0 from plans where id = '%s';\n", idOf(0), idOf(0), plan) +
		tx("gift", 1, 2, "till", "donations") + tx("fee", 4, 5, "fees", "till") + "commit;\n"
	began := time.Now()
	pgbench(t, p.url, script, []string{"seq=0", "base=" + strconv.FormatInt(time.Now().UnixMilli(), 10)}, "-t", strconv.Itoa(max(1, n/clients)))
	return time.Since(began)
}

// paymentsSQL fills a month with payments, each with its gift and its fee.
const paymentsSQL = `
	with made as (
		insert into payments select gen_random_uuid(), p.id, p.entity_id, p.group_id, p.sandbox, 'in_' || $1::text || '_' || i, 'ch_' || $1::text || '_' || i, 1000, 'GBP', 35, 'GBP', 0, 0, '', 'paid', 'till', '',
			$2::timestamp + i * interval '20 seconds', $2::timestamp, $2::timestamp, 1, null, 0
		from (select * from plans limit 1) p, generate_series(1, $3::integer) i returning *),
	moved as (
		insert into transactions select gen_random_uuid(), m.memo || ':' || y.invoice, y.entity_id, y.group_id, 'general', y.sandbox, 'GBP', y.paid, y.paid, m.memo, y.plan_id, y.id
		from made y, (values ('gift'), ('fee')) m (memo) returning *)
	insert into entries select gen_random_uuid(), t.id, e.account, e.minor from moved t
		join (values ('gift', 'till', 1000), ('gift', 'donations', -1000), ('fee', 'fees', 35), ('fee', 'till', -35)) e (memo, account, minor) on e.memo = t.memo`

// benchMonth closes a month of 100,000 payments, and reads the ledger then and
// when there are ten times as many.
func benchMonth(t *testing.T, r *report) {
	p := newPurse(t)
	p.promises(1)
	db := benchDB(t, p.url)
	month := time.Now().UTC().AddDate(0, -2, 0)
	month = time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	size := 100_000
	if os.Getenv("SMALL") != "" {
		size = 1000
	}
	fill := func(name string, n int) {
		if _, err := db.Exec(paymentsSQL, name, month.Add(24*time.Hour), n); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`delete from ledger_totals`); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`insert into ledger_totals select group_id, sandbox, currency, account, 0, sum(minor) from transactions t join entries e on e.transaction_id = t.id group by 1, 2, 3, 4`); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`analyze`); err != nil {
			t.Fatal(err)
		}
	}
	who := domain.Actor{Person: purseOwner, Name: "Tina", Roles: map[domain.GroupID][]domain.Role{purseGroup: {domain.Treasurer, domain.Compliance}}}
	fill("a", size)
	began := time.Now()
	closed, err := p.giving.CloseMonth(t.Context(), who, purseEntity, giving.MonthOf(month, time.UTC))
	took := time.Since(began)
	if err != nil || !closed.Same || closed.Rows[0].Count == 0 {
		t.Fatalf("closing: %+v, %v", closed, err)
	}
	give(t, db, "a")
	ledger, first, donor, held := p.reads(db, who)
	fill("b", 9*size)
	give(t, db, "b")
	ledger10, first10, donor10, held10 := p.reads(db, who)
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
	more := func(few, many time.Duration) string {
		return fmt.Sprintf("%+.0f %%", 100*(many.Seconds()/few.Seconds()-1))
	}
	r.add("\n## A treasurer's month\n\nClosing a month with %d payments, and its report: %.2f s.\n\n"+
		"| the aim is the same within 20 %% | at %d payments | at %d | |\n|---|---|---|---|\n| the ledger's first page and its sums | %s | %s | %s |\n"+
		"| what a donor gave: their page, that nobody has opened yet | %s | %s | %s |\n| the same page once more | %s | %s | %s |\n| holding a payment to the law, counted into its donor's totals | %s | %s | %s |\n",
		size, took.Seconds(), size, 10*size, ms(ledger), ms(ledger10), more(ledger, ledger10), ms(first), ms(first10), more(first, first10), ms(donor), ms(donor10), more(donor, donor10), ms(held), ms(held10), more(held, held10))
}

// often is how long something takes: the median of many times.
func often(t *testing.T, do func(int) error) time.Duration {
	t.Helper()
	var all []measured
	for i := range 21 {
		began := time.Now()
		if err := do(i); err != nil {
			t.Fatal(err)
		}
		all = append(all, measured{took: time.Since(began)})
	}
	return medianOf(all, func(m measured) float64 { return float64(m.took) }).took
}

// reads is how long the ledger's first page takes, a donor's page for the first
// time and once more, and to hold a payment to the law.
func (p *purse) reads(db *sql.DB, who domain.Actor) (ledger, first, donor, held time.Duration) {
	p.Helper()
	law := &compliance.Service{Store: p.store, Atomically: store.Atomically[compliance.Store](p.store), Clock: time.Now}
	ledger = often(p.T, func(int) error { _, err := p.giving.Ledger(p.Context(), who, giving.LedgerQuery{}); return err })
	var donors []compliance.DonorID
	if err := db.QueryRow(`select array_to_string(array_agg(id), ',') from (select id from donors order by id limit 21) d`).Scan((*listed)(&donors)); err != nil {
		p.Fatal(err)
	}
	open := func(i int) error { _, err := law.Record(p.Context(), who, donors[i]); return err }
	first, donor = often(p.T, open), often(p.T, open)
	if _, err := db.Exec(`delete from unweighed`); err != nil {
		p.Fatal(err)
	}
	for _, id := range p.promises(100) {
		if err := p.giving.Receive(p.Context(), giving.Event{ID: "evt_" + string(id), Entity: purseEntity, Plan: id, Ours: true, Made: time.Now()}); err != nil {
			p.Fatal(err)
		}
	}
	p.hear(100)
	began := time.Now()
	if n, err := law.Weigh(p.Context(), 1000); n != 200 || err != nil {
		p.Fatalf("%d held to the law, %v", n, err)
	}
	return ledger, first, donor, time.Since(began) / 100
}

// listed reads what array_to_string made.
type listed []compliance.DonorID

func (l *listed) Scan(v any) error {
	for id := range strings.SplitSeq(v.(string), ",") {
		*l = append(*l, compliance.DonorID(id))
	}
	return nil
}

// give has a donor of every ten of the payments that fill made, with what they
// gave in the year, as holding them to the law would leave it.
func give(t *testing.T, db *sql.DB, name string) {
	t.Helper()
	for _, do := range []string{
		`create temporary table given as
			select t.id, t.entity_id, t.plan_id, t.payment_id, t.at, md5($1 || (row_number() over (order by t.id) / 10)::text)::uuid as donor
			from transactions t where t.memo = 'gift' and t.once_key like 'gift:in_' || $1 || '_%'`,
		`insert into donors select distinct donor, entity_id, donor, 'Rosa', donor::text || '@example.org', 'rosa', 'person', now()::timestamp from given`,
		`insert into weighings select id, entity_id, donor, plan_id, payment_id, 'gift', 1000, 'GBP', at, at, now()::timestamp, 0, '' from given`,
		`insert into donor_totals select donor, entity_id, 'gift', extract(year from at)::text, 'GBP', sum(1000) from given group by 1, 2, 4`,
		`drop table given`,
		`vacuum analyze`, `checkpoint`, // as a database that was filled over years has done long ago
	} {
		args := []any{}
		if strings.Contains(do, "$1") {
			args = append(args, name)
		}
		if _, err := db.Exec(do, args...); err != nil {
			t.Fatal(err)
		}
	}
}
