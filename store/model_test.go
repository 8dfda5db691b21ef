package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"barnstorm/domain/giving"
)

// over is what the columns of a sample hold where anything would not do.
type over map[string]any

// A sample is one model with what proves it.
type sample struct {
	zero any
	over over
	// lost names fields of the domain's struct that the row does not hold.
	twice func(t *testing.T, m any)
}

// plain is a model that no struct of the domain stands behind, or one that
// has a test of its own.
func plain[M any](o over) sample { return sample{*new(M), o, nil} }

// both is a model and the struct of the domain that it becomes and comes from.
func both[M, D any](of func(D) M, to func(M) D, o over, lost ...string) sample {
	return sample{*new(M), o, func(t *testing.T, m any) {
		d := to(m.(M))
		for _, field := range empty(reflect.ValueOf(d), "") {
			if !slices.Contains(lost, field) {
				t.Errorf("%T.%s: the row does not fill it", d, field)
			}
		}
		if again := of(d); len(lost) == 0 && !reflect.DeepEqual(any(again), m) {
			t.Errorf("%T there and back:\n%+v, was\n%+v", d, again, m)
		}
	}}
}

// samples is every model there is.
var samples = append([]sample{
	both(personOf, personModel.person, nil),
	both(contactOf, contactModel.contact, over{"Kind": "email"}),
	both(belongingOf, belongingModel.belonging, nil),
	both(consentOf, consentModel.consent, over{"Channel": "email"}),
	both(deedOf, deedModel.deed, nil),
	plain[houseModel](nil),
	both(groupOf, groupModel.group, over{"Country": "GB", "Currency": "GBP"}),
	both(entityOf, entityModel.entity, over{"Country": "GB"}),
	both(signInOf, signInModel.signIn, nil),
	both(sessionOf, sessionModel.session, nil),
	plain[factorModel](over{"Secret": []byte("x")}),
	plain[recoveryModel](nil),
	both(linkOf, linkModel.link, nil),
	plain[letterModel](over{"State": "waiting", "Fields": []byte("x")}),
	plain[offModel](nil),
	plain[keyModel](over{"Wrapped": []byte("x")}),
	both(dutyOf, dutyModel.duty, nil),
	plain[eventModel](nil), // Search is its own: TestEventRoundTrip
	plain[rsvpModel](over{"State": "coming", "Party": 4}),
	plain[remindedModel](nil),
	both(liftOf, liftModel.lift, over{"Side": "want", "Seats": 400, "Taken": 3}),
	both(pairOf, pairModel.pair, over{"Seats": 2}),
	both(hostOf, hostModel.host, nil, "Name"),
	both(delegationOf, delegationModel.delegation, over{"People": 30}),
	both(proposalOf, proposalModel.proposal, over{"Said": saidInFull}, "Name"),
	plain[shiftModel](nil),
	both(gateOf, gateModel.gate, nil),
	both(passageOf, passageModel.passage, over{"Way": "in", "People": 3}),
	plain[placesModel](nil),
	plain[attendanceModel](over{"People": 3}),
	plain[newcomerModel](over{"Channel": "email", "State": "new"}),
	plain[askedModel](nil),
	plain[noteModel](over{"Outcome": "along"}),
	plain[practiceModel](nil),
	plain[roomModel](nil),
	both(talkOf, talkModel.talk, nil),
	both(speakerOf, speakerModel.speaker, nil),
	plain[billModel](nil),
	both(pickOf, pickModel.pick, over{"People": 2}),
	both(scriptOf, scriptModel.script, nil),
	both(versionOf, versionModel.version, over{"N": 1}),
	both(effortOf, effortModel.effort, over{"Level": "street", "KeepDays": 1, "Fill": `{"a":"b"}`, "Lists": `{"a":[{"Value":"b","Label":"c","Next":"d","End":true}]}`}, "Lists", "Fill"),
	both(credentialOf, credentialModel.credential, nil),
	plain[visitModel](over{"RatedBefore": 1, "RatedAfter": 2}),
	plain[visitConsentModel](nil),
	both(heldOf, heldModel.held, over{"Raw": []byte("x")}, ""), // what is sealed of it is the row's own
	plain[wordsModel](over{"Sealed": []byte("x")}),
	plain[tallyModel](nil),
	plain[hourModel](nil),
	plain[stepModel](nil),
	both(outingOf, outingModel.outing, over{"Day": "2026-12-05"}),
	both(teamOf, teamModel.team, nil),
	both(memberOf, memberModel.member, nil),
	both(boardOf, boardModel.board, nil),
	plain[digestModel](nil),
	both(comparisonOf, comparisonModel.comparison, over{"PerArm": 40, "Found": `{"Talked":{"N":1,"Mean":2,"SD":3},"Placebo":{"N":4,"Mean":5,"SD":6},"Walkers":7,"Why":"x","Difference":{"Value":1,"Alone":{"SE":1,"Low":2,"High":3},"Clustered":{"SE":4,"Low":5,"High":6}},"Talks":8,"Placebos":9,"Known":10,"Astray":11}`}),
	plain[sealModel](nil),
	both(stackOf, stackModel.stack, nil, "Cards", "Name"),
	plain[cardModel](nil),
	plain[complaintModel](over{"Kind": "copy", "Words": []byte("x"), "Name": []byte("x"), "Email": []byte("x"), "Address": []byte("x"), "Answer": []byte("x")}),
	both(lateOf, lateModel.late, over{"Visits": 1}, "Moved.Up", "Moved.Down"),
	both(certificateOf, certificateModel.certificate, nil, "Gone"),
	plain[goneModel](nil),
	both(tripOf, tripModel.trip, nil),
	both(debriefOf, debriefModel.debrief, nil),
	plain[incidentModel](over{"Words": []byte("x")}),
	plain[readModel](nil),
	both(sheetOf, sheetModel.sheet, nil),
	both(turfOf, turfModel.turf, over{"State": "free", "Outline": "53.50000,-1.50000 53.60000,-1.50000", "Size": 9}),
	both((&Store{}).doorOf, doorModel.door, over{"Sure": "file", "Place": 3}, ""), // its keys are of its address
	both(electorOf, electorModel.elector, nil),
	plain[quietModel](over{"Kind": "deceased"}),
	both(importOf, importModel.imported, over{
		"Country": "GB", "Stage": "done", "Rows": 7, "Header": `["a"]`, "Samples": `[["b"]]`, "Columns": `{"a":"street"}`, "Faults": `[{"Line":2,"Column":"a","Code":"row-uprn"}]`,
		"Progress": `{"Bytes":1,"Rows":7,"Doors":3,"Same":4,"People":5,"Without":6,"Odd":8,"Exact":9,"Near":10,"Nowhere":11,"Tries":12}`,
		"Undo":     "asked", "Retreat": `{"After":{"Key":"a","Door":"b"},"Gone":1,"Kept":2,"People":3}`,
	}),
	plain[broughtModel](over{"ThingID": "0194f0a0-0000-7000-8000-0000000000cc"}),
	plain[pieceModel](over{"Body": []byte("x")}),
	plain[uprnModel](nil),
	plain[extentModel](nil),
}, giftsAndSeats...)

