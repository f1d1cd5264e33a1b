// What a page must never do: write an error, break its own policy, fail a request, or ask another origin.
import assert from "node:assert/strict";

export function watch(page, origin) {
  const faults = [];
  const requests = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.context().on("request", (request) => {
    requests.push(request.url());
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith(`blob:${origin}`)) faults.push(`another origin: ${url}`);
  });
  page.context().on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The tab's icon is the browser's own request: it gives it up when the page goes on.
    if (why === "net::ERR_ABORTED" && request.url().endsWith("/icon.svg")) return;
    faults.push(`failed: ${request.url()} ${why}`);
  });
  return {
    requests,
    faults,
    /** Forgets a fault that a test has caused on purpose. */
    forgive: (pattern) => faults.splice(0, faults.length, ...faults.filter((fault) => !pattern.test(fault))),
    assertClean: () => assert.deepEqual(faults, []),
  };
}
