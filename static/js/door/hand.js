// What passes between the phone and the server by hand: taking a turf out,
// bringing it back, signing out, and the contact by which a phone learns that
// a turf is no longer its own. The records go their own way, in send.js.

import { uuid7 } from "./note.js";
import { fatesOf } from "./send.js";
import { t, weekday } from "./words.js";

const day = 24 * 3600 * 1000;

// ask is a question to the server in the name of whoever is signed in. It is
// null when there was no answer that decides anything: no signal, a captive
// portal, too many who ask at once, or our own page that is too old to be heard.
export async function ask(path, body, csrf, token) {
  try {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(20000),
      headers: { Accept: "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { "Content-Type": "application/json", "X-CSRF-Token": csrf } : {}) },
      body: body && JSON.stringify(body),
    });
    const kind = answer.headers.get("Content-Type") || "";
    if (!kind.includes("json") || answer.status >= 500 || answer.status === 429) return null;
    const said = await answer.json();
    if (said.code === "other-site") return null;
    const ours = answer.headers.get("Barnstorm") === "1" || (kind.includes("problem+json") && Boolean(said.code));
    return ours ? { status: answer.status, said } : null;
  } catch {
    return null;
  }
}

let asking = false;
let again = false;

// contact asks how things stand, and does what follows: forgets people and
// doors that are no longer this phone's business. Whoever calls while it asks is
// answered by another, since the answer under way may be older than what they did.
export async function contact(app) {
  if (asking) return void (again = true);
  asking = true;
  again = false;
  const heard = new Date().toISOString(); // it knows nothing of what is sent from now on
  const known = app.packs; // what is taken out meanwhile is not in the answer yet
  const stranger = app.signedOut && known.length > 0 && known.every((p) => p.board); // a board asks by its code
  const answer = stranger ? undefined : await ask("/door");
  asking = false;
  if (!stranger) app.online = answer !== null;
  if (answer && answer.status === 401) {
    app.signedOut = true;
    app.listing = null;
    if (app.pack && !app.pack.board) await app.saveTalk();
    await app.safe.wipe(new Date().toISOString(), true, false);
  } else if (answer && answer.status === 200) {
    app.signedOut = false;
    app.listing = { ...answer.said, heard };
    await compare(app, known, answer.said);
  }
  await app.refresh();
  await app.lookAround();
  await app.refresh();
  if (app.screen === "home_" && app.pack) await app.reckon();
  app.draw();
  if (again) await contact(app);
}

// compare holds what is on the phone against what the server knows. A turf
// that came back or was taken over stays for a day; one that was called in goes at once.
async function compare(app, packs, listing) {
  const now = Date.now();
  for (const p of packs.filter((p) => !p.board)) {
    const known = listing.receipts.find((r) => r.turf === p.turf.id && r.device === app.safe.device && r.pack === p.id);
    if (!known || known.over === "revoked") await goesAtOnce(app, p.id);
    else if (known.over) await app.safe.dueAt(p.id, new Date(now + day).toISOString(), known.over);
  }
  await app.safe.wipe(new Date(now).toISOString());
}

// goesAtOnce has people and doors of a pack go now, and a talk that is going on
// at one of them written down first.
async function goesAtOnce(app, id) {
  if (app.pack?.id === id) await app.saveTalk();
  await app.safe.dueAt(id, "", "revoked");
}

// revoked is what the answers to records say before any contact does.
export async function revoked(app, outing) {
  await goesAtOnce(app, outing);
  await app.safe.wipe(new Date().toISOString());
  await app.refresh();
}

// ready reports whether the phone can walk without signal: the app and its
// words lie here, and nothing is missing. At first glance that the worker gave
// us this page is enough.
export async function ready(glance) {
  if (glance && navigator.serviceWorker?.controller) return true;
  if (!navigator.serviceWorker?.controller && !(await navigator.serviceWorker?.getRegistration("/door"))?.active) return false;
  return Boolean(await caches.match("/door/shell"));
}

