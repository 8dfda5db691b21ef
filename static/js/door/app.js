// The door app: starts from what is on the phone, and asks the server only
// when it can. Everything between two doors happens here.

import * as board from "./board.js";
import * as hand from "./hand.js";
import * as move from "./move.js";
import * as out from "./out.js";
import { carry, h, once } from "./parts.js";
import * as round from "./round.js";
import { openSafe } from "./safe.js";
import * as screens from "./screens.js";
import { receipt, Sender } from "./send.js";
import * as talk from "./talk.js";
import * as team from "./team.js";
import { speak, t } from "./words.js";

const root = document.getElementById("app");
const { languages, words } = JSON.parse(root.dataset.languages);

const app = {
  packs: [], pack: null, at: null, asked: null, listing: null, online: navigator.onLine, waiting: 0, strange: 0, held: 0, writing: null, marking: null, writes: 0, lastSent: "", lang: "en", languages: Object.entries(languages),
  signedOut: false, notice: null, wrong: "", newer: null, boards: {}, joining: null, receipt: { count: 0, waiting: 0, code: "", last: "" }, screen: "home",

  // show changes the screen and puts whoever listens to the page at its beginning.
  show(screen) {
    if (app.giveWay && !busy.includes(screen)) return app.giveWay();
    if (screen !== app.screen) app.notice = null;
    app.screen = screen;
    app.wrong = "";
    if (screen === "home_") app.reckon().then(draw);
    render();
    if (root.hasAttribute("aria-busy")) return; // the first page is at its beginning anyway
    scrollTo(0, 0);
    root.querySelector("h1")?.setAttribute("tabindex", "-1");
    root.querySelector("h1")?.focus({ preventScroll: true });
  },

  say(kind, title, text = "") {
    app.notice = { kind, title, text };
    render();
    scrollTo(0, 0);
  },

  savedAll: () => app.packs.reduce((n, p) => n + p.trace.saved, 0),
  tongues: () => ["pl", "ro", "uk", "tr", "ar", "ur", "pa", "bn", "hi", "so", "pt", "es", "fr", "de", "el", "it", "en"].filter((c) => c !== app.pack.scripts[0].locale.slice(0, 2)),

  go(id) {
    const pack = app.packs.find((p) => p.id === id);
    if (!pack) return;
    app.pack = pack;
    push();
    app.show(begun(pack));
  },
  leave() {
    history.back();
  },

  stand(door) {
    if (!door) return app.show("home_");
    if (app.pack.trace.crew) {
      app.asked = { door };
      return app.show("whom");
    }
    return app.mark((trace) => { trace.at = door.id; });
  },

  // mark notes something of the pack in hand that is no record, once what is being
  // written down is, and goes on at once. Who reads the packs meanwhile reads again.
  async mark(change, then = "door") {
    await app.writing?.catch(() => {});
    if (!app.pack) return;
    change(app.pack.trace);
    app.writes += 1;
    app.marking = app.safe.keepTrace(app.pack).catch((e) => console.warn("not noted", e.name)).finally(() => { app.writes += 1; });
    if (then) app.show(then);
    await app.marking;
  },

  // knock is the outcome of a door; a talk opens, or it is written down at once.
  knock(door, outcome, elector) {
    if (app.writing) return;
    if (outcome.code === "spoke" && !elector && (door.electors || []).length > 0) {
      if (door.electors.length > 1) {
        app.asked = { door, outcome };
        return app.show("who");
      }
      elector = door.electors[0];
    }
    app.at = talk.start(app.pack, door, outcome, elector);
    return app.at.step ? app.talks() : app.endTalk();
  },

  // Once a talk is being written down, nothing more is answered in it.
  answer(value) {
    if (app.writing) return;
    return talk.on(app.pack, app.at, value) ? app.talks() : app.endTalk();
  },
  // talks notes how far the talk has come, and shows its step.
  talks() {
    const noted = talk.noted(app.at);
    return app.mark((trace) => { trace.talk = noted; }, "talk");
  },
  unanswered() {
    app.wrong = "app.answer-needed";
    render();
  },
  stepBack() {
    if (app.writing) return;
    return talk.back(app.pack, app.at) ? app.talks() : app.mark((trace) => { delete trace.talk; });
  },
  tongue(i) {
    const form = root.querySelector("main form");
    const said = form && new FormData(form);
    app.at.tongue = app.pack.tongue = i;
    render();
    if (said) carry(said, root.querySelector("main form"));
  },
  endTalk() {
    const { door, outcome, began, elector } = app.at;
    const { arm } = app.at.talk;
    const answers = talk.answers(app.pack, app.at);
    return app.write(() => round.save(app.safe, app.pack, door, outcome, answers, began, elector, arm));
  },

  // saveTalk writes a talk down as far as it came, before its door is forgotten.
  saveTalk: () => app.screen === "talk" && app.endTalk(),

  undo: () => app.write(() => round.undo(app.safe, app.pack), "door"),
  stairwell: (doors) => app.write(() => round.saveAll(app.safe, app.pack, doors, Date.now())),

  // write keeps something and goes on, unless somebody went elsewhere meanwhile.
  // When the phone cannot keep it, nothing is lost: what was answered stays on
  // the screen, to be saved once more.
  async write(what, then, said) {
    if (app.writing) return;
    const from = app.screen;
    app.writes += 1;
    app.writing = keeps(what);
    try {
      await app.writing;
    } catch (e) {
      app.say("bad", t("app.full"), t("app.full-text"));
      console.warn("not kept", e.name);
      return;
    } finally {
      app.writing = null;
      app.writes += 1;
    }
    if (app.screen !== from) draw();
    else app.show(then || (app.pack.trace.crew || round.current(app.pack) ? "door" : "home_"));
    if (said) app.say("good", said);
    app.sender.soon();
  },

  roundAgain() {
    return app.mark((trace) => {
      for (const d of round.again(app.pack)) {
        delete trace.doors[d.id];
        delete trace.seen?.[d.id];
        delete trace.told?.doors[d.id];
      }
      trace.round = Date.now(); // what others of the team found before it is asked again
    });
  },

  // reckon works out the receipt of the turf one stands in.
  async reckon() {
    const { turf } = app.pack;
    const sent = await app.safe.sentOf(turf.id);
    const waiting = await app.safe.waitingOf(turf.id);
    const code = sent.length ? await receipt(sent.map((r) => r.id)) : "";
    const told = app.pack.board ? app.boards[app.pack.id] : app.listing;
    const theirs = app.pack.board ? told?.receipt : (told?.receipts || []).find((r) => r.turf === turf.id && r.device === app.safe.device);
    const last = sent.map((r) => r.at).sort().at(-1) || "";
    app.receipt = { count: sent.length, waiting, code, last, agrees: waiting || !theirs || told.heard < last ? undefined : theirs.code === code };
  },

  async speakIn(code) {
    const answer = await fetch(words[code]);
    speak(code, await answer.json());
    app.lang = code;
    if (app.safe) choose(code);
    if (app.sender) draw();
  },

  lookAround: () => out.tell(app).then(() => board.look(app)),
  join: (member, name) => board.join(app, member, name),

  draw: () => draw(),
  refresh: () => refresh(),
  take: (turf, alongside) => hand.take(app, turf, alongside),
  outLine: (p) => out.line(app, p),
  dark: out.dark,
  crew: team.screen,
  asking: team.asking,
  stands: team.stands,
  aside: () => team.aside(app),
  direct: (on) => team.direct(app, on),
  isBack: () => out.back(app, app.pack),
  handIn: () => hand.handIn(app),
  bringBack: (finished) => hand.bringBack(app, finished),
  askSignOut: () => app.show("leaving"),
  signOut: () => hand.signOut(app),
  takeNewer() {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    app.newer.postMessage("go");
  },
};

