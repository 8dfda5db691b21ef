// What the phone keeps. People and doors lie sealed in "packs" and go when the
// turf is over; records lie sealed in "queue" until the server has answered
// each; "sent" holds bare numbers for the receipt. The key never leaves the
// browser: it is made here and cannot be read out, by us neither.

import { openDB } from "../../vendor/idb.js";

const version = 1;
const onDisk = { durability: "strict" }; // else browsers call saved what the next crash takes
const keyKept = 30 * 24 * 3600 * 1000; // as long as the server takes what comes with a key

// openSafe opens the shelves. When a newer version of us wants to change them,
// onOld is handed what lets go of them; while an older one holds them, onWait is
// called.
export async function openSafe(onOld, onWait = () => {}) {
  const db = await openDB("barnstorm-door", version, {
    upgrade(db) {
      db.createObjectStore("things");
      db.createObjectStore("packs", { keyPath: "id" });
      db.createObjectStore("keys", { keyPath: "outing" });
      db.createObjectStore("queue", { keyPath: "id" }).createIndex("sequence", "sequence");
      db.createObjectStore("sent", { keyPath: "id" }).createIndex("turf", "turf");
    },
    blocking() {
      onOld(() => db.close());
    },
    blocked: onWait,
  });
  const own = () => Promise.all([db.get("things", "key"), db.get("things", "device")]);
  let [key, device] = await own();
  if (!key) {
    await begin(db);
    [key, device] = await own();
  }
  return new Safe(db, key, device);
}

// begin makes the key and the phone's own name, once: of two tabs that begin
// together the first wins.
async function begin(db) {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const tx = db.transaction("things", "readwrite");
  if (!(await tx.store.get("key"))) {
    await Promise.all([tx.store.put(fresh, "key"), tx.store.put(crypto.randomUUID(), "device"), tx.store.put(0, "sequence")]);
  }
  await tx.done;
}

class Safe {
  constructor(db, key, device) {
    Object.assign(this, { db, key, device, news: new BroadcastChannel("barnstorm-door") });
  }

  // listen has other tabs of the app tell when they have changed something.
  listen(does) { this.news.onmessage = does; }

