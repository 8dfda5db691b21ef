// The sentences of the app, from the catalogue that the server gives out, and
// numbers, times and days as the language writes them.

let catalogue = {};
let lang = "en";
let plurals = new Intl.PluralRules("en");
let region = "en-GB"; // English is written here as the rest of the pages write it

export function speak(code, sentences) {
  lang = code;
  region = code === "en" ? "en-GB" : code;
  catalogue = sentences;
  plurals = new Intl.PluralRules(code);
  document.documentElement.lang = code;
}

export const spoken = () => lang;

// t is the sentence for a code with its gaps filled; a whole number n chooses
// the plural.
export function t(code, gaps = {}) {
  const phrase = catalogue[code];
  if (phrase === undefined) return code;
  const text = typeof phrase === "string" ? phrase : phrase[plurals.select(gaps.n ?? 0)] ?? phrase.other;
  return text.replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? (typeof gaps[name] === "number" ? num(gaps[name]) : gaps[name]) : gap));
}

export const has = (code) => code in catalogue;
export const num = (n) => new Intl.NumberFormat(region).format(n);
export const time = (at) => new Intl.DateTimeFormat(region, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
export const day = (at) => new Intl.DateTimeFormat(region, { day: "numeric", month: "long" }).format(new Date(at));
export const weekday = (at) => new Intl.DateTimeFormat(region, { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
