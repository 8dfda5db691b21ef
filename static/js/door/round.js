// Where one stands on a round: which door is next, what was written down at
// each, and what of it can still be undone.

import * as note from "./note.js";

const kept = 5; // how many steps can be undone

export const name = (door) => [door.number, door.flat].filter(Boolean).join(" / ");
export const done = (pack, door) => pack.trace.doors[door.id];
export const open = (pack) => pack.doors.filter((d) => !d.skip && !d.done && !done(pack, d));
export const again = (pack) => pack.doors.filter((d) => !d.skip && (done(pack, d) || {}).outcome === "not_home");

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

export function save(safe, pack, door, outcome, answers, began, elector) {
  const id = note.uuid7();
  return keep(safe, pack, [note.visit(pack, door, id, outcome, answers, began, elector)], (trace) => {
    const next = after(pack, door);
    trace.undo.push({ ids: [id], doors: [door.id], outcome, was: [trace.doors[door.id] || null] });
    trace.doors[door.id] = { id, outcome, at: Date.now() };
    trace.saved += 1;
    trace.at = next ? next.id : "";
  });
}

// saveAll writes nobody-home down for a whole stairwell, with one undo.
export function saveAll(safe, pack, doors, began) {
  const ids = doors.map(() => note.uuid7());
  return keep(safe, pack, doors.map((d, i) => note.visit(pack, d, ids[i], "not_home", {}, began)), (trace) => {
    trace.undo.push({ ids, doors: doors.map((d) => d.id), outcome: "not_home", was: doors.map((d) => trace.doors[d.id] || null) });
    doors.forEach((d, i) => { trace.doors[d.id] = { id: ids[i], outcome: "not_home", at: Date.now() }; });
    trace.saved += doors.length;
    trace.at = "";
  });
}

// undo annuls the last step and goes back to its door.
export function undo(safe, pack) {
  const last = pack.trace.undo.at(-1);
  return keep(safe, pack, last.ids.map((id) => note.annulment(pack, id)), (trace) => {
    trace.undo.pop();
    last.doors.forEach((id, i) => {
      if (last.was[i]) trace.doors[id] = last.was[i];
      else delete trace.doors[id];
    });
    trace.saved -= last.ids.length;
    trace.at = last.doors[0];
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
    note.visit(pack, door, id, fits.language ? "language" : "come_back", {}, Date.now()),
    note.addition(pack, door, id, { what: "return", ...fits }),
  ], (trace) => {
    const next = after(pack, door);
    const outcome = fits.language ? "language" : "come_back";
    trace.undo.push({ ids: [id], doors: [door.id], outcome, was: [trace.doors[door.id] || null] });
    trace.doors[door.id] = { id, outcome, at: Date.now() };
    trace.saved += 1;
    trace.at = next ? next.id : "";
  });
}

// add puts a household that no list has behind the door one stands at.
export function add(safe, pack, detail) {
  return keep(safe, pack, [note.addition(pack, null, "", { what: "household", ...detail })], () => {});
}
