// Says when a form did not get through: what was typed stays where it is, to be
// sent again. Without a script the browser itself says so.
const away = (is) => document.querySelectorAll("[data-away]").forEach((notice) => { notice.hidden = !is; });
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, () => away(true));
document.addEventListener("htmx:beforeSend", () => away(false));
