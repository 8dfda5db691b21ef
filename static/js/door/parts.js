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

// once has a tap on something count that stood there when the finger came down
// first: whoever taps twice on one spot means what they saw, and not what was drawn
// there between the two. Keys and scripts tap no spot, and of a counter each tap
// counts, as long as the finger stays on it.
export function once(root) {
  const last = { at: -1e9, x: 0, y: 0, drawn: false, counter: "" };
  new MutationObserver(() => { last.drawn = true; }).observe(root, { childList: true, subtree: true });
  root.addEventListener("click", (e) => {
    const point = e.isTrusted && e.detail > 0;
    const counter = e.target.closest("[data-counter]")?.dataset.counter || "";
    const counts = counter !== "" && counter === last.counter;
    if (point && !counts && last.drawn && e.timeStamp - last.at < 300 && Math.hypot(e.clientX - last.x, e.clientY - last.y) < 24) {
      e.preventDefault();
      e.stopImmediatePropagation();
    } else if (point) {
      Object.assign(last, { at: e.timeStamp, x: e.clientX, y: e.clientY, drawn: false, counter });
    }
  }, true);
}

// carry puts what was typed and ticked in a form into the one that is drawn in its
// place.
export function carry(said, form) {
  for (const e of form?.elements || []) {
    if (e.type === "radio" || e.type === "checkbox") e.checked = said.getAll(e.name).includes(e.value);
    else if (e.name && said.has(e.name)) e.value = said.get(e.name);
  }
}
