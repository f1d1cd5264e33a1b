/** The page without a network: its own service worker keeps the built files. See `service-worker.js` beside this. */
import type { OfflinePort } from "./port";

export async function keepOffline(page: OfflinePort): Promise<void> {
  const workers = navigator.serviceWorker;
  if (workers === undefined) return;
  // Three megabytes beside what is needed now: not on a line that is paid by the byte.
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true) return;
  // The first worker takes the page over without a reload; a later one only when the candidate says so.
  let isWanted = false;
  let isTaken = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    if (isWanted) return location.reload();
    // Another tab has changed to a new version: this one's files are gone.
    if (isTaken) page.setUpdate(() => void page.flush().then(() => location.reload()));
    isTaken = true;
  });
  try {
    const registration = await workers.register(new URL("service-worker.js", document.baseURI));
    // Browsers for tests and some in-app ones answer with nothing.
    if (registration === undefined) return;
    const offer = () => {
      const { waiting } = registration;
      if (waiting === null || workers.controller === null) return;
      page.setUpdate(() => {
        isWanted = true;
        void page.flush().then(() => waiting.postMessage("take over"));
      });
    };
    offer();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") registration.update().catch(() => {});
    });
    await workers.ready;
    page.setOfflineReady();
  } catch {
    // No room, or switched off: the page works as long as there is a network.
  }
}
