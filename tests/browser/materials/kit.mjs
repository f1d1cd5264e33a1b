// A card of its own, opened in Chromium under the strict policy: what all tests of the material card begin with.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { serve } from "../../../scripts/server.mjs";
import { useChromium } from "../chromium.mjs";
import { readJson } from "../files.mjs";
import { inputsFolder } from "../inputs.mjs";
import { SLOW, patchFirst } from "../patches.mjs";
import { watch } from "../watch.mjs";
import { buildMaterialsPage } from "./page/build.mjs";
import { drawVariants } from "./page/variants.mjs";

export const zh = readJson("messages/zh-CN.json");
export const en = readJson("messages/en.json");
export const policy = readJson("policies/hubei-2025.json");
export const identity = policy.materials.find(({ kind }) => kind === "identity");

export const chromium = useChromium();
export const { closeAll } = chromium;
export let built;
export let variants;
before(async () => {
  built = await buildMaterialsPage();
  variants = await drawVariants(await chromium.opened(), readFileSync(drawn("page.jpg")));
});
after(() => built?.remove());

const drawn = (name) => join(inputsFolder(), name);
/** A drawn page under the name that a phone or a chat program would give it. */
export const file = (from, name = from) => ({
  name,
  mimeType: name.endsWith(".png") ? "image/png" : "image/jpeg",
  buffer: variants[from] ?? readFileSync(drawn(from)),
});
export const textFile = { name: "说明.jpg", mimeType: "image/jpeg", buffer: Buffer.from("this is no picture at all") };

/** A fresh page with the cards that `query` asks for. `workers`: what is put before the worker's text, one entry a start. */
export async function visit({ query = "", workers = [], init, ...options } = {}) {
  const path = `/assets/${built.worker.split("/").at(-1)}`;
  const server = await serve({ "/": built.folder }, { routes: { [path]: patchFirst(built.worker, workers) } });
  const context = await chromium.browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  if (init) await page.addInitScript(init);
  const seen = watch(page, server.url);
  // Playwright takes pickers over only while somebody listens, and begins a moment after.
  page.on("filechooser", () => {});
  chromium.closing(() => context.close(), () => server.close());
  await page.goto(`${server.url}/${query}`);
  await page.waitForFunction(() => window.harness?.cards[0]?.preflight !== undefined);
  return { page, seen, card: page.locator("exam-material").first(), context };
}

export { pictured } from "../pictured.mjs";
export const choose = (page, ...files) => page.setInputFiles("exam-material input.files", files);
export const tile = (card, at) => card.locator(".tile").nth(at);
export const names = (card) => card.locator(".tile .name").allTextContents();
export const changes = (page) => page.evaluate(() => window.harness.changes);
export const spoken = (card) => card.locator("[role=status]").first().textContent();
export const firstWords = (sentence) => sentence.split("{")[0].trim();
export const plusIsThere = async (card) => (await card.locator(".plus").count()) === 1;

/** `SLOW` without delay for what is no picture: the application itself is judged in the same worker. */
export const SLOW_MATERIALS = SLOW.replace('m.type === "done"', 'm.type === "done" && m.value?.report?.subject === "material"');

/** A file that is dropped on, or pasted into, the element that `selector` names. */
export function drop(page, selector, from, name, way = "drop") {
  const base64 = file(from).buffer.toString("base64");
  return page.evaluate(([selector, base64, name, way]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: "image/jpeg" }));
    const inner = document.querySelector(selector);
    const target = inner.shadowRoot?.querySelector(".title") ?? inner;
    const more = { bubbles: true, cancelable: true, composed: true };
    if (way === "paste") return void target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...more }));
    target.dispatchEvent(new DragEvent("dragenter", { dataTransfer: data, ...more }));
    const over = new DragEvent("dragover", { dataTransfer: data, ...more });
    target.dispatchEvent(over);
    if (way === "hover") return over.defaultPrevented;
    if (!over.defaultPrevented) throw new Error("the browser would open the file");
    target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, ...more }));
  }, [selector, base64, name, way]);
}
