// What a gate keeps on the phone: the guest list of an event, with name, party,
// shift and pool and nothing else, and what was tapped. All of it lies sealed
// with a key that the browser made and lets nobody read out; it goes when the
// event is over, but for taps that the server has not heard of yet.

import { openDB } from "../../vendor/idb.js";

const text = new TextEncoder();

export async function openSafe() {
  const db = await openDB("barnstorm-gate", 1, {
    upgrade(db) {
      db.createObjectStore("things");
      db.createObjectStore("gates", { keyPath: "event" });
      db.createObjectStore("taps", { keyPath: "id" }).createIndex("event", "event");
    },
    blocking() {
      db.close();
      location.reload();
    },
  });
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const tx = db.transaction("things", "readwrite");
  if (!(await tx.store.get("key"))) await tx.store.put(fresh, "key");
  const key = await tx.store.get("key");
  await tx.done;
  return new Safe(db, key);
}

class Safe {
  constructor(db, key) {
    Object.assign(this, { db, key });
  }

  async seal(thing, owner) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(owner) }, this.key, text.encode(JSON.stringify(thing)));
    return { iv, sealed };
  }

  async open({ iv, sealed }, owner) {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text.encode(owner) }, this.key, sealed)));
  }

  thing(name) { return this.db.get("things", name); }
  setThing(name, value) { return this.db.put("things", value, name); }

  async keepGate(gate) {
    await this.db.put("gates", { event: gate.event, wipe: gate.wipe, ...(await this.seal(gate, gate.event)) });
  }

  async gate(event) {
    const row = await this.db.get("gates", event);
    return row ? this.open(row, event) : null;
  }

  // keepTaps writes taps down in one transaction, and on the disk before it says so;
  // sent says whether the server knows of them.
  async keepTaps(taps, sent) {
    const rows = await Promise.all(taps.map(async (t) => ({ id: t.id, event: t.event, sent, ...(await this.seal(t, t.id)) })));
    const tx = this.db.transaction("taps", "readwrite", { durability: "strict" });
    for (const row of rows) tx.store.put(row);
    await tx.done;
  }

  async taps(event) {
    const rows = await this.db.getAllFromIndex("taps", "event", event);
    return Promise.all(rows.map(async (r) => ({ ...(await this.open(r, r.id)), sent: r.sent })));
  }

  // unsent is the gates that hold taps which the server has not heard of, each with
  // those, oldest first.
  async unsent() {
    const waiting = (await this.db.getAll("taps")).filter((t) => !t.sent);
    const gates = (await this.db.getAll("gates")).filter((g) => waiting.some((t) => t.event === g.event));
    return Promise.all(gates.map(async (g) => {
      const taps = await Promise.all(waiting.filter((t) => t.event === g.event).map((t) => this.open(t, t.id)));
      return { gate: await this.open(g, g.event), taps: taps.sort((a, b) => (a.at < b.at ? -1 : 1)) };
    }));
  }

  // wipe forgets the lists whose time has come, and the taps that are sent.
  // Where some still wait, what sends them stays, and nobody's name with it.
  async wipe(now) {
    const bare = new Map();
    for (const row of await this.db.getAll("gates")) if (row.wipe <= now) bare.set(row.event, await this.bared(row));
    const tx = this.db.transaction(["gates", "taps"], "readwrite");
    const gates = tx.objectStore("gates");
    const [kept, listed] = [new Set(), new Set()];
    const waits = new Set((await tx.objectStore("taps").getAll()).filter((t) => !t.sent).map((t) => t.event));
    for (const g of await gates.getAll()) {
      if (g.wipe > now) listed.add(g.event);
      if (g.wipe > now || waits.has(g.event)) kept.add(g.event);
      if (g.wipe <= now) await (waits.has(g.event) && bare.has(g.event) ? gates.put(bare.get(g.event)) : gates.delete(g.event));
    }
    for (const t of await tx.objectStore("taps").getAll()) if (t.sent && !listed.has(t.event)) tx.objectStore("taps").delete(t.id);
    await tx.done;
    return kept;
  }

  // bared is a gate without its guests.
  async bared(row) {
    const gate = { ...(await this.open(row, row.event)), guests: {} };
    return { event: gate.event, wipe: row.wipe, ...(await this.seal(gate, gate.event)) };
  }
}
