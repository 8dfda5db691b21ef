package script

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"barnstorm/domain"
)

// A Store remembers scripts and their versions.
type Store interface {
	// GroupZone is the name and the IANA zone of a group, or NotFound.
	GroupZone(ctx context.Context, g domain.GroupID) (name, zone string, err error)
	// Script finds one script, or refuses with NotFound.
	Script(ctx context.Context, id ID) (Script, error)
	// HoldScript is Script, held against others until the transaction ends.
	HoldScript(ctx context.Context, id ID) (Script, error)
	// ScriptNamed finds the script of a group with a key, or refuses with NotFound.
	ScriptNamed(ctx context.Context, g domain.GroupID, key string) (Script, error)
	// GroupsAbove is groups and every group above any of them.
	GroupsAbove(ctx context.Context, groups []domain.GroupID) ([]domain.GroupID, error)
	// ScriptsIn lists the scripts of groups by title.
	ScriptsIn(ctx context.Context, groups []domain.GroupID) ([]Script, error)
	// PutScript keeps a whole script in place of an earlier state of it.
	PutScript(ctx context.Context, s Script) error
	// ScriptVersion finds one version, or refuses with NotFound.
	ScriptVersion(ctx context.Context, id VersionID) (Version, error)
	// ScriptVersions lists the versions of a script, newest first.
	ScriptVersions(ctx context.Context, id ID) ([]Version, error)
	// PutDraft keeps a draft in place of an earlier state of it. It reports
	// false, and changes nothing, when that version is published.
	PutDraft(ctx context.Context, v Version) (bool, error)
	// Practised notes when a person first went through a script with a made-up
	// household; again changes nothing.
	Practised(ctx context.Context, p domain.PersonID, id ID, at time.Time) error
	// FreezeVersion turns a draft into a published version. It reports false,
	// and changes nothing, when it is published already.
	FreezeVersion(ctx context.Context, v Version) (bool, error)
}

// A Service is what people do with scripts.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
}

// Practised notes that who had a conversation with a made-up household, by a
// script that they may use: it counts as a training. What was said is kept nowhere.
func (s *Service) Practised(ctx context.Context, who domain.Actor, id ID) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if _, err := s.Look(ctx, who, id); err != nil {
		return err
	}
	return s.Store.Practised(ctx, who.Person, id, s.Clock.Now())
}

// An ImportInput is a script as somebody sends it.
type ImportInput struct {
	ID     ID             `json:"id"` // made by the sender, so that sending twice imports once
	Group  domain.GroupID `json:"group"`
	Source string         `json:"source"`
}

func noScript() error { return domain.Refuse(domain.NotFound, "no-such-script") }

// Import takes a new script into a group, as a draft of version 1. The same
// file again changes nothing and gives the script that it made. It refuses a
// source with faults (Invalid, with Lines), a group where who may not
// write scripts (Denied), and an id or a key that a script of other words has
// (Conflict): that one is to be rewritten instead.
func (s *Service) Import(ctx context.Context, who domain.Actor, in ImportInput) (Script, error) {
	if err := who.Must(domain.WriteScripts, in.Group); err != nil {
		return Script{}, err
	}
	id, ok := domain.ParseID[ID](string(in.ID))
	w := domain.Wrong{}
	w.Check(ok, "id", "not-an-id")
	if err := w.Err(); err != nil {
		return Script{}, err
	}
	flow, faults := Parse([]byte(in.Source))
	if len(faults) > 0 {
		return Script{}, Faulty(faults)
	}
	script := headed(Script{ID: id, Group: in.Group}, flow)
	script.Changed = s.Clock.Now()
	err := s.Atomically(ctx, func(tx Store) error {
		have, err := known(ctx, tx, script)
		if err == nil {
			script = have
			return same(ctx, tx, have, in)
		}
		if !domain.Is(err, domain.NotFound) {
			return err
		}
		if err := tx.PutScript(ctx, script); err != nil {
			return err
		}
		return wrote(tx.PutDraft(ctx, s.draft(script, 1, in.Source, who)))
	})
	return script, err
}

// wrote is a refusal when a version turned out to be published.
func wrote(ok bool, err error) error {
	if err == nil && !ok {
		return domain.Refuse(domain.Conflict, "version-published")
	}
	return err
}

// known finds the script that has the new one's id, or its key in its group.
func known(ctx context.Context, tx Store, script Script) (Script, error) {
	have, err := tx.Script(ctx, script.ID)
	if domain.Is(err, domain.NotFound) {
		return tx.ScriptNamed(ctx, script.Group, script.Key)
	}
	return have, err
}

// same is nil when one of the script's versions is this very source: the file
// was imported twice.
func same(ctx context.Context, tx Store, have Script, in ImportInput) error {
	versions, err := tx.ScriptVersions(ctx, have.ID)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if have.Group == in.Group && v.Hash == hash(in.Source) {
			return nil
		}
	}
	return domain.Refuse(domain.Conflict, "script-known")
}

func (s *Service) draft(of Script, n int, source string, who domain.Actor) Version {
	now := s.Clock.Now()
	return Version{
		ID: domain.NewID[VersionID](now), Script: of.ID, N: n, Source: source, Hash: hash(source),
		Changed: now, Changer: who.Person,
	}
}

