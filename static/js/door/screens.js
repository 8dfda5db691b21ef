// The screens of the app: what is on this phone and what can be taken out, one
// door, the walk list, and how a turf comes home. Each is a function of the
// app's state, and gives back the parts of one page.

import { bar, button, choice, field, h, icon, quiet, track } from "./parts.js";
import * as round from "./round.js";
import { day, num, t, time, weekday } from "./words.js";

export const counted = (app) => t("app.saved", { saved: app.pack ? app.pack.trace.saved : app.savedAll(), waiting: app.waiting });

export const head = (app) => h("header", {}, h("p", { class: "saved", role: "status" }, h("span", {}, counted(app)), h("span", {}, standing(app))));

// standing says in two words how the phone and the server stand.
export function standing(app) {
  if (!app.online) return [icon("off"), t("app.no-signal")];
  if (app.waiting > app.strange + app.held) return [t("app.sending")];
  return app.lastSent ? [icon("check"), t("app.all-sent", { time: time(app.lastSent) })] : [];
}

const page = (app, main, foot) => [head(app), h("main", { id: "main", tabindex: "-1" }, main), foot];

export const notice = (app) => app.notice && h("div", { class: `notice ${app.notice.kind}`, role: "alert" }, h("h2", {}, app.notice.title), app.notice.text && h("p", {}, app.notice.text));

// home is what is on this phone, and what could be.
export function home(app) {
  const { listing } = app;
  return page(app, [
    notice(app),
    h("h1", {}, app.packs.length > 0 || app.signedOut || !listing ? t("app.title") : t("app.to-take")),
    app.newer && h("div", { class: "notice" }, h("h2", {}, t("app.newer")), button(t("app.newer-take"), app.takeNewer, { class: "button second" })),
    strange(app),
    app.held > 0 && h("div", { class: "notice warn" }, h("h2", {}, t("app.held", { n: app.held })), h("p", {}, t("app.held-text"))),
    app.packs.length > 0 && h("section", {}, h("ul", { class: "calls" }, app.packs.map((p) => packLine(app, p)))),
    app.signedOut && !app.packs.some((p) => p.board) && h("div", { class: "notice" }, h("h2", {}, t("app.signed-out")), h("p", {}, t("app.signed-out-text")), h("a", { class: "button", href: "/sign-in?next=/door" }, t("app.sign-in"))),
    listing && h("section", {}, app.packs.length > 0 && h("h2", {}, t("app.to-take")), offered(app)),
    !listing && !app.signedOut && h("p", { class: "prose" }, app.online ? t("app.asking") : t("app.offline-home")),
    listing && listing.efforts.length > 0 && h("section", {}, h("h2", {}, t("app.no-turf")), h("p", { class: "prose" }, t("app.no-turf-text")),
      h("ul", { class: "plain-links" }, listing.efforts.map((e) => h("li", {}, h("a", { href: `/door/${e.id}` }, e.name))))),
    languages(app),
  ], bar(h("a", { href: "/" }, t("app.site")), !app.signedOut && quiet(t("app.sign-out"), app.askSignOut)));
}

// strange says what to do about records whose key the house has lost.
const strange = (app) => app.strange > 0 && h("div", { class: "notice warn" }, h("h2", {}, t("app.strange", { n: app.strange })), h("p", {}, t(app.signedOut ? "app.strange-sign-in" : "app.strange-text")),
  !app.signedOut && app.listing && button(t("app.hand-in"), app.handIn));

function packLine(app, p) {
  const left = round.open(p).length;
  return h("li", {}, h("div", {}, h("h2", { class: "small-head" }, p.turf.name), h("p", { class: "small" }, p.effort.name, p.board && `, ${t("app.team", { name: p.team })}`),
    p.over ? h("p", { class: "status warn" }, icon("clock"), h("span", {}, t(`app.over.${p.over}`)))
      : h("p", { class: "status" }, p.ready ? [icon("check"), h("span", {}, t("app.ready"))] : [icon("clock"), h("span", {}, t("app.not-ready"))]),
    h("p", { class: "small" }, t("app.left", { n: left, all: num(p.doors.length) }), " ", t("app.until", { when: weekday(p.until) }))),
  h("p", { class: "row" }, h("button", { type: "button", class: "button", onclick: () => app.go(p.id) }, Object.keys(p.trace.doors).length === 0 ? t("app.begin") : t("app.go-on"), icon("arrow")), app.outLine(p)));
}

function offered(app) {
  const here = new Set(app.packs.filter((p) => !p.over).map((p) => p.turf.id));
  const turfs = app.listing.turfs.filter((x) => !here.has(x.turf));
  if (!turfs.length) return h("p", { class: "prose" }, app.listing.efforts.length ? t("app.none-to-take") : t("app.no-effort"));
  return h("ul", { class: "calls" }, turfs.map((x) => h("li", {},
    h("div", {}, h(app.packs.length > 0 ? "h3" : "h2", { class: "small-head" }, x.name), h("p", { class: "small" }, t("app.doors", { n: x.doors }), ", ", x.effort_name), x.out &&
      h("p", { class: "status" }, icon("clock"), h("span", {}, x.mine ? t("app.mine-elsewhere") : t("app.out", { when: weekday(x.until) })))),
    x.may_take && h("p", { class: "row" }, button(x.out && !x.mine ? t("app.take-over") : t("app.take"), () => app.take(x), { class: "button second" })))));
}

