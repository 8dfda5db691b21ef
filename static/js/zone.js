// Says by which clock somebody lives, so that no reminder comes at night.
// Without a script the clock of the event counts.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const say = () => document.querySelectorAll("[data-zone]").forEach((input) => { input.value ||= zone ?? ""; });
say();
document.addEventListener("htmx:afterSwap", say);