export async function take(app, turf, alongside = "") {
  if (navigator.storage?.persist) navigator.storage.persist();
  const id = uuid7();
  const answer = await ask(`/door/turf/${turf.turf}/pack`, { id, device: app.safe.device, over: turf.out && !turf.mine, with: alongside }, app.listing.csrf);
  if (!answer) return app.say("bad", t("app.no-answer"), t("app.no-answer-text"));
  if (answer.said.code === "alone-after-dark") {
    app.asked = { turf };
    return app.show("late");
  }
  if (answer.status !== 200) {
    await contact(app);
    const known = app.listing?.turfs.find((x) => x.turf === turf.turf);
    if (answer.said.code !== "turf-taken") return app.say("warn", t("app.take-not"), t("app.take-not-text"));
    return app.say("warn", t("app.taken"), known?.until ? t("app.out", { when: weekday(known.until) }) : "");
  }
  try {
    const skew = Date.now() - Date.parse(answer.said.issued); // the phone's clock may be days off
    await app.safe.keepPack({ ...answer.said, wipe: new Date(Date.parse(answer.said.until) + skew + day).toISOString() });
  } catch {
    return app.say("bad", t("app.full"), t("app.full-text"));
  }
  await navigator.serviceWorker?.ready;
  await app.refresh();
  if (alongside) app.show("home");
  app.draw();
  await contact(app);
}

// bringBack says that the turf is back. Without signal the turf stays out for
// others until its time is over, and its doors go from here all the same.
export async function bringBack(app, finished) {
  const { id, turf, board } = app.pack;
  if (app.waiting) return app.say("warn", t("app.waiting-first"), t("app.waiting-text"));
  const answer = board ? await ask("/door/board/back", { code: board.code, device: app.safe.device, finished }, app.listing?.csrf || "")
    : await ask(`/door/turf/${turf.id}/back`, { finished }, app.listing?.csrf || "");
  if (!answer || answer.status !== 200) return app.say("bad", t("app.no-answer"), t("app.no-answer-text"));
  await app.safe.dueAt(id, new Date(Date.now() + day).toISOString(), "back");
  await contact(app);
  app.say("good", t("app.brought-back"), t("app.brought-back-text"));
}

// handIn hands records over in the name of whoever is signed in, whose key the
// house has lost. Nothing is let go of before each is answered.
export function handIn(app) {
  return navigator.locks.request("barnstorm-send", async () => {
    for (;;) {
      const batch = await app.safe.oldest(100, null, app.sender.foreign);
      if (!batch) break;
      const answer = await ask("/door/hand-in", { now: new Date().toISOString(), records: batch.records }, app.listing?.csrf || "");
      const replies = answer?.status === 200 && fatesOf(batch, answer.said.records);
      if (!replies) return app.say("bad", t("app.no-answer"), t("app.no-answer-text"));
      await app.safe.answered(batch, replies, new Date().toISOString());
    }
    app.strange = 0;
    await app.refresh();
    app.say("good", t("app.handed-in"));
  });
}

// signOut forgets people and doors, and what is not sent yet stays, sealed. Without
// signal they go all the same, and it says that the session goes on.
export async function signOut(app) {
  await app.safe.wipe("", true);
  const csrf = app.listing?.csrf || (await ask("/door"))?.said.csrf;
  if (csrf) await ask("/sign-out", {}, csrf);
  if (app.signedOut || (await ask("/door"))?.status === 401) return location.replace("/signed-out");
  await app.refresh();
  app.show("home");
  app.say("bad", t("app.sign-out-not"), t("app.sign-out-not-text"));
}

// keepWorker installs what lets the app start without signal, and offers a
// newer version of it when there is one. Nobody is interrupted.
export async function keepWorker(app) {
  if (!("serviceWorker" in navigator)) return;
  const offer = (worker) => {
    app.newer = worker;
    if (app.screen === "home") app.draw();
  };
  const is = await navigator.serviceWorker.register("/door/worker.js", { scope: "/door", updateViaCache: "none" });
  if (is.waiting) offer(is.waiting);
  is.addEventListener("updatefound", () => {
    const coming = is.installing;
    coming.addEventListener("statechange", () => coming.state === "installed" && navigator.serviceWorker.controller && offer(coming));
  });
  await navigator.serviceWorker.ready;
  await app.refresh();
  app.draw();
}