function languages(app) {
  return h("nav", { class: "tongues", "aria-label": t("app.languages") }, app.languages.map(([code, name]) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === app.lang), onclick: () => app.speakIn(code) }, name)));
}

// door is the screen between two doors: outcome first.
export function door(app) {
  const p = app.pack;
  if (p.trace.crew && !p.trace.crew.by) return app.crew(app);
  const d = round.current(p);
  if (!d) return home_(app);
  const nth = p.doors.indexOf(d) + 1;
  const next = round.after(p, d);
  const stairs = round.stairwell(p, d);
  return page(app, [
    notice(app),
    app.dark(p),
    app.asking(p),
    track(Object.keys(p.trace.doors).length, p.doors.length, t("app.nth", { nth: num(nth), all: num(p.doors.length) })),
    h("div", { class: "where" }, h("h1", {}, h("span", { class: `no${round.name(d).length > 4 ? " long" : ""}` }, round.name(d) || "–"),
      h("span", { class: "street" }, d.street || p.turf.name, h("small", {}, t("app.nth", { nth: num(nth), all: num(p.doors.length) }),
        next && !p.trace.crew && t("app.next", { door: round.name(next) || next.street }))))),
    about(d),
    d.skip ? h("div", { class: "notice warn" }, h("h2", {}, t("app.skip")), h("p", {}, t("app.skip-text")), button(t("app.skip-on"), () => app.stand(next), { class: "button wide" })) : [
      h("div", { class: "outcomes", role: "group", "aria-label": t("door.what") }, p.outcomes.map((o) => outcome(app, d, o))),
      stairs.length > 1 && button(t("app.stairwell", { n: stairs.length }), () => app.stairwell(stairs), { class: "button second wide" }),
    ],
    h("button", { type: "button", class: "outcome quiet", onclick: () => app.show("more") }, h("span", {}, t("app.more"))),
  ], bar(p.trace.crew ? quiet(t("app.back"), app.aside, icon("back")) : undoing(app), quiet(t("app.list"), () => app.show("list"))));
}

const places = { spoke: "main", not_home: "often", unsafe: "quiet" };

function outcome(app, d, o) {
  const place = places[o.code] || "";
  return h("button", { type: "button", class: `outcome ${place}`, onclick: () => app.knock(d, o) }, h("span", {}, t(`outcome.${o.code}`)),
    place === "main" && icon("arrow"), place === "often" && h("small", {}, t("door.one-tap")));
}

const about = (d) => {
  const lines = [d.language && t("app.speaks", { language: languageName(d.language) }), d.asked && t("app.asked", { topic: d.asked }), d.last && t("app.last", { day: day(d.last) }), d.approximate && t("app.approximate")].filter(Boolean);
  return lines.length > 0 && h("p", { class: "muted" }, lines.join(" "));
};

export const languageName = (code) => {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code);
  } catch {
    return code;
  }
};

export function undoing(app) {
  const last = app.pack.trace.undo.at(-1);
  if (!last) return h("span");
  const d = app.pack.doors.find((x) => x.id === last.doors[0]);
  const which = last.doors.length > 1 ? t("app.doors", { n: last.doors.length }) : d ? round.name(d) || d.street : "";
  return quiet(t("app.undo", { door: which, what: t(`outcome.${last.outcome}`) }), app.undo);
}

// list is the walk list: every door in the order in which it is walked.
export function list(app) {
  const p = app.pack;
  return page(app, [
    notice(app),
    h("h1", {}, p.turf.name),
    h("ol", { class: "walk" }, p.doors.map((d) => h("li", {}, h("button", { type: "button", "aria-current": d === round.current(p) && "true", onclick: () => app.stand(d), class: d.skip || d.done || round.done(p, d) ? "walked" : "" },
      h("b", {}, round.name(d) || "–"), h("span", {}, d.street), h("small", {}, app.stands(p, d) || state(p, d)))))),
    button(t("app.add"), () => app.show("add"), { class: "button second wide" }),
    p.board && !p.trace.crew && p.board.members.length > 1 && button(t("app.crew-direct"), () => app.direct(true), { class: "button second wide" }),
  ], bar(quiet(t("app.back"), () => app.show("door"), icon("back")), quiet(t("app.finish"), () => app.show("home_"))));
}

const state = (p, d) => {
  const was = round.done(p, d);
  if (d.skip) return t("app.skip-short");
  return was ? t(`outcome.${was.outcome}`) : d.done ? t("app.met") : "";
};