var giftsAndSeats = []sample{
	both(planOf, planModel.plan, over{"Currency": "GBP", "Often": "monthly", "Status": "active", "Anchor": 3, "Amount": 5}),
	both(paymentOf, paymentModel.payment, over{"Currency": "GBP", "Status": "paid", "Amount": 500, "Refunded": 500, "Dispute": "open", "Via": "till"}),
	both(backOf, backModel.back, over{"Currency": "GBP", "Amount": 5, "Why": "asked", "State": "waiting", "AskedBy": "0194f0a0-0000-7000-8000-0000000000cc"}, "ByName", "Donor", "Title"),
	both(playedBackOf, playedBackModel.played, over{"Amount": 5}),
	both(giftCodeOf, giftCodeModel.code, nil),
	both(appealOf, appealModel.appeal, over{"Currency": "GBP", "Fund": "fund"}, "Raised.Minor", "Raised.Currency", "EventSlug", "EventName", "Name"),
	both(slipOf, slipModel.slip, over{"Currency": "GBP", "Via": "cash", "Amount": 5, "Day": "2026-11-22", "State": "waiting", "EnteredBy": "0194f0a0-0000-7000-8000-0000000000cc"}, "Title", "ByName"),
	both(payoutOf, payoutModel.payout, over{"Currency": "GBP", "State": "paid"}, "Items"),
	plain[payoutItemModel](nil),
	plain[booksModel](nil),
	plain[unweighedModel](nil),
	plain[totalModel](over{"Currency": "GBP", "Account": "till"}),
	plain[closeModel](over{"Month": "2026-11", "ClosedBy": "0194f0a0-0000-7000-8000-0000000000cc"}),
	both(intentOf, intentModel.intent, over{"Wish": "page"}),
	both(tillEventOf, tillEventModel.event, over{"State": "waiting"}),
	both(transactionOf, transactionModel.transaction, over{"Currency": "GBP"}, "Entries"),
	both(func(e giving.Entry) entryModel { return entryOf("", e) }, entryModel.entry, over{"Account": "till", "Minor": 4}, ""),
	both(promiseOf, promiseModel.promise, over{"Amount": 5}),
	both(playedOf, playedModel.played, over{"Amount": 5}),
	both(seatOf, seatModel.seat, over{"Country": "GB", "Votes": `{"a":1}`}, "Folded"),
	plain[boundaryModel](nil),
	plain[postcodeModel](over{"Country": "GB"}),
	plain[townModel](over{"Country": "GB"}),
	both(sourceOf, sourceModel.source, nil),
	both(sideOf, sideModel.side, nil),
	both(decisionOf, decisionModel.decision, nil),
	both(weighingOf, weighingModel.weighing, nil),
	plain[declarationModel](over{"Told": []byte("x")}),
	both(donorOf, donorModel.donor, over{"Kind": "person"}),
	both(bankLineOf, bankLineModel.line, over{"Minor": 5, "Day": "2026-11-22", "Currency": "GBP", "Kind": "dues", "State": "waiting"}),
	both(duesRuleOf, duesRuleModel.rule, over{"FromDay": "2026-12-01", "Share": 7}),
	plain[payerModel](over{"Kind": "gift"}),
	plain[dayOrderModel](over{"DayOrder": "month-first"}),
	both(electionOf, electionModel.election, over{"Day": "2026-11-03"}),
	both(rateOf, rateModel.rate, over{"Currency": "EUR", "FirstDay": "2026-05-01", "LastDay": "2026-05-31", "Millions": 853400, "Source": "x"}),
	plain[likenessModel](over{"Why": "name", "State": "open"}),
	plain[donorTotalModel](over{"Kind": "gift"}),
	plain[reviewModel](over{"State": "waiting", "Evidence": []byte("x")}),
	plain[reportModel](over{"FirstDay": "2026-01-01", "LastDay": "2026-03-31", "Body": []byte("x")}),
}

