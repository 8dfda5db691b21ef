// One phone directs a team: it hands doors out aloud, and what is called back is
// entered with two taps, whose it is and what happened. Who is where is this
// phone's own business; the records are those of any other phone, each by
// whoever knocked.

import { bar, button, choice, h, icon, quiet, track } from "./parts.js";
import { address, code } from "./move.js";
import * as round from "./round.js";
import { head, notice, undoing } from "./screens.js";
import { num, t } from "./words.js";

export const directs = (p) => Boolean(p.trace.crew);
export const members = (p) => (p.trace.members || p.board?.members || []).filter((m) => !p.trace.crew?.gone?.includes(m.id));
const mate = (p, id) => (p.trace.members || p.board.members).find((m) => m.id === id);
const where = (p, m) => p.doors.find((d) => d.id === p.trace.crew.at[m.id]);

// direct has this phone direct the team from now on, as the one before it stood,
// or walk by itself again.
export async function direct(app, on) {
  await app.mark((trace) => {
    trace.crew = on ? trace.told?.crew || { at: {}, by: "", half: 0, gone: [] } : undefined;
    if (on && trace.told) delete trace.told.crew;
  });
}

// tap asks what happened at somebody's door, or gives them one.
function tap(app, m) {
  return app.mark((trace) => {
    if (where(app.pack, m)) {
      trace.crew.by = m.id;
      trace.at = trace.crew.at[m.id];
    } else {
      const next = round.free(app.pack, trace);
      if (next) trace.crew.at[m.id] = next.id;
    }
  });
}

// all gives a door to everybody who has none.
function all(app) {
  return app.mark((trace) => {
    for (const m of members(app.pack)) {
      const next = !where(app.pack, m) && round.free(app.pack, trace);
      if (next) trace.crew.at[m.id] = next.id;
    }
  });
}

// aside leaves a door without saying what happened at it.
export function aside(app) {
  return app.mark((trace) => {
    trace.crew.by = "";
    trace.at = "";
  });
}

// screen is the board: everybody of the team, and the door that they are at.
export function screen(app) {
  const p = app.pack;
  const list = members(p);
  const idle = list.some((m) => !where(p, m)) && round.free(p, p.trace);
  const again = round.again(p).length;
  return [head(app), h("main", { id: "main", tabindex: "-1" },
    notice(app),
    track(Object.keys(p.trace.doors).length, p.doors.length, t("app.left", { n: round.open(p).length, all: num(p.doors.length) })),
    h("h1", { class: "small-head" }, t("app.team", { name: p.team })),
    h("p", { class: "step" }, t("app.left", { n: round.open(p).length, all: num(p.doors.length) })),
    h("div", { class: "mates" }, list.map((m) => one(app, m))),
    idle && list.length > 1 && button(t("app.crew-all"), () => all(app), { class: "button second wide" }),
    !round.free(p, p.trace) && again > 0 && button(t("app.again", { n: again }), app.roundAgain, { class: "button second wide" }),
    h("p", { class: "row" }, quiet(t("app.crew-others"), () => app.show("others")), quiet(t("app.crew-alone"), () => direct(app, false)))),
  bar(undoing(app), quiet(t("app.list"), () => app.show("list")))];
}

function one(app, m) {
  const d = where(app.pack, m);
  return h("button", { type: "button", class: d ? "mate" : "mate idle", onclick: () => tap(app, m) }, h("span", {}, m.name),
    d ? [h("b", {}, round.name(d) || "–"), h("small", {}, d.street || app.pack.turf.name)] : h("small", {}, t(round.free(app.pack, app.pack.trace) ? "app.crew-give" : "app.crew-none")));
}

// asking is the name of whose door it is, above the outcomes.
export const asking = (p) => p.trace.crew?.by && h("p", { class: "step" }, t("app.crew-at", { name: mate(p, p.trace.crew.by)?.name || "" }));

// whom asks who goes to a door that was chosen from the list.
export function whom(app) {
  const d = app.asked.door;
  const send = (m) => app.mark((trace) => { trace.crew.at[m.id] = d.id; });
  return [head(app), h("main", { id: "main", tabindex: "-1" },
    h("p", { class: "step" }, round.name(d), " ", d.street),
    h("h1", { id: "q" }, t("app.crew-whom")),
    h("fieldset", { class: "group", "aria-labelledby": "q" }, members(app.pack).map((m) => choice("radio", m.id, m.name, app.pack.trace.crew.at[m.id] === d.id, () => send(m))))),
  bar(quiet(t("app.back"), () => app.show("list"), icon("back")), h("span"))];
}

// stands is who is at a door now, or was there: for the walk list.
export function stands(p, d) {
  const now = members(p).find((m) => p.trace.crew?.at[m.id] === d.id);
  if (now) return t("app.crew-there", { name: now.name });
  const was = round.done(p, d);
  const by = was && p.board && mate(p, was.by);
  return by ? `${by.name}: ${t(`outcome.${was.outcome}`)}` : "";
}

// others is how more phones come to the team: by the code while there is
// signal; each takes all doors, or one half when the group splits.
export function others(app) {
  const p = app.pack;
  const { crew } = p.trace;
  const middle = Math.ceil(p.doors.length / 2);
  const half = (n) => app.mark((trace) => Object.assign(trace.crew, { half: n, at: {} }));
  const toggle = (m) => app.mark(({ crew: c }) => {
    c.gone = c.gone.includes(m.id) ? c.gone.filter((id) => id !== m.id) : [...c.gone, m.id];
    delete c.at[m.id];
  }, "");
  const said = (d) => `${round.name(d)} ${d.street}`.trim();
  return [head(app), h("main", { id: "main", tabindex: "-1" },
    h("h1", {}, t("app.crew-others")),
    h("section", {}, h("h2", { id: "halves" }, t("app.crew-split")), h("p", { class: "prose" }, t("app.crew-split-text")),
      h("fieldset", { class: "group", "aria-labelledby": "halves" },
        choice("radio", "0", t("app.crew-whole", { n: p.doors.length }), crew.half === 0, () => half(0)),
        choice("radio", "1", t("app.crew-first", { door: said(p.doors[0]), last: said(p.doors[middle - 1]) }), crew.half === 1, () => half(1)),
        p.doors.length > 1 && choice("radio", "2", t("app.crew-second", { door: said(p.doors[middle]), last: said(p.doors.at(-1)) }), crew.half === 2, () => half(2)))),
    h("section", {}, h("h2", { id: "who" }, t("app.crew-who")), h("fieldset", { class: "group", "aria-labelledby": "who" },
      p.board.members.map((m) => choice("checkbox", m.id, m.name, !crew.gone.includes(m.id), () => toggle(m))))),
    h("section", {}, h("h2", {}, t("app.crew-join")), h("p", { class: "prose" }, app.waiting ? t("app.crew-move-wait", { n: app.waiting }) : t("app.crew-move")), code(address(p)))),
  bar(quiet(t("app.back"), () => app.show("door"), icon("back")), h("span"))];
}
