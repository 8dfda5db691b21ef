// Where one stands on a round: which door is next, what was written down at
// each, and what of it can still be undone.

import * as note from "./note.js";

const kept = 5; // how many steps can be undone

export const name = (door) => [door.number, door.flat].filter(Boolean).join(" / ");
// later is the later of two words about a door.
export const later = (a, b) => (!a || (b && b.at > a.at) ? b : a);
// word is the last word about a door: what was written down here, or by another
// phone of the team, of which the server or that phone itself told us. One without
// an outcome says since when the door is open again: nothing that others had found
// before counts, and what was written down here does.
export const word = ({ trace }, door) => {
  const own = trace.doors[door.id];
  const others = [trace.seen?.[door.id], trace.told?.doors[door.id], trace.off?.[door.id]].reduce((a, b) => later(a, b));
  return own && others?.outcome === "" ? own : later(own, others);
};

// done is what was found at a door, or nothing.
export const done = (pack, door) => {
  const was = word(pack, door);
  return was?.outcome ? was : undefined;
};

export const open = (pack) => pack.doors.filter((d) => !d.skip && !d.done && !done(pack, d));
export const again = (pack) => pack.doors.filter((d) => !d.skip && (done(pack, d) || {}).outcome === "not_home");

// mine reports whether a door belongs to the half that this board directs.
const mine = (pack, door) => {
  const half = pack.trace.crew?.half || 0;
  return !half || (pack.doors.indexOf(door) < Math.ceil(pack.doors.length / 2)) === (half === 1);
};

// free is the next door that nobody of the team is at, behind one or from the
// beginning.
export function free(pack, trace, door) {
  const taken = new Set(Object.values(trace.crew.at));
  const from = door ? pack.doors.indexOf(door) + 1 : 0;
  return [...pack.doors.slice(from), ...pack.doors.slice(0, from)].find((d) => !d.skip && !d.done && mine(pack, d) && !taken.has(d.id) && !done({ trace }, d)) || null;
}

// goOn leads to the next door: of who walks, or of whom in the team it is.
function goOn(pack, trace, door) {
  if (!trace.crew) {
    const next = after(pack, door);
    trace.at = next ? next.id : "";
    return;
  }
  const next = free(pack, trace, door);
  trace.crew.at[trace.crew.by] = next ? next.id : "";
  trace.crew.by = "";
  trace.at = "";
}

// current is the door one stands at: the chosen one, else the next open one.
export function current(pack) {
  return pack.doors.find((d) => d.id === pack.trace.at) || open(pack)[0] || null;
}

// after is the next open door behind one, round the end to the first.
export function after(pack, door) {
  const from = pack.doors.findIndex((d) => d.id === door.id);
  const order = [...pack.doors.slice(from + 1), ...pack.doors.slice(0, from)];
  return order.find((d) => !d.skip && !d.done && !done(pack, d)) || null;
}

// stairwell is the doors behind one entrance that nobody was at yet.
export function stairwell(pack, door) {
  if (!door || !door.flat) return [];
  return open(pack).filter((d) => d.flat && d.number === door.number && d.street === door.street);
}

// save writes visits down and goes on. It changes nothing when the phone
// cannot keep them: the screen stays, and says so.
async function keep(safe, pack, makers, change) {
  const trace = structuredClone(pack.trace);
  change(trace);
  trace.undo = trace.undo.slice(-kept);
  await safe.write(pack, makers, trace);
  pack.trace = trace;
}

export function save(safe, pack, door, outcome, answers, began, elector, arm) {
  const id = note.uuid7();
  const by = pack.trace.crew?.by;
  return keep(safe, pack, [note.visit(pack, door, id, outcome, answers, began, elector, by, arm)], (trace) => {
    trace.undo.push({ ids: [id], doors: [door.id], outcome, by, was: [trace.doors[door.id] || null] });
    trace.doors[door.id] = { id, outcome, at: Date.now(), by };
    trace.saved += 1;
    delete trace.talk;
    goOn(pack, trace, door);
  });
}

// saveAll writes nobody-home down for a whole stairwell, with one undo.
export function saveAll(safe, pack, doors, began) {
  const ids = doors.map(() => note.uuid7());
  const by = pack.trace.crew?.by;
  return keep(safe, pack, doors.map((d, i) => note.visit(pack, d, ids[i], "not_home", {}, began, undefined, by)), (trace) => {
    trace.undo.push({ ids, doors: doors.map((d) => d.id), outcome: "not_home", by, was: doors.map((d) => trace.doors[d.id] || null) });
    doors.forEach((d, i) => { trace.doors[d.id] = { id: ids[i], outcome: "not_home", at: Date.now(), by }; });
    trace.saved += doors.length;
    if (trace.crew) goOn(pack, trace, doors.at(-1));
    else trace.at = "";
  });
}

// opens notes that a door is open again: other phones may hold what was found there.
export function opens(trace, id, at) {
  trace.off ||= {};
  trace.off[id] = later(trace.off[id], { outcome: "", at });
}

// undo annuls the last step and goes back to its door.
export function undo(safe, pack) {
  const last = pack.trace.undo.at(-1);
  return keep(safe, pack, last.ids.map((id) => note.annulment(pack, id)), (trace) => {
    trace.undo.pop();
    last.doors.forEach((id, i) => {
      if (last.was[i]) trace.doors[id] = last.was[i];
      else {
        delete trace.doors[id];
        opens(trace, id, Date.now());
      }
    });
    trace.saved -= last.ids.length;
    trace.at = last.doors[0];
    if (trace.crew && last.by) {
      trace.crew.by = last.by;
      trace.crew.at[last.by] = last.doors[0];
    }
  });
}

export function correct(safe, pack, door, detail) {
  return keep(safe, pack, [note.correction(pack, door, (done(pack, door) || {}).id, detail)], () => {});
}

// come asks for a return visit by somebody who fits: a speaker of a language,
// somebody who knows a matter.
export function come(safe, pack, door, fits) {
  const id = note.uuid7();
  return keep(safe, pack, [
    note.visit(pack, door, id, fits.language ? "language" : "come_back", {}, Date.now(), undefined, pack.trace.crew?.by),
    note.addition(pack, door, id, { what: "return", ...fits }),
  ], (trace) => {
    const outcome = fits.language ? "language" : "come_back";
    const by = trace.crew?.by;
    trace.undo.push({ ids: [id], doors: [door.id], outcome, by, was: [trace.doors[door.id] || null] });
    trace.doors[door.id] = { id, outcome, at: Date.now(), by };
    trace.saved += 1;
    goOn(pack, trace, door);
  });
}

// add puts a household that no list has behind the door one stands at, where one
// knocks next. The door has a number that is made here, like its record.
export async function add(safe, pack, beside, detail) {
  const door = { id: note.uuid7(), ...detail };
  await keep(safe, pack, [note.addition(pack, door, "", { what: "household", ...detail })], (trace) => {
    trace.added = [...(trace.added || []), { ...door, behind: beside?.id || "" }];
    if (!trace.crew) trace.at = door.id;
  });
  withAdded(pack);
}

// withAdded puts the doors that were added on this phone where they stand. Those
// that a list has by now are there already.
export function withAdded(pack) {
  for (const { behind, ...door } of pack.trace.added || []) {
    if (pack.doors.some((d) => d.id === door.id)) continue;
    const at = pack.doors.findIndex((d) => d.id === behind);
    pack.doors.splice(at < 0 ? pack.doors.length : at + 1, 0, door);
  }
  return pack;
}