func tableOf(m any) string { return m.(interface{ TableName() string }).TableName() }

// modelless is the tables that only SQL of our own writes and reads.
var modelless = []string{"tally_marks", "gone_records"}

// A model that is missing from samples is proven by nothing.
func TestEveryModelIsASample(t *testing.T) {
	have := map[string]bool{}
	for _, s := range samples {
		have[reflect.TypeOf(s.zero).Name()] = true
	}
	here, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range here {
		if !strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Name.Name != "TableName" {
				continue
			}
			if name := fn.Recv.List[0].Type.(*ast.Ident).Name; !have[name] {
				t.Errorf("%s: %s is not in samples", e.Name(), name)
			}
		}
	}
}

// The migrations own the schema; the models must say the same.
func TestModelsAreTheSchema(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		seen := map[string]bool{"goose_db_version": true}
		for _, x := range samples {
			sch, err := schema.Parse(x.zero, &sync.Map{}, s.db.NamingStrategy)
			if err != nil {
				t.Fatal(err)
			}
			seen[sch.Table] = true
			cols, err := s.db.Migrator().ColumnTypes(sch.Table)
			if err != nil {
				t.Fatal(err)
			}
			var inDB []string
			for _, c := range cols {
				inDB = append(inDB, c.Name())
			}
			if inModel := slices.Sorted(slices.Values(sch.DBNames)); !slices.Equal(slices.Sorted(slices.Values(inDB)), inModel) {
				t.Errorf("%s: the table has %v, the model has %v", sch.Table, inDB, inModel)
			}
			for _, f := range sch.Fields {
				if f.HasDefaultValue || f.AutoIncrement {
					t.Errorf("%s.%s: a default in the model is never written as zero", sch.Table, f.Name)
				}
			}
		}
		tables, err := s.db.Migrator().GetTables()
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if !seen[table] && !slices.Contains(modelless, table) && !strings.HasPrefix(table, "sqlite_") {
				t.Errorf("no model has the table %s", table)
			}
		}
	})
}

