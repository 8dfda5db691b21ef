// Results that change while one looks. The page says everything without this;
// with it, parts that have changed are put in place as the server tells of them.
// Whoever is in the middle of a part is not disturbed, and who listens to the
// page hears a sentence at most once a minute.
const root = document.querySelector("[data-live]");
const said = root.querySelector("[data-said]");
let spoke = Date.now();
let waiting = "";

const stamp = root.querySelector("[data-stamp]").dataset.stamp;
const source = new EventSource(`${root.dataset.live}?since=${encodeURIComponent(stamp)}`);

source.addEventListener("results", (event) => show(new DOMParser().parseFromString(event.data, "text/html")));
source.addEventListener("over", () => {
  source.close();
  location.reload(); // which says why
});
source.addEventListener("error", () => {
  root.querySelector("[data-part=strip] span").textContent = root.dataset.lost;
});

function show(fresh) {
  for (const next of fresh.querySelectorAll("[data-part]")) {
    const part = root.querySelector(`[data-part="${next.dataset.part}"]`);
    if (!part) return location.reload(); // a part that was not there yet
    if (part.innerHTML === next.innerHTML || part.contains(document.activeElement)) continue;
    const open = [...part.querySelectorAll("details")].map((d) => d.open);
    part.replaceChildren(...document.importNode(next, true).childNodes);
    part.querySelectorAll("details").forEach((d, i) => { d.open = open[i] ?? d.open; });
  }
  waiting = fresh.querySelector("[data-summary]").dataset.summary;
  say();
}

// say puts the newest sentence where screen readers hear it, when the last one
// is a minute old.
function say() {
  if (!waiting || Date.now() - spoke < 60000) return;
  said.textContent = waiting;
  spoke = Date.now();
  waiting = "";
}
setInterval(say, 5000);