// more is what is seldom needed: a return visit, a correction.
export function more(app) {
  const d = round.current(app.pack);
  if (!d) return list(app);
  const come = (fits) => app.write(() => round.come(app.safe, app.pack, d, fits), "door");
  const fix = (detail) => app.write(() => round.correct(app.safe, app.pack, d, detail), "door", t("app.corrected"));
  return page(app, [
    notice(app),
    h("p", { class: "step" }, round.name(d), " ", d.street),
    h("h1", {}, t("app.more")),
    h("section", {}, h("h2", {}, t("app.come")), h("p", { class: "muted" }, t("app.come-text")),
      h("form", { class: "stack", onsubmit: submit((f) => come({ language: f.language })) }, select(t("app.come-language"), "language", app.tongues()), h("button", { class: "button wide" }, t("app.come-send"))),
      h("form", { class: "stack", onsubmit: submit((f) => f.topic.trim() && come({ topic: f.topic.trim() })) }, field(t("app.come-topic"), "topic", t("app.come-topic-help"), { maxlength: 60 }), h("button", { class: "button wide" }, t("app.come-send")))),
    h("section", {}, h("h2", {}, t("app.correct")), h("p", { class: "muted" }, t("app.correct-text")),
      h("form", { class: "stack", onsubmit: submit((f) => f.number.trim() && fix({ what: "number", number: f.number.trim() })) }, field(t("app.number"), "number", "", { maxlength: 20, value: d.number || "" }), h("button", { class: "button second wide" }, t("app.correct-number"))),
      button(t("app.no-such-house"), () => fix({ what: "no-such-house" }), { class: "button second wide" })),
  ], bar(quiet(t("app.back"), () => app.show("door"), icon("back")), h("span")));
}

export const submit = (does) => (event) => {
  event.preventDefault();
  does(Object.fromEntries(new FormData(event.target)));
};

const select = (label, name, options) => h("div", { class: "field" }, h("label", { for: `f-${name}` }, label),
  h("select", { class: "input", id: `f-${name}`, name }, options.map((code) => h("option", { value: code }, languageName(code)))));

// add is a household that no list has.
export function add(app) {
  const d = round.current(app.pack) || app.pack.doors.at(-1);
  return page(app, [
    notice(app),
    h("h1", {}, t("app.add")), h("p", { class: "muted" }, t("app.add-text")),
    h("form", { class: "stack", onsubmit: submit((f) => f.number.trim() && app.write(() => round.add(app.safe, app.pack, d, { street: f.street.trim(), number: f.number.trim(), flat: f.flat.trim() }), "door", t("app.added"))) },
      field(t("app.street"), "street", "", { maxlength: 80, value: d ? d.street : "" }), field(t("app.number"), "number", "", { maxlength: 20 }), field(t("app.flat"), "flat", t("app.flat-help"), { maxlength: 20 }),
      h("button", { class: "button wide" }, t("app.add-it"))),
  ], bar(quiet(t("app.back"), () => app.show("list"), icon("back")), h("span")));
}

// who asks whom one speaks with, where a roll is carried.
export function who(app) {
  const { door: d, outcome: o } = app.asked;
  return page(app, [
    notice(app),
    h("p", { class: "step" }, round.name(d), " ", d.street), h("h1", { class: "say", id: "q" }, t("app.who")),
    h("fieldset", { class: "group", "aria-labelledby": "q" }, d.electors.map((e) => choice("radio", e.id, e.name, false, () => app.knock(d, o, e)))),
  ], bar(quiet(t("app.back"), () => app.show("door"), icon("back")), h("span")));
}

// home_ is the end of a round: who was not home, and the receipt.
export function home_(app) {
  const p = app.pack;
  const again = round.again(p).length;
  const left = round.open(p).length;
  const { count, waiting, code, last, agrees } = app.receipt;
  return page(app, [
    notice(app),
    h("h1", {}, left ? t("app.left", { n: left, all: num(p.doors.length) }) : t("app.round-done")),
    h("section", { class: "receipt" },
      h("p", { class: "big" }, waiting ? t("app.still-waiting", { n: waiting }) : count ? t("app.received", { n: count, time: time(last) }) : t("app.nothing-yet")),
      !waiting && count > 0 && h("p", { class: "code", "aria-label": t("app.code") }, code),
      !waiting && count > 0 && h("p", { class: "prose" }, agrees === false ? t("app.code-differs") : t("app.code-text")),
      waiting > 0 && h("p", { class: "prose" }, t("app.waiting-text"))),
    left > 0 && button(t("app.go-on"), () => app.show("door"), { class: "button wide" }),
    again > 0 && !p.over && button(t("app.again", { n: again }), app.roundAgain, { class: "button second wide" }),
    !p.over && button(t("app.bring-back"), () => app.bringBack(left + again === 0), { class: left ? "button second wide" : "button wide" }),
    (p.board || p.trace.out) && button(t("app.back-say"), app.isBack, { class: "button second wide" }),
  ], bar(undoing(app), quiet(t("app.all-turf"), app.leave)));
}

// leaving says what signing out would do while records wait.
export function leaving(app) {
  return page(app, [
    h("h1", {}, t("app.sign-out")),
    h("p", { class: "prose" }, app.waiting ? t("app.sign-out-waiting", { n: app.waiting }) : t("app.sign-out-text")),
    button(t("app.sign-out-now"), app.signOut, { class: "button wide" }),
  ], bar(quiet(t("app.back"), () => app.show("home"), icon("back")), h("span")));
}