// What is written is what is read, with no field empty and with all of them.
func TestEveryModelRoundTrip(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		// A row alone has nobody to point to.
		pool(t, s).SetMaxOpenConns(1)
		alone := "pragma foreign_keys = off"
		if s.postgres {
			alone = "set session_replication_role = replica"
		}
		if _, err := pool(t, s).Exec(alone); err != nil {
			t.Fatal(err)
		}
		for _, x := range samples {
			t.Run(tableOf(x.zero), func(t *testing.T) { x.roundTrip(t, s) })
		}
	})
}

func (x sample) roundTrip(t *testing.T, s *Store) {
	full, bare := x.full(t), x.bare()
	if x.twice != nil {
		x.twice(t, full.Elem().Interface())
	}
	for _, m := range []reflect.Value{full, bare} { // the second over the first
		if err := s.put(t.Context(), m.Interface()); err != nil {
			t.Fatal(err)
		}
		got := reflect.New(m.Elem().Type())
		key := reflect.New(m.Elem().Type())
		x.keys(key.Elem(), m.Elem())
		if err := s.db.Where(key.Interface()).Take(got.Interface()).Error; err != nil {
			t.Fatal(err)
		}
		utc(got.Elem())
		if !reflect.DeepEqual(got.Elem().Interface(), m.Elem().Interface()) {
			t.Errorf("read\n%+v, wrote\n%+v", got.Elem().Interface(), m.Elem().Interface())
		}
	}
}

// full is the model with no field empty.
func (x sample) full(t *testing.T) reflect.Value {
	n := 0
	m := reflect.New(reflect.TypeOf(x.zero))
	fill(m.Elem(), &n)
	x.set(m.Elem())
	if none := empty(m.Elem(), ""); len(none) > 0 {
		t.Fatalf("%T has empty fields: %v", x.zero, none)
	}
	return m
}

// bare is the model with every field empty but its key and what may not be.
func (x sample) bare() reflect.Value {
	m := reflect.New(reflect.TypeOf(x.zero))
	n := 0
	filled := reflect.New(reflect.TypeOf(x.zero)).Elem()
	fill(filled, &n)
	x.set(filled)
	x.keys(m.Elem(), filled)
	for i := range m.Elem().NumField() {
		f, from := m.Elem().Field(i), filled.Field(i)
		name := m.Elem().Type().Field(i).Name
		_, needed := x.over[name]
		id := f.Kind() == reflect.String && strings.HasSuffix(name, "ID") // a uuid is never empty text
		if needed || id || name == "Name" || name == "Title" || name == "Key" || name == "Ends" || name == "Maker" || name == "Changer" {
			f.Set(from)
		}
	}
	return m
}

func (x sample) set(m reflect.Value) {
	for name, v := range x.over {
		f := m.FieldByName(name)
		f.Set(reflect.ValueOf(v).Convert(f.Type()))
	}
}

// keys copies the primary key.
func (x sample) keys(to, from reflect.Value) {
	for i := range to.NumField() {
		if strings.Contains(string(to.Type().Field(i).Tag), "primaryKey") {
			to.Field(i).Set(from.Field(i))
		}
	}
}
