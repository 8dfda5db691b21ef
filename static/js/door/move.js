// A board moves from phone to phone by a code that carries how it stands: what
// was found at each door, by whom and how long ago, who is where. Between two
// phones that hold the board it needs no signal. It carries no name, no address
// and no key: each phone has its own, and what was written down on one is sent
// from there.

import { bar, button, h, quiet } from "./parts.js";
import { qr } from "./qr.js";
import { later, word } from "./round.js";
import { head } from "./screens.js";
import { t } from "./words.js";

// outcomes is what can be found at a door, in the order of the house; what is new
// comes last.
export const outcomes = ["spoke", "not_home", "refused", "come_back", "spoke_other", "inaccessible", "language", "moved", "wrong_address", "deceased", "do_not_return", "do_not_contact", "unsafe"];

const shape = 2;
const second = 1000;
const nowhere = "00000000";
const gone = "ffffffff";

// tail is the last four bytes of a number, by which two phones know it.
const tail = (id) => id.slice(-8);
const mates = (pack) => pack.trace.members || pack.board.members;

// sayable is a word that a state can hold.
const sayable = (was) => was && (was.outcome === "" || outcomes.includes(was.outcome));

// stateOf is how a board stands, in bytes: who is with it and where, and each
// door at which something was found, with what, by whom and when, or that is open
// again.
function stateOf(pack) {
  const { crew, told } = pack.trace;
  const stands = crew || told?.crew;
  const all = mates(pack);
  const found = pack.doors.map((d) => [d, word(pack, d)]).filter(([, was]) => sayable(was));
  const out = [shape, stands ? 4 | stands.half : 0, all.length];
  const four = (text) => { for (let i = 0; i < 8; i += 2) out.push(parseInt(text.slice(i, i + 2), 16)); };
  const two = (n) => out.push(n >> 8, n & 255);
  for (const m of all) {
    four(tail(m.id));
    four(stands?.gone.includes(m.id) ? gone : tail(stands?.at[m.id] || nowhere));
  }
  two(found.length);
  for (const [d, was] of found) {
    four(tail(d.id));
    out.push(outcomes.indexOf(was.outcome) + 1, all.findIndex((m) => m.id === (was.by || (was.id && pack.board.me))) + 1);
    const age = Math.max(0, Math.min(0xffffff, Math.round((Date.now() - was.at) / second)));
    out.push(age >> 16);
    two(age & 0xffff);
  }
  return out;
}

const written = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const bytesOf = (text) => [...atob(text.replaceAll("-", "+").replaceAll("_", "/"))].map((c) => c.charCodeAt(0));

// told is a state that another phone of the same board showed: null when it is
// not whole. Doors and people that this phone does not know are passed over.
export function told(pack, text) {
  let bytes;
  try {
    bytes = bytesOf(text);
  } catch {
    return null;
  }
  let at = 0;
  const one = () => bytes[at++] ?? NaN;
  const two = () => one() * 256 + one();
  const four = () => [one(), one(), one(), one()].map((x) => x.toString(16).padStart(2, "0")).join("");
  const of = (list, end) => list.find((x) => tail(x.id) === end)?.id || "";
  if (one() !== shape) return null;
  const how = one();
  const crew = how & 4 ? { at: {}, by: "", half: how & 3, gone: [] } : undefined;
  const people = Array.from({ length: one() || 0 }, () => {
    const [id, where] = [of(mates(pack), four()), four()];
    if (crew && id && where === gone) crew.gone.push(id);
    else if (crew && id && of(pack.doors, where)) crew.at[id] = of(pack.doors, where);
    return id;
  });
  const doors = {};
  for (let n = two(); n > 0; n--) {
    const id = of(pack.doors, four());
    const code = one();
    const found = { outcome: code === 0 ? "" : outcomes[code - 1] || "unknown", by: people[one() - 1] || "", at: Date.now() - (one() * 65536 + two()) * second };
    if (id) doors[id] = found;
  }
  return at === bytes.length ? { doors, crew } : null;
}

// address is what opens the board on another phone, as it stands here.
export const address = (pack) => `${location.origin}/door/join#${pack.board.code}.${written(stateOf(pack))}`;

// take notes what came over. Of two words about a door the later counts.
export function take(trace, { doors, crew }) {
  const known = trace.told?.doors || {};
  for (const [id, was] of Object.entries(known)) doors[id] = later(doors[id], was);
  trace.told = { doors, crew };
}

// code draws an address, with the address itself below it, or alone where it is too
// long to be drawn.
export function code(to) {
  const link = h("a", { class: "button second wide", href: to }, t("app.crew-link"));
  const drawn = qr(to);
  if (!drawn) return [link]; // so many doors are done that no code holds them
  const { side, path } = drawn;
  const of = (tag, about, ...inside) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [k, v] of Object.entries(about)) e.setAttribute(k, v);
    e.append(...inside);
    return e;
  };
  const all = side + 8;
  return [of("svg", { class: "qr", viewBox: `-4 -4 ${all} ${all}`, role: "img", "aria-label": t("app.crew-join"), "shape-rendering": "crispEdges" },
    of("rect", { class: "light", x: -4, y: -4, width: all, height: all }), of("path", { class: "dark", d: path })),
  link];
}

// screen says what came over, and asks who directs from now on.
export function screen(app) {
  const { told: over } = app.pack.trace;
  return [head(app), h("main", { id: "main", tabindex: "-1" },
    h("p", { class: "step" }, t("app.team", { name: app.pack.team }), ", ", app.pack.turf.name),
    h("h1", {}, t("app.moved")), h("p", { class: "prose" }, t("app.moved-text", { n: Object.values(over.doors).filter((was) => was.outcome).length })),
    over.crew && button(t("app.crew-direct"), () => app.direct(true), { class: "button wide" }),
    button(t("app.go-on"), () => app.show("door"), { class: `button wide${over.crew ? " second" : ""}` })),
  bar(h("span"), quiet(t("app.list"), () => app.show("list")))];
}