const all = { ...screens, talk: talk.step, join: board.screen, out: out.screen, late: out.late, whom: team.whom, others: team.others, moved: move.screen };

// keeps writes something down and counts what waits: it is one thing, so that nobody
// taps the same once more before the screen has gone on.
async function keeps(what) {
  await what();
  app.waiting = await app.safe.waiting().catch(() => app.waiting);
}

// draw shows what has changed by itself; whoever is in the middle of an answer
// is not disturbed.
function draw() {
  return busy.includes(app.screen) ? head() : render();
}
const busy = ["talk", "more", "add", "who", "join", "out", "late", "whom", "others"];

// begun is where one stands in a pack that is opened: in the middle of a talk, if a
// call or a crash ended the app there.
function begun(pack) {
  app.at = pack.trace.talk ? talk.resumed(pack, pack.trace.talk) : null;
  return app.at ? "talk" : pack.trace.crew || round.current(pack) ? "door" : "home_";
}

// inHand is the pack that the address names: of two of one turf the one that was
// walked, else the one that is not over.
function inHand() {
  const of = app.packs.filter((p) => `#${p.turf.id}` === location.hash);
  return of.find((p) => p.id === history.state?.pack) || of.find((p) => !p.over) || of[0] || null;
}

const push = () => history.pushState({ pack: app.pack.id }, "", `#${app.pack.turf.id}`);

// render leaves the page alone when nothing on it has changed: a finger may
// lie on a button of it.
function render() {
  const parts = all[app.screen](app).filter(Boolean);
  const text = app.screen + parts.map((p) => p.outerHTML).join("");
  if (text === render.last && !busy.includes(app.screen)) return;
  render.last = text;
  root.replaceChildren(...parts);
}

