// Small parts of which screens are made. Text is always text: nothing that
// comes from a server or a keyboard is ever read as markup.

import { t } from "./words.js";

// h makes an element: attributes, handlers (on…) and children; nothing for
// children that are not there.
export function h(tag, about = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value === true ? "" : value);
  }
  e.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== false && c !== ""));
  return e;
}

const svg = (tag, about) => {
  const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(about)) e.setAttribute(name, value);
  return e;
};

export function icon(name) {
  const e = svg("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 24 24" });
  e.append(svg("use", { href: `#i-${name}` }));
  return e;
}

// track is the line that fills from door to door.
export function track(done, all, label) {
  const e = svg("svg", { class: "track", role: "img", "aria-label": label, viewBox: `0 0 ${all} 6`, preserveAspectRatio: "none" });
  e.append(svg("rect", { class: "all", width: all, height: 6 }), svg("rect", { class: "done", width: done, height: 6 }));
  return e;
}

export const button = (text, does, about = {}) => h("button", { type: "button", class: "button", onclick: does, ...about }, text);

// choice is one row of a question: a circle or a square that is tapped.
export function choice(kind, value, title, checked, does) {
  const input = h("input", { class: "tick", type: kind, name: "value", value, onchange: does });
  input.checked = checked;
  return h("label", { class: "choice" }, input, h("span", {}, h("b", {}, title)));
}

export function field(label, name, help, about = {}) {
  const id = `f-${name}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), help && h("p", { class: "help", id: `${id}-h` }, help),
    h("input", { class: "input", id, name, autocomplete: "off", ...(help ? { "aria-describedby": `${id}-h` } : {}), ...about }));
}

// bar stands at the lower edge, where the thumb is.
export const bar = (...buttons) => h("footer", { class: "bar" }, buttons);
export const quiet = (text, does, ...before) => h("button", { type: "button", onclick: does }, before, before.length > 0 && "\u00a0", text);

export const missing = (code) => h("p", { class: "prose" }, t(code));
