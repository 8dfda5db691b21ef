// A board is a turf in the hands of a team. A phone joins it by its code, with
// an account or without, while there is signal; when there is some again it
// hears where the others of the team have been.

import { ask } from "./hand.js";
import * as move from "./move.js";
import { uuid7 } from "./note.js";
import { bar, button, choice, field, h, icon } from "./parts.js";
import { opens } from "./round.js";
import { head, submit } from "./screens.js";
import { t, weekday } from "./words.js";

const day = 24 * 3600 * 1000;
const csrf = (app) => app.listing?.csrf || "";

// replaced reports whether the server knows a code no more: nothing else that it
// says takes a board away.
const replaced = (answer) => answer?.status === 404 && answer.said.code === "code-not-good";

// held opens a board that lies here already, without asking: it stands then as the
// phone says that showed the code.
export async function held(app) {
  const { code, state } = app.joining;
  const pack = state && app.packs.find((p) => p.board?.code === code && !p.over);
  if (pack) await enter(app, pack.id);
  return Boolean(pack);
}

// open asks what a code opens.
export async function open(app) {
  if (await held(app)) return;
  const { code } = app.joining;
  const answer = await ask("/door/board", { code, device: app.safe.device }, csrf(app));
  const said = answer && answer.status === 200 ? answer.said : null;
  app.joining = { ...app.joining, said, wrong: said ? (said.out ? "" : "app.join-over") : replaced(answer) ? "app.join-unknown" : "app.no-answer" };
  const here = said && app.packs.find((p) => p.board?.id === said.board && !p.over);
  if (here) return enter(app, here.id);
  app.show("join");
}

async function enter(app, id) {
  const { state } = app.joining;
  history.replaceState(null, "", "/door");
  app.joining = null;
  const over = state && move.told(app.packs.find((p) => p.id === id), state);
  if (over) {
    await app.safe.amend(id, (trace) => move.take(trace, over));
    await app.refresh();
  }
  app.go(id);
  if (over && Object.keys(over.doors).length + Boolean(over.crew) > 0) app.show("moved");
}

// join opens the board on this phone as somebody of the team. Asked twice, or again
// after a lost answer, it is one phone and one of the team.
export async function join(app, member, name) {
  const { joining } = app;
  if (joining.busy) return;
  joining.busy = true;
  try {
    await joins(app, joining, member, name);
  } finally {
    (app.joining || joining).busy = false;
  }
}

async function joins(app, joining, member, name) {
  joining.id ||= uuid7();
  if (navigator.storage?.persist) navigator.storage.persist();
  const answer = await ask("/door/join", { code: joining.code, id: joining.id, device: app.safe.device, member, name }, csrf(app));
  if (!answer) return app.say("bad", t("app.no-answer"), t("app.no-answer-text"));
  if (answer.status !== 200) return open(app);
  try {
    await app.safe.keepPack({ ...answer.said, wipe: wipeAt(answer.said) });
  } catch {
    return app.say("bad", t("app.full"), t("app.full-text"));
  }
  await navigator.serviceWorker?.ready;
  await look(app);
  if (answer.said.board.members.length > 2 && answer.said.board.members.some((m) => m.runner && m.id === answer.said.board.me)) {
    await app.safe.amend(answer.said.id, (trace) => { trace.crew ||= { at: {}, by: "", half: 0, gone: [] }; });
  }
  await app.refresh();
  await enter(app, answer.said.id);
}

// wipeAt is when people and doors go, by the phone's clock, which may be days off.
const wipeAt = (said) => new Date(Date.parse(said.until) + Date.now() - Date.parse(said.issued) + day).toISOString();

// look asks of each board how it stands, and what the others have done.
export async function look(app) {
  for (const p of await app.safe.packs()) {
    if (!p.board || p.over) continue;
    const heard = new Date().toISOString(); // before it was asked: it knows nothing of what is sent from now on
    const answer = await ask("/door/board", { code: p.board.code, device: app.safe.device }, csrf(app));
    app.online = answer !== null;
    if (!answer) continue;
    if (replaced(answer) && app.pack?.id === p.id) await app.saveTalk();
    if (replaced(answer)) await app.safe.dueAt(p.id, "", "revoked");
    if (answer.status !== 200) continue;
    if (!answer.said.out) await app.safe.dueAt(p.id, new Date(Date.now() + day).toISOString(), answer.said.over);
    app.boards[p.id] = { ...answer.said, heard };
    if (answer.said.out) await app.safe.amend(p.id, (trace) => hear(trace, answer.said, Date.now() - Date.parse(answer.said.now)));
  }
  await app.safe.wipe(new Date().toISOString());
}

// hear notes who is of the team now, and where its other phones have been: by this
// phone's clock, as all else here, which may be off by days.
function hear(trace, { members, seen, reopened = [] }, off) {
  trace.members = members;
  const all = seen.map((s) => ({ ...s, at: Date.parse(s.at) + off }));
  for (const { door, at } of reopened) opens(trace, door, Date.parse(at) + off);
  const again = (s) => s.outcome === "not_home" && s.at < (trace.round || 0);
  trace.seen = Object.fromEntries(all.filter((s) => !again(s)).map(({ door, outcome, by, at }) => [door, { outcome, by, at }]));
}

// screen asks who holds the phone.
export function screen(app) {
  const { said, wrong } = app.joining;
  return [head(app), h("main", { id: "main", tabindex: "-1" }, [
    app.notice && h("div", { class: `notice ${app.notice.kind}`, role: "alert" }, h("h2", {}, app.notice.title), h("p", {}, app.notice.text)),
    !said && !wrong && h("h1", { class: "small-head" }, t("app.asking")),
    wrong && [h("h1", { class: "small-head" }, t(wrong)), h("p", { class: "prose" }, t(`${wrong}-text`)), wrong === "app.no-answer" && button(t("app.try-again"), () => open(app), { class: "button wide" })],
    said && !wrong && [
      h("p", { class: "step" }, t("app.team", { name: said.team }), ", ", t("app.doors", { n: said.doors }), ", ", t("app.until", { when: weekday(said.until) })),
      h("h1", {}, said.turf),
      h("h2", { id: "q" }, t("app.join-who")),
      said.members.length > 0 && h("fieldset", { class: "group", "aria-labelledby": "q" }, said.members.map((m) => choice("radio", m.id, m.name, m.id === said.me, () => app.join(m.id, "")))),
      h("form", { class: "stack", onsubmit: submit((f) => f.name.trim() && app.join("", f.name.trim())) }, field(t("app.join-new"), "name", t("app.join-new-help"), { maxlength: 100, autocomplete: "name" }),
        h("button", { class: "button wide" }, t("app.join-it"), icon("arrow"))),
    ],
  ]), bar(h("a", { href: "/door" }, t("app.all-turf")))];
}