  async seal(thing, owner) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(thing));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) }, this.key, plain);
    return { iv, sealed };
  }

  async open({ iv, sealed }, owner) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) }, this.key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  thing(name) { return this.db.get("things", name); }
  setThing(name, value) { return this.db.put("things", value, name); }

  // keepPack stores what was taken out, and the key for its records: the key
  // stays when the pack goes.
  async keepPack(pack) {
    const { upload, ...rest } = pack;
    const state = { doors: {}, undo: [], at: 0, saved: 0 };
    const [body, trace, secret] = await Promise.all([this.seal(rest, pack.id), this.seal(state, pack.id), this.seal(upload.token, pack.id)]);
    const tx = this.db.transaction(["packs", "keys"], "readwrite");
    const had = await tx.objectStore("packs").get(pack.id);
    tx.objectStore("packs").put({ id: pack.id, turf: pack.turf.id, until: pack.until, wipe: pack.wipe, lent: Boolean(pack.board), body, trace: had ? had.trace : trace });
    tx.objectStore("keys").put({ outing: pack.id, turf: pack.turf.id, secret });
    await tx.done;
  }

  async packs() {
    const rows = await this.db.getAll("packs");
    return Promise.all(rows.map(async (row) => ({
      ...(await this.open(row.body, row.id)), wipe: row.wipe, over: row.over || "", trace: await this.open(row.trace, row.id),
    })));
  }

  // keepTrace notes how far a pack has come, by itself: where one stands. It waits
  // its turn, so that it never undoes what is being written down.
  keepTrace(pack) {
    return navigator.locks.request("barnstorm-write", async () => {
      const trace = await this.seal(pack.trace, pack.id);
      const tx = this.db.transaction("packs", "readwrite");
      const row = await tx.store.get(pack.id);
      if (row) tx.store.put({ ...row, trace });
      await tx.done;
    });
  }

  // amend changes what is noted of a pack as it lies here now, and not as
  // somebody had read it before.
  amend(id, change) {
    return navigator.locks.request("barnstorm-write", async () => {
      const known = await this.db.get("packs", id);
      if (!known) return;
      const trace = await this.open(known.trace, id);
      change(trace);
      const sealed = await this.seal(trace, id);
      const tx = this.db.transaction("packs", "readwrite");
      const row = await tx.store.get(id);
      if (row) tx.store.put({ ...row, trace: sealed });
      await tx.done;
      this.news.postMessage("amended");
    });
  }

  // write keeps records and the trace they leave in one transaction: both or
  // neither, and on the disk before it says so. Numbers are given under a lock, so
  // that two tabs give none twice.
  write(pack, makers, trace) {
    return navigator.locks.request("barnstorm-write", async () => {
      let sequence = (await this.thing("sequence")) || 0;
      const rows = [];
      for (const make of makers) {
        const record = make(++sequence, this.device);
        rows.push({ id: record.id, outing: pack.id, turf: pack.turf.id, sequence, ...(await this.seal(record, record.id)) });
      }
      const sealedTrace = await this.seal(trace, pack.id);
      const tx = this.db.transaction(["queue", "packs", "things"], "readwrite", onDisk);
      const known = await tx.objectStore("packs").get(pack.id);
      const kept = rows.map((row) => tx.objectStore("queue").put(row));
      kept.push(tx.objectStore("things").put(sequence, "sequence"));
      if (known) kept.push(tx.objectStore("packs").put({ ...known, trace: sealedTrace }));
      await Promise.all([...kept, tx.done]);
      this.news.postMessage("written");
    });
  }

  // token is the key with which the phone speaks of a pack.
  async token(outing) {
    const key = await this.db.get("keys", outing);
    return key ? this.open(key.secret, outing) : "";
  }

  waiting() { return this.db.count("queue"); }

  // oldest is up to n records of one turf, oldest first, and the key to send
  // them with: of any outing but some, or of some alone.
  async oldest(n, without, among = null) {
    const rows = (await this.db.getAllFromIndex("queue", "sequence")).filter((r) => (among ? among.has(r.outing) : !without.has(r.outing)));
    const outing = rows.filter((r) => r.outing === rows[0].outing);
    const batch = outing.slice(0, n);
    if (!batch.length) return null;
    const key = await this.db.get("keys", batch[0].outing);
    return {
      outing: batch[0].outing, turf: batch[0].turf, token: key ? await this.open(key.secret, key.outing) : "",
      waiting: outing.length - batch.length, rows: batch, records: await Promise.all(batch.map((r) => this.open(r, r.id))),
    };
  }

  // answered lets records go that the server has answered, each by its number. A
  // phone that is too full to note them for the receipt lets go of them all the same.
  async answered(batch, replies, at) {
    const letGo = (tx) => replies.map((r) => tx.objectStore("queue").delete(r.id));
    const note = (tx) => replies.map((r) => tx.objectStore("sent").put({ id: r.id, turf: batch.turf, answer: r.answer, at }));
    const all = async (shelves, ...does) => {
      const tx = this.db.transaction(shelves, "readwrite", onDisk);
      return Promise.all([...does.flatMap((f) => f(tx)), tx.done]);
    };
    try {
      await all(["queue", "sent"], letGo, note);
    } catch {
      await all(["queue"], letGo);
      await all(["sent"], note).catch((e) => console.warn("no receipt", e.name));
    }
    this.news.postMessage("answered");
  }

  async sentOf(turf) { return this.db.getAllFromIndex("sent", "turf", turf); }
  async waitingOf(turf) { return (await this.db.getAll("queue")).filter((r) => r.turf === turf).length; }

  async waitingWith(outings) { return (await this.db.getAll("queue")).filter((r) => outings.has(r.outing)).length; }

  // dueAt changes when the people and doors of a pack go, never to later.
  async dueAt(id, wipe, over) {
    const tx = this.db.transaction("packs", "readwrite");
    const row = await tx.store.get(id);
    if (row) tx.store.put({ ...row, wipe: row.wipe < wipe ? row.wipe : wipe, over: over || row.over });
    await tx.done;
  }

  // wipe forgets people and doors: of packs whose time has come, or of all, or
  // of all that came with a session. What is not sent yet stays, sealed, with
  // the key it is sent with; a key alone stays for a while, since somebody may be
  // in the middle of a talk.
  async wipe(now, all = false, lent = all) {
    const tx = this.db.transaction(["packs", "keys", "queue"], "readwrite");
    const waits = new Set((await tx.objectStore("queue").getAll()).map((r) => r.outing));
    const kept = new Set();
    let gone = 0;
    for (const p of await tx.objectStore("packs").getAll()) {
      if (p.lent ? lent || p.wipe <= now : all || p.wipe <= now) { tx.objectStore("packs").delete(p.id); gone += 1; }
      else kept.add(p.id);
    }
    for (const k of await tx.objectStore("keys").getAll()) {
      if (waits.has(k.outing) || kept.has(k.outing)) continue;
      if (!k.alone) tx.objectStore("keys").put({ ...k, alone: Date.now() });
      else if (Date.now() - k.alone > keyKept) tx.objectStore("keys").delete(k.outing);
    }
    await tx.done;
    if (gone) this.news.postMessage("wiped");
  }
}
