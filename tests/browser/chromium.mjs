// Chromium for the tests of one file: opened before them, closed after them, and whatever a test opens is closed with it.
import { after, afterEach, before } from "node:test";
import { openChromium } from "./browsers.mjs";

/** `args`: more of Chromium's own options. `closing` takes functions that close something after the test, in order. */
export function useChromium(args = []) {
  const open = [];
  let opening;
  const used = {
    browser: undefined,
    /** For other hooks: those of one file do not wait for each other. */
    opened: async () => (used.browser = await (opening ??= openChromium(args))),
    closing: (...closes) => open.push(...closes),
    closeAll: async () => {
      for (const close of open.splice(0)) await close();
    },
  };
  before(used.opened);
  after(() => used.browser?.close());
  afterEach(used.closeAll);
  return used;
}
