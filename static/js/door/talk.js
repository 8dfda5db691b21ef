// One step of a talk: what is said, then what is answered. Going back loses
// nothing, and nothing is written down before the end.

import { bar, button, choice, h, icon, quiet } from "./parts.js";
import { name } from "./round.js";
import { head, languageName, notice, submit } from "./screens.js";
import { t } from "./words.js";
import * as walk from "./walk.js";

// start opens a talk: it is at its first step after the door, or done.
export function start(pack, door, outcome, elector) {
  const flow = pack.scripts[0].flow;
  const first = walk.stepOf(flow, flow.start);
  const talk = { answers: {}, arm: flow.reveal_after ? "" : door.arm || "", facts: pack.facts, lists: pack.lists };
  const at = { door, outcome: outcome.code, elector, talk, began: Date.now(), trail: [], step: null, tongue: pack.tongue || 0 };
  if (first && first.kind === "outcome") {
    if (!outcome.value) return at;
    talk.answers[first.id] = outcome.value;
    at.step = outcome.code === "not_home" ? null : walk.next(flow, first, talk);
  } else if (outcome.views) {
    at.step = walk.begin(flow, talk);
  }
  return at;
}

// on answers the step and goes on; it is false at the end of the talk. Which talk
// the lot gave this door nobody is told before somebody talks.
export function on(pack, at, answer) {
  const flow = pack.scripts[0].flow;
  if (answer === undefined) delete at.talk.answers[at.step.id];
  else at.talk.answers[at.step.id] = answer;
  if (at.step.id === flow.reveal_after) at.talk.arm = at.door.arm || "";
  const next = walk.next(flow, at.step, at.talk);
  if (next === null) return false; // it stands at its last step until it is written down
  at.trail.push(at.step.id);
  at.step = next;
  return true;
}

// noted is what is kept of a talk while it goes on, and resumed is the talk again
// after a call or a crash: null where its door or its step is gone.
export const noted = (at) => ({ door: at.door.id, outcome: at.outcome, elector: at.elector?.id, began: at.began, answers: at.talk.answers, arm: at.talk.arm, trail: at.trail, step: at.step.id, tongue: at.tongue });

export function resumed(pack, was) {
  const door = pack.doors.find((d) => d.id === was.door);
  const step = walk.stepOf(pack.scripts[0].flow, was.step);
  if (!door || !step) return null;
  const { outcome, began, answers, arm, trail, tongue } = structuredClone(was);
  return { door, outcome, elector: door.electors?.find((e) => e.id === was.elector), talk: { answers, arm, facts: pack.facts, lists: pack.lists }, began, trail, step, tongue };
}

export function back(pack, at) {
  const id = at.trail.pop();
  const flow = pack.scripts[0].flow;
  at.step = id === undefined ? null : walk.stepOf(flow, id);
  if (flow.reveal_after && (id === undefined || id === flow.reveal_after)) at.talk.arm = "";
  return at.step !== null;
}

export const answers = (pack, at) => walk.prune(pack.scripts[0].flow, at.talk);

export function step(app) {
  const { pack, at } = app;
  const flow = pack.scripts[0].flow;
  const s = at.step;
  const spoken = walk.stepOf(pack.scripts[at.tongue].flow, s.id) || s; // the same step in the language of the door
  const values = { ...pack.values, ...(at.elector ? { "voter.first_name": at.elector.name.split(" ")[0] } : {}) };
  const nth = at.trail.length + 1;
  const main = [
    notice(app),
    h("p", { class: "step" }, `${name(at.door)} ${at.door.street}. `.trimStart(), t("talk.step", { n: nth, of: nth + walk.left(flow, s.id) })),
    h("h1", { class: "say", id: "q", lang: pack.scripts[at.tongue].locale }, spoken.say ? `“${walk.say(spoken.say, values)}”` : t("talk.note-down")),
    spoken.do && h("p", { class: "muted", lang: pack.scripts[at.tongue].locale }, walk.say(spoken.do, values)),
    at.talk.arm === "placebo" && h("p", { class: "small" }, t("talk.other")),
    tongues(app),
    app.wrong && h("p", { class: "error", role: "alert" }, icon("warn"), h("span", {}, t(app.wrong))),
    asks(app, s, spoken, flow),
  ];
  return [
    head(app),
    h("main", { id: "main", tabindex: "-1" }, main),
    bar(quiet(t("talk.back"), app.stepBack, icon("back")), quiet(t("door.end"), app.endTalk)),
  ];
}

