// Check-in: starts from what is on the phone, and asks the server only when it
// can. One tap lets a party in; nothing ever waits for the network.

import { uuid7 } from "../door/note.js";
import { button, field, h, icon, once as guard } from "../door/parts.js";
import { speak, t, time } from "../door/words.js";
import * as line from "./line.js";
import { find, listed, read, shiftAt, stand, verify } from "./list.js";
import { openSafe } from "./safe.js";

const root = document.getElementById("app");
const { languages, words, pools } = JSON.parse(root.dataset.app);
const event = location.pathname.split("/").pop();
const app = { gate: null, taps: [], how: null, typed: "", found: [], ticket: null, said: null, online: navigator.onLine, tab: "list", camera: null, busy: false };

const poolName = (p) => t(`places.pool.${p}`);
const several = () => new Set(app.gate.pools.map((p) => p.pool)).size > 1;
const waiting = () => app.taps.filter((x) => !x.sent).length;
const gateName = (id) => (app.gate.gates.find((g) => g.id === id) || {}).name || t("gate.other");

const refused = () => app.taps.filter((x) => x.refused).length;
// howItStands is the hall by all taps that count.
const howItStands = () => stand(app.gate, app.taps.filter((x) => !x.refused));

// tap writes down what happened, shows it, and sends it when it can: one at a time,
// so that nobody is let in twice by two taps. It is null when nothing was written down.
async function tap(way, about) {
  if (app.busy) return null;
  app.busy = true;
  try {
    return await counted(way, about);
  } finally {
    app.busy = false;
  }
}

// counted is a tap that counts whatever else is being written down.
async function counted(way, about) {
  try {
    return await note(way, about);
  } catch (e) {
    console.warn("not kept", e.name);
    app.said = ["bad", t("gate.full"), t("gate.full-text")];
    render();
    return null;
  }
}

async function note(way, about) {
  const x = { id: uuid7(), event, gate: app.gate.id, way, at: new Date().toISOString(), people: 1, shift: 0, pool: pools[0], ...about };
  await app.safe.keepTaps([x], false);
  app.taps.push({ ...x, sent: false });
  app.how = howItStands();
  sync();
  return x;
}

async function letIn(guest) {
  const before = app.how.guests.get(guest.id);
  const x = await tap("in", { rsvp: guest.id, people: guest.party, shift: guest.shift, pool: guest.pool });
  if (!x) return null;
  if (before && before.inside > 0) app.said = ["bad", t("gate.twice", { name: guest.name || t("gate.ticket") }), t("gate.twice-text", { gate: gateName(before.by.gate), time: time(before.by.at) })];
  else app.said = ["good", t("gate.in", { name: guest.name || t("gate.ticket"), n: guest.party }), guest.known === false ? t("gate.unknown") : guest.released ? t("gate.released") : ""];
  app.ticket = null;
  render();
  return x;
}

async function letOut(guest) {
  if (!(await tap("out", { rsvp: guest.id, people: guest.party, shift: guest.shift, pool: guest.pool }))) return;
  app.said = ["good", t("gate.out", { name: guest.name }), ""];
  render();
}

// show reads a ticket: from the camera it lets in at once, from an address it
// stands on top with its one button.
async function show(text, at_once) {
  const ticket = await read(app.gate, text, pools);
  const known = ticket && app.gate.guests[ticket.id];
  if (!ticket) app.said = ["bad", t("gate.no-ticket"), t("gate.no-ticket-text")];
  else if (at_once) return letIn(known || { ...ticket, name: "", known: false });
  else app.ticket = known || { ...ticket, name: "", known: false };
  render();
}

let syncing = null;
function sync() {
  syncing = (syncing || Promise.resolve()).then(once).catch(() => {});
  return syncing;
}

async function once() {
  const unsent = app.taps.filter((x) => !x.sent).slice(0, 200);
  const answer = await line.pass(app.gate, unsent);
  app.online = answer !== null;
  if (answer && answer.status === 200) await heard(answer.said, unsent);
  draw();
  if (answer && answer.status === 200 && waiting() > 0) return once();
}

async function heard(said, unsent) {
  const known = new Set(app.taps.map((x) => x.id));
  for (const x of line.fared(unsent, said.fates)) x.sent = true;
  const fresh = said.entries.filter((x) => !known.has(x.id)).map((x) => ({ ...x, event }));
  const settled = new Map(said.entries.map((x) => [x.id, x]));
  for (const x of app.taps) {
    const kept = settled.get(x.id);
    if (kept) Object.assign(x, { at: kept.at, shift: kept.shift }); // by the server's clock
  }
  await app.safe.keepTaps([...unsent, ...fresh], true);
  app.taps.push(...fresh.map((x) => ({ ...x, sent: true })));
  for (const g of said.guests) app.gate.guests[g.id] = g;
  for (const id of said.gone) delete app.gate.guests[id];
  Object.assign(app.gate, { since: said.now, gates: said.gates, wipe: said.wipe });
  await app.safe.keepGate(app.gate);
  app.how = howItStands();
}

