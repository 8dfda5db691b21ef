// What lets check-in start without network: its files lie in a cache of their
// own version, all of them or none. No name ever does. "files" and "shelf"
// stand above: the server writes them for each version.

addEventListener("install", (event) => event.waitUntil(caches.open(shelf).then((c) => c.addAll(files.map((f) => new Request(f, { cache: "reload" })))).then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("gate-") && name !== shelf) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const page = request.mode === "navigate" && /^\/lead\/[0-9a-f-]{36}$/.test(url.pathname);
  const name = page ? "/lead/shell" : files.includes(url.pathname) ? url.pathname : "";
  if (name) event.respondWith(caches.open(shelf).then((c) => c.match(name)).then((kept) => kept || fetch(request)));
});
