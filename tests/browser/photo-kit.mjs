// Shared by both test files of the photo element: a fresh page with the element, and the ways to look at it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { useChromium } from "./chromium.mjs";
import { portraitPath } from "./inputs.mjs";
import { pictured } from "./pictured.mjs";
import { buildPhotoPage } from "./photo-page.mjs";
import { watch } from "./watch.mjs";

let chromium;
let built;

/** Opens the browser and builds the page for the tests of the file that calls it. */
export function usePhotoPage() {
  chromium = useChromium();
  before(async () => (built = await buildPhotoPage()));
  after(() => built?.remove());
  return { visit, built: () => built, browser: () => chromium.browser, closing: chromium.closing };
}

async function visit({ lang = "zh-CN", workers = [], ...options } = {}) {
  const server = await built.serve(workers);
  const context = await chromium.browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const seen = watch(page, server.url);
  chromium.closing(() => context.close(), () => server.close());
  await page.goto(`${server.url}/?lang=${lang}`);
  await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
  return { page, seen, clean: seen.clean };
}

export const choose = (page, file) => page.setInputFiles("exam-photo input[type=file]:not([capture])", file);
export async function answer(page) {
  await page.locator("exam-photo .result").waitFor({ timeout: 60_000 });
  await pictured(page);
}
/** A call that is given up ends its worker: the next call has a new one. */
export const endWorker = (page) =>
  page.evaluate(() => {
    const abort = new AbortController();
    const call = preflight.preparePhoto(changes[0].source, { signal: abort.signal }).catch(() => {});
    abort.abort();
    return call;
  });
export const named = (name, buffer, mimeType = "image/jpeg") => ({ name, mimeType, buffer });

/** Picks, waits, opens the editor, waits for the first live answer. */
export async function edit(page, file = portraitPath()) {
  await choose(page, file);
  await answer(page);
  await page.locator("exam-photo .adjust").click();
  await page.locator("exam-photo-editor .findings-now dl").waitFor();
  await pictured(page);
}

export const liveCodes = (page) =>
  page.locator("exam-photo-editor .findings-now li").evaluateAll((items) => items.map((item) => item.dataset.code));
export const figures = (page) =>
  page.locator("exam-photo-editor dd:not(.limit)").evaluateAll((all) => all.map((e) => Number.parseFloat(e.textContent)));
export const box = (page, selector) => page.locator(selector).evaluate((e) => e.getBoundingClientRect().toJSON());
export const frameOf = (page) => box(page, "exam-photo-editor .edge:not(.casing)");
/** The drawing of the measured head, in parts of the frame: its middle, its crown, its height. */
export async function headInFrame(page) {
  const [frame, head] = [await frameOf(page), await box(page, "exam-photo-editor .head.core ellipse")];
  return { x: (head.x + head.width / 2 - frame.x) / frame.width, y: (head.y - frame.y) / frame.height, h: head.height / frame.height };
}
export const changes = (page) => page.evaluate(() => changes.map((v) => v && { ...v, source: v.source.size, jpeg: v.jpeg?.size ?? null }));
export const near = (a, b, by, what) => assert.ok(Math.abs(a - b) <= by, `${what}: ${a} and ${b}`);
/** The worker answers between two frames; what is on the screen is up to date one frame later. */
export const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 150)));

/** Mean difference of two screenshots, 0 to 255, borders left out. */
export function differenceOf(page, a, b) {
  return page.evaluate(async ([a, b]) => {
    const pixels = async (png) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))]));
      const context = new OffscreenCanvas(100, 128).getContext("2d");
      context.drawImage(bitmap, 0, 0, 100, 128);
      return context.getImageData(5, 5, 90, 118).data;
    };
    const [one, two] = [await pixels(a), await pixels(b)];
    return one.reduce((sum, value, i) => sum + Math.abs(value - two[i]), 0) / one.length;
  }, [a.toString("base64"), b.toString("base64")]);
}

/** The finished photo as it is shown, without marks. */
export async function photo(page) {
  await page.locator("exam-photo .switch input").uncheck();
  return page.locator("exam-photo .after .frame").screenshot();
}

/** The part of the picture inside the frame, without guides. */
export async function picture(page) {
  await page.locator("exam-photo-editor .guides").evaluate((e) => (e.style.opacity = 0));
  const { x, y, width, height } = await frameOf(page);
  const shot = await page.screenshot({ clip: { x, y, width, height } });
  await page.locator("exam-photo-editor .guides").evaluate((e) => (e.style.opacity = ""));
  return shot;
}