async function openGate() {
  const id = uuid7();
  const answer = await line.open(event, id, `${t("gate.door")} ${id.slice(-3)}`);
  app.online = answer !== null;
  if (!answer) return t("gate.first");
  if (answer.status !== 200) return answer.status === 401 ? t("gate.sign-in") : t("gate.not-yours");
  const o = answer.said;
  if (!(await verify(o.public, o.signed, o.list))) return t("gate.not-signed");
  app.gate = { event, id: o.gate, key: o.key, title: o.title, wipe: o.wipe, since: o.since, public: o.public, taken: o.since, pools: o.pools, gates: o.gates, guests: listed(o.list, pools) };
  await app.safe.keepGate(app.gate);
  await app.safe.keepTaps(o.past.map((x) => ({ ...x, event })), true);
  return "";
}

async function load() {
  app.gate = await app.safe.gate(event);
  app.taps = await app.safe.taps(event);
  if (app.gate) app.how = howItStands();
}

// The screen.

function head() {
  const n = waiting();
  return h("header", { class: "saved", role: "status" }, h("span", {}, t("gate.inside", { n: app.how.inside })), h("span", {}, app.online ? "" : icon("off"), n ? t("gate.waiting", { n }) : t("gate.sent"), refused() ? [". ", t("gate.refused", { n: refused() })] : ""));
}

function notice() {
  if (!app.said) return "";
  const [kind, title, text] = app.said;
  return h("div", { class: `notice ${kind}`, role: "status" }, h("h2", {}, title), text && h("p", {}, text));
}

function row(g) {
  const how = app.how.guests.get(g.id);
  const inside = how && how.inside > 0;
  const about = [t("gate.party", { n: g.party }), several() ? poolName(g.pool) : "", g.released ? t("gate.was-released") : "", inside ? t("gate.since", { time: time(how.by.at) }) : ""].filter(Boolean).join(", ");
  return h("li", { class: "guest" }, h("div", {}, h("b", {}, g.name || t("gate.ticket")), h("small", {}, about), how && how.twice.length ? h("small", {}, h("span", { class: "status bad" }, icon("warn"), t("gate.twice-short", { n: how.twice.length }))) : ""),
    inside ? h("button", { type: "button", class: "button second", onclick: () => letOut(g) }, t("gate.let-out")) : button(t("gate.let-in"), () => letIn(g)));
}

function found() {
  const shown = app.found.slice(0, 40);
  return [
    h("ul", { class: "guests" }, shown.map(row)),
    app.found.length > shown.length ? h("p", { class: "help" }, t("gate.more", { n: app.found.length - shown.length })) : "",
    app.found.length === 0 ? h("p", { class: "prose" }, t("gate.nobody")) : "",
  ].filter(Boolean);
}

function list() {
  return [
    h("div", { class: "field" }, h("label", { for: "q" }, t("gate.find")), h("p", { class: "help", id: "q-h" }, t("gate.find-help")),
      h("input", { class: "input", id: "q", type: "search", autocomplete: "off", enterkeyhint: "search", "aria-describedby": "q-h", value: app.typed, oninput: (e) => { app.typed = e.target.value; look(); } })),
    "BarcodeDetector" in window ? button(t(app.camera ? "gate.scan-end" : "gate.scan"), scan, { class: "button second wide" }) : "",
    app.camera ? h("div", { class: "camera" }, app.camera.video) : "",
    h("div", { id: "found" }, found()),
  ];
}

function walkIn() {
  const pick = [...new Set(app.gate.pools.map((p) => p.pool))];
  return [h("form", { class: "stack", onsubmit: async (e) => {
    e.preventDefault();
    const f = new FormData(e.target);
    const name = f.get("name").trim();
    const people = Math.min(100, Math.max(1, parseInt(f.get("people"), 10) || 1));
    const x = await tap("walk-in", { name, people, pool: f.get("pool") || pick[0], shift: shiftAt(app.gate.pools, new Date().toISOString()) });
    if (!x) return;
    app.said = ["good", t("gate.in", { name: name || t("gate.walk-in"), n: people }), ""];
    app.tab = "list";
    render();
  } }, field(t("event.name"), "name", "", { autocomplete: "off", maxlength: 100 }), field(t("event.party"), "people", "", { inputmode: "numeric", value: "1", maxlength: 2 }),
  h("div", { class: "field" }, h("label", { for: "f-pool" }, t("places.of-pool")), h("select", { class: "input", id: "f-pool", name: "pool" }, pick.map((p) => h("option", { value: p }, poolName(p))))),
  h("button", { class: "button wide", type: "submit" }, t("gate.let-in")))];
}

