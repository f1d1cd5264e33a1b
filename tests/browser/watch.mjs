// Faults of a page: an error in the console, a break of its own policy, a failed request, a request to another origin.
import assert from "node:assert/strict";

export function watch(page, origin) {
  const faults = [];
  const requests = [];
  /** Frames whose document is about to be replaced. */
  const leaving = new Set();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.context().on("request", (request) => {
    requests.push(request.url());
    const url = request.url();
    if (request.isNavigationRequest()) {
      const frame = request.frame();
      leaving.add(frame);
      frame.page().once("domcontentloaded", () => leaving.delete(frame));
    }
    if (!url.startsWith(origin) && !url.startsWith(`blob:${origin}`)) faults.push(`another origin: ${url}`);
  });
  page.context().on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The browser asks for the tab's icon after the page has loaded, and gives up that request with the document: a reload
    // within the time of the answer aborts it, and no page can prevent that. An aborted icon is a fault at any other time.
    if (why === "net::ERR_ABORTED" && request.url().endsWith("/icon.svg") && leaving.has(request.frame())) return;
    faults.push(`failed: ${request.url()} ${why}`);
  });
  return {
    requests,
    faults,
    /** Forgets a fault that a test has caused on purpose. */
    forgive: (pattern) => faults.splice(0, faults.length, ...faults.filter((fault) => !pattern.test(fault))),
    assertClean: () => assert.deepEqual(faults, []),
    /** The same, and no report of the content security policy, which the page collects in `reports`. */
    async clean() {
      assert.deepEqual(faults, []);
      assert.deepEqual(await page.evaluate(() => reports), [], "reports of the content security policy");
    },
  };
}