function tongues(app) {
  const { pack, at } = app;
  return pack.scripts.length > 1 && h("p", { class: "tongues" }, pack.scripts.map((x, i) =>
    h("button", { type: "button", lang: x.locale, "aria-pressed": String(i === at.tongue), onclick: () => app.tongue(i) }, languageName(x.locale))));
}

function asks(app, s, spoken, flow) {
  const go = (said) => h("button", { class: "button wide", type: "submit" }, said, icon("arrow"));
  const form = (does, ...parts) => h("form", { class: "stack", onsubmit: does }, parts);
  const before = app.at.talk.answers[s.id];
  switch (s.kind) {
    case "info":
      return button(t("talk.said"), () => app.answer(undefined), { class: "button wide" });
    case "scale":
      return scale(app, s, flow, before, form, go);
    case "text":
      return form(submit((f) => app.answer(f.value.trim() || undefined)), h("div", { class: "field" }, h("label", { for: "value" }, t("talk.words")), h("p", { class: "help", id: "value-h" }, t("talk.words-help", { n: s.max_length })),
        h("textarea", { class: "input", id: "value", name: "value", rows: 3, maxlength: s.max_length, "aria-describedby": "value-h" }, before || "")), go(t("talk.on")));
    case "multi":
    case "consent":
      return many(app, s, spoken, before, form, go);
  }
  const labels = new Map(walk.offers(spoken, app.at.talk).map((o) => [o.value, o.label]));
  return h("fieldset", { class: "group", "aria-labelledby": "q" }, walk.offers(s, app.at.talk).map((o) => one(app, o.value, labels.get(o.value) || o.label, before)),
    s.refusable && one(app, "declined", t("talk.declined"), before));
}

// one is an answer that is given by the tap itself.
const one = (app, value, title, before) => {
  const row = choice("radio", value, title, before === value, () => app.answer(value));
  // Given again after going back nothing changes, so the tap itself has to count: at the
  // button, which hears it once, and not at its label, which hears it twice.
  row.firstChild.addEventListener("click", () => before === value && app.answer(value));
  return row;
};

function scale(app, s, flow, before, form, go) {
  const numbers = [];
  for (let n = flow.rating.min; n <= flow.rating.max; n++) numbers.push(n);
  const key = (value, text, word) => {
    const input = h("input", { type: "radio", name: "value", value });
    input.checked = String(before) === String(value);
    return h("label", { class: word ? "key word" : "key" }, input, h("span", {}, text));
  };
  return form(submit((f) => (f.value === undefined ? app.unanswered() : app.answer(f.value === "declined" ? "declined" : Number(f.value)))),
    h("div", { role: "radiogroup", "aria-labelledby": "q", class: "keys" }, numbers.map((n) => key(n, String(n))), s.refusable && key("declined", t("talk.declined"), true)), go(t("talk.on")));
}

function many(app, s, spoken, before, form, go) {
  const channel = (c) => ({ value: c, label: t(`app.channel.${c}`) });
  const offered = s.kind === "consent" ? (s.channels || []).map(channel) : walk.offers(s, app.at.talk);
  const labels = new Map(walk.offers(spoken, app.at.talk).map((o) => [o.value, o.label]));
  const given = before === undefined ? [] : [].concat(before);
  const parts = offered.map((o) => choice("checkbox", o.value, labels.get(o.value) || o.label, given.includes(o.value)));
  return form((event) => {
    event.preventDefault();
    const said = new FormData(event.target).getAll("value");
    const alone = said.find((v) => offered.find((o) => o.value === v).exclusive);
    app.answer(alone ? [alone] : said);
  }, h("fieldset", { class: "group", "aria-labelledby": "q" }, parts), go(t("talk.on")));
}