function head() {
  const [left, right] = root.querySelectorAll(".saved > span");
  left?.replaceChildren(screens.counted(app));
  right?.replaceChildren(...[screens.standing(app)].flat().filter(Boolean));
}

// refresh reads what is on the phone, and once more when something was written
// down meanwhile: nobody is led back to a door that is done.
async function refresh() {
  let packs, ready;
  for (let writes = -1; writes !== app.writes; ) {
    writes = app.writes;
    [packs, ready, app.waiting] = await Promise.all([app.safe.packs(), hand.ready(!app.sender), app.safe.waiting()]);
    await app.writing?.catch(() => {});
    await app.marking;
  }
  for (const p of packs) round.withAdded(p).ready = ready;
  const left = packs.filter((p) => p.wipe > new Date().toISOString());
  if (app.pack && !left.some((p) => p.id === app.pack.id)) await app.saveTalk();
  app.packs = left.sort((a, b) => (a.until < b.until ? -1 : 1));
  if (app.pack) app.pack = app.packs.find((p) => p.id === app.pack.id) || null;
  if (!app.pack && !["home", "leaving", "join", "late"].includes(app.screen)) app.screen = "home";
}

async function heard(replies, outing) {
  app.waiting = await app.safe.waiting();
  app.lastSent = new Date().toISOString();
  await app.safe.setThing("lastSent", app.lastSent);
  app.online = true;
  const shut = replies.some((r) => r.answer === "quarantined" && (r.why === "credential-over" || r.why === "not-a-canvasser"));
  if (shut) await hand.revoked(app, outing);
  if (app.screen === "home_") await app.reckon();
  if (!app.waiting) hand.contact(app);
  draw();
}

// strange counts what waits for a key that the house has lost, and what for a lead
// to decide on what is there already.
async function strange(outings, full) {
  app.strange = outings.size && (await app.safe.waitingWith(outings));
  app.held = full.size && (await app.safe.waitingWith(full));
  draw();
}

// giveWay lets a newer version in another tab change the shelves, once nobody is
// in the middle of an answer here.
function giveWay(close) {
  app.giveWay = () => { close(); location.reload(); };
  if (!busy.includes(app.screen)) app.giveWay();
}

// alone is a page that says one thing.
const alone = (code) => h("main", { id: "main" }, h("h1", {}, t(code)), h("p", {}, t(`${code}-text`)));

// chosen is the language that was chosen here, where the browser keeps anything.
function chosen() {
  try {
    return localStorage.getItem("lang");
  } catch {
    return "";
  }
}

function choose(code) {
  try {
    localStorage.setItem("lang", code);
  } catch { // it is the browser's own language again next time
  }
}

async function start() {
  const lang = chosen() || document.documentElement.lang;
  const speaks = app.speakIn(lang in languages ? lang : "en");
  try {
    app.safe = await openSafe(giveWay, () => speaks.then(() => root.replaceChildren(alone("app.elsewhere"))));
  } catch {
    await speaks;
    return root.replaceChildren(alone("app.no-store"));
  }
  app.lastSent = (await Promise.all([app.safe.thing("lastSent"), speaks, refresh()]))[0] || "";
  app.sender = new Sender(app.safe, heard, strange);
  app.safe.listen(() => refresh().then(draw));
  app.pack = inHand();
  const code = location.pathname === "/door/join" && location.hash.slice(1);
  if (code) app.joining = { code: code.split(".")[0], state: code.split(".")[1] };
  once(root);
  app.show(code ? "join" : app.pack ? begun(app.pack) : "home");
  root.removeAttribute("aria-busy");
  requestAnimationFrame(() => setTimeout(() => { root.dataset.started = String(Math.round(performance.now())); })); // it is on the screen
  listen();
  hand.keepWorker(app);
  await app.safe.wipe(new Date().toISOString());
  const here = code && await board.held(app);
  await hand.contact(app);
  if (code && !here) await board.open(app);
  app.sender.soon();
}

// deep is the screens from which the browser's own way back leads one screen back,
// and not out of the turf.
const deep = ["talk", "who", "more", "add", "list", "whom", "others"];

function listen() {
  const line = () => { app.online = navigator.onLine; draw(); if (app.online) hand.contact(app); };
  addEventListener("online", line);
  addEventListener("offline", line);
  addEventListener("popstate", () => {
    if (app.pack && deep.includes(app.screen)) {
      push();
      return app.screen === "talk" ? app.stepBack() : app.show("door");
    }
    app.pack = inHand();
    app.show(app.pack ? begun(app.pack) : "home");
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hand.contact(app));
  setInterval(() => app.safe.wipe(new Date().toISOString()).then(() => hand.contact(app)), 300000);
}

start();
