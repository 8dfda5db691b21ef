// What lets the door app start without signal: its files lie in a cache of
// their own version, all of them or none. No name and no address ever does.
// "files" and "shelf" stand above: the server writes them for each version.

addEventListener("install", (event) => event.waitUntil(caches.open(shelf).then((c) => c.addAll(files.map((f) => new Request(f, { cache: "reload" }))))));

// An older version goes when nobody uses it any more.
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("door-") && name !== shelf) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("message", (event) => event.data === "go" && skipWaiting());

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const name = request.mode === "navigate" && (url.pathname === "/door" || url.pathname === "/door/join") ? "/door/shell" : files.includes(url.pathname) ? url.pathname : "";
  if (name) event.respondWith(caches.open(shelf).then((c) => c.match(name)).then((kept) => kept || fetch(request)));
});
