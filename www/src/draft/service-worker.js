// Keeps the page's built files, all of one build, so that it works without a network and never with half of two builds.
// The build writes the two constants. Nothing of a candidate is kept here, and no request of the page's own talk with the
// receiver is touched.
/* global BUILD, FILES */
const CACHE = `exam-preflight-${BUILD}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) =>
      // Names with a hash may come from the browser's own cache; the page itself must be the new one.
      cache.addAll(FILES.map((file) => new Request(file, { cache: /-[\w-]{8}\.\w+$/.test(file) ? "default" : "no-cache" }))),
    ),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("exam-preflight-") && name !== CACHE).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

const root = new URL(self.registration.scope);
const kept = new Set(FILES.map((file) => new URL(file, root).pathname));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== root.origin) return;
  // The page by its own address only: other pages are below it, such as the reviewers'.
  const path = url.pathname === `${root.pathname}index.html` ? root.pathname : url.pathname;
  if (!kept.has(path)) return;
  event.respondWith(
    caches.open(CACHE).then((cache) => cache.match(path)).then((response) => response ?? fetch(request)),
  );
});