function counts() {
  const heads = (p, way) => async () => { await counted(way, { shift: p.shift, pool: p.pool }); render(); };
  const label = (p) => poolName(p.pool) + (new Set(app.gate.pools.map((x) => x.shift)).size > 1 ? ` ${p.shift + 1}` : "");
  const count = (p, way, sign, word) => h("button", { type: "button", class: "button second", "data-counter": `${way} ${p.shift} ${p.pool}`, onclick: heads(p, way) }, sign, h("span", { class: "sr" }, ` ${t(word, { pool: label(p) })}`));
  return [h("h2", {}, t("gate.counts")), h("ul", { class: "heads" }, app.how.pools.map((p) => h("li", {}, h("div", {}, h("b", {}, label(p)), h("small", {}, t("gate.of", { inside: p.inside, arrived: p.arrived, taken: p.taken }))),
    h("div", { class: "row" }, count(p, "out", "−1", "gate.one-out"), count(p, "in", "+1", "gate.one-in"))))),
  h("p", { class: "help" }, t("gate.counts-help"))];
}

const tabs = { list, walkIn, counts };

function render() {
  const tab = (name, text) => h("button", { type: "button", "aria-pressed": String(app.tab === name), onclick: () => { app.tab = name; app.said = null; render(); } }, text);
  const focus = document.activeElement && document.activeElement.id;
  root.replaceChildren(head(), h("main", { id: "main" }, h("h1", { class: "small-head" }, app.gate.title), notice(),
    app.ticket ? h("ul", { class: "guests first" }, row(app.ticket), app.ticket.known === false ? h("li", {}, h("p", {}, t("gate.unknown"))) : "") : "", tabs[app.tab]()),
  h("footer", { class: "bar" }, tab("list", t("gate.list")), tab("walkIn", t("gate.walk-in")), tab("counts", t("gate.counts"))));
  if (focus) {
    const e = document.getElementById(focus);
    e?.focus();
    if (e?.type === "search") e.setSelectionRange(e.value.length, e.value.length);
  }
}

// draw brings the screen up to date without taking away what is being typed.
function draw() {
  if (!root.querySelector(".saved") || app.tab === "counts") return render();
  root.querySelector(".saved").replaceWith(head());
  document.getElementById("found")?.replaceChildren(...found());
}

async function look() {
  const typed = app.typed;
  const all = await find(app.gate, typed);
  if (typed !== app.typed) return; // more was typed meanwhile
  app.found = all;
  draw();
}

async function scan() {
  if (app.camera) {
    app.camera.stream.getTracks().forEach((x) => x.stop());
    app.camera = null;
    return render();
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const video = h("video", { playsinline: true, muted: true, autoplay: true });
    video.srcObject = stream;
    app.camera = { stream, video };
    render();
    watch(new BarcodeDetector({ formats: ["qr_code"] }), "");
  } catch {
    app.said = ["bad", t("gate.no-camera"), t("gate.no-camera-text")];
    render();
  }
}

// watch looks for a code in the picture; the same one again means nothing while it
// is still held there.
async function watch(detector, last) {
  let at = 0;
  while (app.camera) {
    const [code] = await detector.detect(app.camera.video).catch(() => []);
    if (code) at = performance.now();
    else if (performance.now() - at > 1000) last = "";
    if (code && code.rawValue !== last && !app.busy) {
      last = code.rawValue;
      await show(last, true);
    }
    await new Promise((go) => requestAnimationFrame(go));
  }
}

async function start() {
  const lang = document.documentElement.lang in languages ? document.documentElement.lang : "en";
  speak(lang, await (await fetch(words[lang])).json());
  try {
    app.safe = await openSafe();
    await app.safe.wipe(new Date().toISOString());
  } catch {
    root.removeAttribute("aria-busy");
    return root.replaceChildren(h("main", { id: "main" }, h("h1", {}, t("gate.no-store")), h("p", { class: "prose" }, t("gate.no-store-text"))));
  }
  await load();
  const why = app.gate ? "" : await openGate();
  root.removeAttribute("aria-busy");
  if (why) return root.replaceChildren(h("main", { id: "main" }, h("h1", { class: "small-head" }, t("gate.title")), h("p", { class: "prose" }, why), h("p", {}, h("a", { class: "button", href: `/sign-in?next=/lead/${event}` }, t("gate.go-sign-in")))));
  await load();
  await look();
  root.dataset.started = "1";
  if (location.hash.length > 20) await show(location.hash, false);
  sync();
  listen();
  guard(root);
  await line.passOn(app.safe, event);
}

// forget takes everybody off the screen too, once the time for it has come.
function forget() {
  Object.assign(app.gate, { guests: {} });
  Object.assign(app, { typed: "", found: [], ticket: null, said: null, how: howItStands() });
  render();
}

function listen() {
  addEventListener("hashchange", () => location.hash.length > 20 && show(location.hash, false));
  addEventListener("online", () => sync());
  addEventListener("offline", () => { app.online = false; draw(); });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sync());
  setInterval(async () => {
    const now = new Date().toISOString();
    const kept = await app.safe.wipe(now);
    if (!kept.has(event)) return location.assign("/");
    if (app.gate.wipe <= now) forget();
    sync();
  }, 15000);
}

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/lead/worker.js", { scope: "/lead" }).then(() => navigator.serviceWorker.ready).then(() => { root.dataset.ready = "1"; });
start();
