/** The page without a network: its own service worker keeps the built files. See `service-worker.js` beside this. */
import type { App } from "../flow/app";

export async function keepOffline(app: App): Promise<void> {
  const workers = navigator.serviceWorker;
  if (workers === undefined) return;
  // The first worker takes the page over without a reload; a later one only when the candidate says so.
  let isWanted = false;
  workers.addEventListener("controllerchange", () => {
    if (isWanted) location.reload();
  });
  try {
    const registration = await workers.register(new URL("service-worker.js", document.baseURI));
    // Browsers for tests and some in-app ones answer with nothing.
    if (registration === undefined) return;
    const offer = () => {
      const { waiting } = registration;
      if (waiting === null || workers.controller === null) return;
      app.set({
        update: () => {
          isWanted = true;
          void app.keeper.flush().then(() => waiting.postMessage("take over"));
        },
      });
    };
    offer();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
    await workers.ready;
    app.set({ offlineReady: true });
  } catch {
    // No TLS, no room, or switched off: the page works as long as there is a network.
  }
}
