// What is written down at a door: records as the door contract has them. Each
// is made once, with a number of its own, and nothing is ever edited.

// uuid7 is a number that sorts by the time it was made.
export function uuid7(now = Date.now()) {
  const b = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0, left = now; i < 6; i++, left = Math.floor(left / 256)) b[5 - i] = left % 256;
  b[6] = (b[6] & 0x0f) | 0x70;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const stamp = (at) => new Date(at).toISOString();

// record is a maker of one record: it is given its place in the device's order.
function record(pack, id, kind, began, more) {
  return (sequence, device) => ({
    id, kind, effort: pack.effort.id, team: pack.team || undefined, turf: pack.turf.id, device, sequence,
    started: stamp(began), ended: stamp(Date.now()), ...more,
  });
}

// A street-level effort may not say at which door it was.
const where = (pack, door) => (pack.effort.level === "street" || !door ? {} : { door: door.id });

// What is said against any contact goes beyond the effort: the server hushes the door
// and keeps it in no record.
const anywhere = ["do_not_contact", "deceased"];

// visit is by whoever holds the phone, or by whom of the team it says.
export function visit(pack, door, id, outcome, answers, began, elector, by, arm) {
  return record(pack, id, "visit", began, {
    ...(door && anywhere.includes(outcome) ? { door: door.id } : where(pack, door)), ...(elector && pack.effort.level === "roll" ? { elector: elector.id } : {}),
    ...(by ? { canvasser: by } : {}), ...(arm ? { arm } : {}), script_version: pack.scripts[0].version, outcome, ...(Object.keys(answers).length ? { answers } : {}),
  });
}

export function annulment(pack, of) {
  return record(pack, uuid7(), "annulment", Date.now(), { refers: of });
}

// A correction refers to the visit that showed it, else to the door itself.
export function correction(pack, door, of, detail) {
  return record(pack, uuid7(), "correction", Date.now(), { ...where(pack, door), refers: of || door.id, detail });
}

export function addition(pack, door, of, detail) {
  return record(pack, uuid7(), "addition", Date.now(), { ...where(pack, door), ...(of ? { refers: of } : {}), detail });
}
