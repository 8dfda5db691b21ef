// "I am out" and "I am back": whoever walks says until when, and a lead is told
// quietly when that has passed. What is said without signal is sent later. No
// position is ever read.

import { ask } from "./hand.js";
import { uuid7 } from "./note.js";
import { bar, button, choice, field, h, icon, quiet } from "./parts.js";
import { head, submit } from "./screens.js";
import { t, time } from "./words.js";

const hour = 3600 * 1000;

// alone reports whether somebody walks a turf by themselves, as far as we know.
export const alone = (p) => (p.board ? p.board.members.length < 2 : !p.trace.out?.buddy);

// dark is what a door says after dusk to whoever walks alone.
export const dark = (p) => p.dusk && alone(p) && new Date().toISOString() > p.dusk &&
  h("div", { class: "notice warn" }, h("h2", {}, t("app.dark")), h("p", {}, t("app.dark-text")));

// line is what stands beside a turf: out until when, or the way to say so.
export function line(app, p) {
  const o = p.trace.out;
  if (p.over || p.board) return false;
  if (!o || o.back) return button(t("app.out-say"), () => { app.pack = p; app.show("out"); }, { class: "button second" });
  return [h("p", { class: "status" }, icon("clock"), h("span", {}, t(o.told ? "app.out-until" : o.not ? "app.out-not" : "app.out-unsent", { time: time(o.due) }))),
    button(t("app.back-say"), () => back(app, p), { class: "button second" })];
}

// back says that they are back.
export const back = (app, p) => say(app, p, { ...(p.trace.out || { id: uuid7() }), back: true, told: false });

async function say(app, p, out) {
  const from = app.screen;
  await app.safe.amend(p.id, (trace) => { trace.out = out; });
  app.writes += 1;
  await app.refresh(); // what is noted from now on of this pack has it too, however long the answer takes
  await tell(app);
  await app.refresh();
  if (app.screen !== from) return app.draw(); // they have walked on
  app.show("home");
  const now = app.packs.find((x) => x.id === p.id)?.trace.out;
  if (out.back) app.say("good", t(now && !now.told ? "app.back-unsent" : "app.back-said"));
}

// tell sends what the server has not heard yet. What it does not take stays here and
// says so: whoever believes that somebody waits for them has to know that nobody does.
export async function tell(app) {
  for (const p of await app.safe.packs()) {
    const o = p.trace.out;
    if (!o || o.told) continue;
    const answer = await ask("/api/v1/out", { id: o.id, now: new Date().toISOString(), back: Boolean(o.back), due: o.due, buddy: o.buddy || "", alone: !o.buddy }, "", await app.safe.token(p.id));
    if (!answer) continue;
    const [good, dark] = [answer.status === 200, answer.said.code === "alone-after-dark"];
    await app.safe.amend(p.id, (trace) => {
      if (dark || (good && o.back)) delete trace.out;
      else trace.out = { ...o, told: good, not: !good };
    });
    if (dark) app.say("warn", t("app.dark"), t("app.dark-ask"));
    else if (!good && !o.back && !o.not) app.say("bad", t("app.out-not"), t("app.out-not-text"));
  }
}

// screen asks until when somebody is out, and who knows of it.
export function screen(app) {
  const p = app.pack;
  const at = (n) => new Date(Math.ceil((Date.now() + n * hour) / (hour / 4)) * (hour / 4)).toISOString();
  return [head(app), h("main", { id: "main", tabindex: "-1" },
    h("p", { class: "step" }, p.turf.name),
    h("h1", { id: "q" }, t("app.out-when")),
    h("form", { class: "stack", onsubmit: submit((f) => say(app, p, { id: uuid7(), due: f.value, buddy: f.buddy.trim(), told: false })) },
      h("fieldset", { class: "group", "aria-labelledby": "q" }, [1, 2, 3].map((n) => choice("radio", at(n), t("app.out-by", { time: time(at(n)) }), n === 2))),
      field(t("app.out-buddy"), "buddy", t("app.out-buddy-help"), { maxlength: 100 }),
      h("p", { class: "prose" }, t("app.out-text")),
      h("button", { class: "button wide" }, t("app.out-say"), icon("arrow")))),
  bar(quiet(t("app.back"), () => app.show("home"), icon("back")), h("span"))];
}

// late is asked where somebody takes a turf out after dark.
export function late(app) {
  const turf = app.asked.turf;
  return [head(app), h("main", { id: "main", tabindex: "-1" },
    h("p", { class: "step" }, turf.name),
    h("h1", {}, t("app.dark")), h("p", { class: "prose" }, t("app.dark-ask")),
    h("form", { class: "stack", onsubmit: submit((f) => f.with.trim() && app.take(turf, f.with.trim())) },
      field(t("app.dark-with"), "with", t("app.out-buddy-help"), { maxlength: 100 }), h("button", { class: "button wide" }, t("app.take"), icon("arrow")))),
  bar(quiet(t("app.back"), () => app.show("home"), icon("back")), h("span"))];
}
