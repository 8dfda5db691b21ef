// Who is in and who is not, worked out from everything that was tapped at all
// gates: the server does the same, so that both agree without a word.

// settle replays the taps of one guest in the order of their times: the first
// that lets in counts, another before they went out names the first.
export function settle(taps) {
  const all = [...taps].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
  let inside = 0;
  let by = null;
  for (const x of all) {
    x.after = null;
    if (x.way === "out") {
      x.counted = -inside;
      inside = 0;
      by = null;
    } else if (inside > 0) {
      x.counted = 0;
      x.after = by;
    } else {
      x.counted = inside = x.people;
      by = x;
    }
  }
  return { inside, by, taps: all, twice: all.filter((x) => x.after) };
}

// stand is the whole hall: how each guest stands, and heads by pool.
export function stand(gate, taps) {
  const of = new Map();
  const pools = new Map(gate.pools.map((p) => [`${p.shift} ${p.pool}`, { ...p, inside: 0, arrived: 0 }]));
  const count = (shift, pool, n) => {
    const key = `${shift} ${pool}`;
    if (!pools.has(key)) pools.set(key, { shift, pool, taken: 0, inside: 0, arrived: 0 });
    const at = pools.get(key);
    at.inside += n;
    at.arrived += Math.max(0, n);
  };
  for (const x of taps) {
    if (x.rsvp) of.set(x.rsvp, [...(of.get(x.rsvp) || []), x]);
    else count(x.shift, x.pool, x.way === "out" ? -x.people : x.people);
  }
  const guests = new Map();
  for (const [id, mine] of of) {
    const how = settle(mine);
    guests.set(id, how);
    const g = gate.guests[id];
    for (const x of how.taps) count(g ? g.shift : x.shift, g ? g.pool : x.pool, x.counted);
  }
  const all = [...pools.values()];
  return { guests, pools: all, inside: all.reduce((n, p) => n + p.inside, 0), arrived: all.reduce((n, p) => n + p.arrived, 0) };
}

// shiftAt is the shift to which somebody walks in at a time, as the server has it:
// the last that has begun and goes on, else the next to begin, else the last.
export function shiftAt(pools, at) {
  const when = Date.parse(at);
  const [first] = pools;
  let on = null;
  for (const p of pools) {
    if (Date.parse(p.starts) > when) return (on || p).shift;
    if (Date.parse(p.ends) > when) on = p;
  }
  return first && first.starts ? (on || pools[pools.length - 1]).shift : (first || {}).shift || 0;
}

const plain = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// find is the guests whose name has every word that was typed, or whose phone
// ends in the four digits that were.
export async function find(gate, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const digits = typed.replace(/\D/g, "");
  const tail = digits.length >= 4 && !/\p{L}/u.test(typed) ? await tailOf(gate.event, digits.slice(-4)) : "";
  return Object.values(gate.guests)
    .filter((g) => (tail ? g.tail === tail : words.every((w) => plain(g.name).includes(w))))
    .sort((a, b) => a.name.localeCompare(b.name));
}

// tailOf is the hash under which the list holds the last digits of a number.
async function tailOf(event, digits) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${event} ${digits}`)));
  return [...sum.slice(0, 4)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

// verify reports whether text, or bytes, were signed by the server's key for
// this event.
export async function verify(pub, signed, body) {
  const key = await crypto.subtle.importKey("raw", bytes(pub), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signed), typeof body === "string" ? new TextEncoder().encode(body) : body);
}

// read is what a ticket says, or null where it is none of this event's.
export async function read(gate, text, pools) {
  const code = text.slice(text.lastIndexOf("#") + 1);
  const [body, signed] = code.split(".");
  try {
    const b = bytes(body);
    if (b.length !== 19 || !(await verify(gate.public, signed, b))) return null;
    const hex = [...b.slice(0, 16)].map((x) => x.toString(16).padStart(2, "0")).join("");
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    return { id, party: b[16], shift: b[17], pool: pools[b[18]] };
  } catch {
    return null;
  }
}

// listed reads the guest list as the server signed it.
export function listed(text, pools) {
  const guests = {};
  for (const [id, name, party, shift, pool, tail, released] of JSON.parse(text)) guests[id] = { id, name, party, shift, pool: pools[pool], tail, released: Boolean(released) };
  return guests;
}
