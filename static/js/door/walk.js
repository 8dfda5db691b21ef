// The walk through a script, as domain/script walks it: what is shown next
// depends on the answers alone. A test walks both and holds them together.

const declined = "declined";

// An answer is a word, a number, a list of words or "declined".
const words = (a) => (a === undefined || a === declined ? [] : [].concat(a).map(String));
const given = (a) => words(a).length > 0;
const number = (a) => {
  const w = words(a);
  return w.length === 1 && /^-?\d+$/.test(w[0]) ? Number(w[0]) : null;
};

export const stepOf = (flow, id) => flow.steps.find((s) => s.id === id);

// A talk is { answers, arm, facts, lists }.
export function begin(flow, talk) {
  return land(flow, flow.start, talk);
}

export function next(flow, step, talk) {
  const to = way(step, talk);
  return to ? land(flow, to, talk) : null;
}

function land(flow, id, talk) {
  for (let i = 0; i < flow.steps.length; i++) {
    const s = stepOf(flow, id);
    if (!s) return null;
    if (s.kind === "branch") {
      const fits = (s.cases || []).find((c) => holds(flow, c, talk));
      id = fits ? fits.next : s.else;
    } else if (hidden(flow, s, talk)) {
      if (!s.next) return null;
      id = s.next;
    } else {
      return s;
    }
  }
  return null;
}

function hidden(flow, s, talk) {
  if (s.requires && !given(valueOf(flow, s.requires, talk))) return true;
  return Boolean(s.requires_fact) && s.kind === "info" && !((talk.facts || {})[s.requires_fact] || "").trim();
}

const straight = ["info", "text", "scale", "consent", "multi"];

function way(s, talk) {
  const a = talk.answers[s.id];
  if (straight.includes(s.kind)) return s.next || "";
  if (a === declined) return declinedWay(s);
  if (!given(a)) return "";
  const o = offers(s, talk).find((o) => o.value === words(a)[0]);
  return !o || o.end ? "" : o.next || s.next || "";
}

function declinedWay(s) {
  let to = s.next || "";
  if (!to && s.next_by_group) to = s.next_by_group.others || "";
  if (!to && s.options && s.options.length && !s.end) to = s.options[s.options.length - 1].next || "";
  return to;
}

// offers is every option of a step, those of the effort's list first.
export function offers(s, talk) {
  const groups = s.next_by_group || {};
  const listed = ((talk.lists || {})[s.options_from] || []).map((o) => ({ ...o, next: groups[o.group] || groups.others || "" }));
  return [...listed, ...(s.options || [])];
}

export function valueOf(flow, field, talk) {
  if (field === "experiment.arm") return talk.arm || undefined;
  let last;
  for (const s of flow.steps) if (s.record === field && s.id in talk.answers) last = talk.answers[s.id];
  return last;
}

function holds(flow, c, talk) {
  const a = valueOf(flow, c.field, talk);
  const has = (w) => words(a).includes(w);
  if (c.op === "missing") return !given(a);
  if (!given(a)) return false;
  if (c.op === "present") return true;
  if (c.op === "eq") return has(c.values[0]);
  if (c.op === "ne") return !has(c.values[0]);
  if (c.op === "in") return c.values.some(has);
  const n = number(a);
  return n !== null && compares(c.op, n, c.values.map(Number));
}

function compares(op, n, [low, ...more]) {
  switch (op) {
    case "gte": return n >= low;
    case "lte": return n <= low;
    case "gt": return n > low;
    case "lt": return n < low;
    case "between": return n >= low && n <= (more.length ? more[more.length - 1] : low);
  }
  return false;
}

// path is the steps that a talk went through, as far as the last answer.
export function path(flow, talk) {
  const out = [];
  let answered = 0;
  let s = begin(flow, talk);
  for (let i = 0; i < flow.steps.length && s; i++) {
    out.push(s.id);
    if (s.id in talk.answers) answered = out.length;
    s = next(flow, s, talk);
  }
  return out.slice(0, answered);
}

// prune drops answers of a way that somebody went back from.
export function prune(flow, talk) {
  const out = {};
  for (const id of path(flow, talk)) if (id in talk.answers) out[id] = talk.answers[id];
  return out;
}

// left is how many steps follow at most.
export function left(flow, id, known = new Map()) {
  if (known.has(id)) return known.get(id);
  const s = stepOf(flow, id);
  if (!s) return 0;
  known.set(id, 0);
  let deepest = 0;
  for (const to of exits(s)) {
    const after = stepOf(flow, to);
    if (after) deepest = Math.max(deepest, left(flow, to, known) + (after.kind === "branch" ? 0 : 1));
  }
  known.set(id, deepest);
  return deepest;
}

const exits = (s) => [
  s.next, s.else, ...Object.values(s.next_by_group || {}), ...(s.options || []).map((o) => o.next), ...(s.cases || []).map((c) => c.next),
].filter(Boolean);

// say puts values in place of {variables}; what nobody filled in is shown by
// its name in brackets.
export function say(text, values) {
  return (text || "").replace(/\{([a-z][a-z0-9_.]*)\}/g, (_, name) => {
    const v = (values[name] || "").trim();
    return v || `[${name.replace("facts.", "").replaceAll(".", " ").replaceAll("_", " ")}]`;
  });
}