func hash(source string) string {
	h := sha256.Sum256([]byte(source))
	return hex.EncodeToString(h[:])
}

// headed is the script with the headings of a flow.
func headed(s Script, f Flow) Script {
	s.Key, s.Title, s.Issue, s.Purpose, s.Locale, s.Minutes = f.Key, f.Title, f.Issue, f.Purpose, f.Locale, f.Minutes
	return s
}

// Rewrite keeps a new wording as the script's draft, which becomes the next
// version when it is published. Versions that are published stay as they are.
// It refuses a source with faults (Invalid) and whoever may not (Denied).
func (s *Service) Rewrite(ctx context.Context, who domain.Actor, id ID, in RewriteInput) (Version, error) {
	flow, faults := Parse([]byte(in.Source))
	if len(faults) > 0 {
		return Version{}, Faulty(faults)
	}
	var v Version
	err := s.Atomically(ctx, func(tx Store) error {
		script, err := held(ctx, tx, who, id)
		if err != nil {
			return err
		}
		versions, err := tx.ScriptVersions(ctx, id)
		if err != nil {
			return err
		}
		v = s.draft(script, script.Latest+1, in.Source, who)
		if len(versions) > 0 && versions[0].Draft() {
			v.ID = versions[0].ID
		}
		if err := wrote(tx.PutDraft(ctx, v)); err != nil {
			return err
		}
		script.Changed = v.Changed
		if script.Latest == 0 {
			script = headed(script, flow)
		}
		return tx.PutScript(ctx, script)
	})
	return v, err
}

// held loads a script for writing: NotFound for who may not know of it,
// Denied for who may not write it.
func held(ctx context.Context, tx Store, who domain.Actor, id ID) (Script, error) {
	if who.Nobody() {
		return Script{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	script, err := tx.HoldScript(ctx, id)
	if err != nil {
		return Script{}, err
	}
	if len(who.Roles[script.Group]) == 0 {
		return Script{}, noScript()
	}
	return script, who.Must(domain.WriteScripts, script.Group)
}

// A PublishInput says which draft is meant.
type PublishInput struct {
	Hash string `json:"hash"` // of the draft as it was read; another one is a Conflict
}

// Publish freezes the draft as the next version. Publishing the same hash
// again changes nothing. It refuses when there is no draft or when the draft
// was rewritten since it was read (Conflict).
func (s *Service) Publish(ctx context.Context, who domain.Actor, id ID, in PublishInput) (Version, error) {
	var v Version
	err := s.Atomically(ctx, func(tx Store) error {
		script, err := held(ctx, tx, who, id)
		if err != nil {
			return err
		}
		versions, err := tx.ScriptVersions(ctx, id)
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			return noScript()
		}
		v = versions[0]
		switch {
		case v.Hash != in.Hash:
			return domain.Refuse(domain.Conflict, "draft-changed")
		case !v.Draft():
			return nil
		}
		flow, err := v.Flow()
		if err != nil {
			return err
		}
		v.Published, v.Publisher = s.Clock.Now(), who.Person
		if err := wrote(tx.FreezeVersion(ctx, v)); err != nil {
			return err
		}
		script = headed(script, flow)
		script.Latest, script.Changed = v.N, v.Published
		return tx.PutScript(ctx, script)
	})
	return v, err
}

// Scripts lists the scripts that who may use, by title: those of the groups
// where they may, and of the groups above these.
func (s *Service) Scripts(ctx context.Context, who domain.Actor) ([]Script, error) {
	groups, err := s.usable(ctx, who)
	if err != nil {
		return nil, err
	}
	return s.Store.ScriptsIn(ctx, groups)
}

// usable is the groups whose scripts who may use.
func (s *Service) usable(ctx context.Context, who domain.Actor) ([]domain.GroupID, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.Store.GroupsAbove(ctx, who.Where(domain.UseScripts))
}

// A View is one script with its versions, newest first.
type View struct {
	Script   Script
	Group    string // its name
	Versions []Version
	MayWrite bool
}

// Newest is the newest published version, if there is one.
func (v View) Newest() (Version, bool) {
	for _, version := range v.Versions {
		if !version.Draft() {
			return version, true
		}
	}
	return Version{}, false
}

// Look shows one script to whoever may use it, else refuses with NotFound.
// Who may not write it sees no draft.
func (s *Service) Look(ctx context.Context, who domain.Actor, id ID) (View, error) {
	groups, err := s.usable(ctx, who)
	if err != nil {
		return View{}, err
	}
	script, err := s.Store.Script(ctx, id)
	if err != nil {
		return View{}, err
	}
	if !slices.Contains(groups, script.Group) {
		return View{}, noScript()
	}
	name, _, err := s.Store.GroupZone(ctx, script.Group)
	if err != nil {
		return View{}, err
	}
	versions, err := s.Store.ScriptVersions(ctx, id)
	view := View{Script: script, Group: name, Versions: versions, MayWrite: who.May(domain.WriteScripts, script.Group)}
	if !view.MayWrite {
		view.Versions = slices.DeleteFunc(view.Versions, Version.Draft)
	}
	return view, err
}

// A RewriteInput is a new wording.
type RewriteInput struct {
	Source string `json:"source"`
}
