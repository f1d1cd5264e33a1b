// The page around the elements, in Chromium, as it is built and served: under its own policy, in both languages, light and
// dark, at every step; and what it says where it cannot run.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { CONTENT_SECURITY_POLICY, serve } from "../../scripts/server.mjs";
import { STEPS, addDocuments, answer, checkLook, choosePhoto, documentFile, fillIn, goTo, openPage, settled, temporary } from "./candidate.mjs";
import { useChromium } from "./chromium.mjs";
import { builtWorker, inRoot, readJson } from "./files.mjs";
import { assertFree } from "./main-thread.mjs";
import { NO_WASM, TRAP, patchFirst } from "./patches.mjs";
import { redrawn } from "./photo-pictures.mjs";

const ASSETS = readdirSync(inRoot("www/dist/assets"));
const policy = readJson("policies/hubei-2025.json");

const chromium = useChromium(["--host-resolver-rules=MAP exam.test 127.0.0.1"]);

/** `workers`: what is put before the worker's own text, one entry a start; the rules' worker is always the first. */
async function visit({ query = "", workers = [], routes = {}, ...options } = {}) {
  const worker = builtWorker();
  const server = await serve({ "/": inRoot("www/dist") }, { routes: { [worker.address]: patchFirst(worker.path, workers), ...routes } });
  // The service worker has tests of its own; here it would fetch patched files a second time.
  const context = await chromium.browser.newContext({ serviceWorkers: "block", ...options });
  chromium.closing(() => context.close(), () => server.close());
  return { ...(await openPage(context, server.url, query)), server };
}

test("is served under the strict policy, in Chinese first, and asks for nothing but its own files", async () => {
  const { page, seen, clean, server } = await visit();
  const response = await page.request.get(server.url);
  assert.equal(response.headers()["content-security-policy"], CONTENT_SECURITY_POLICY);
  assert.match(CONTENT_SECURITY_POLICY, /default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'/);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.locator("#facts-origin").waitFor();
  await page.locator(".office").filter({ hasText: "湖北" }).waitFor();
  assert.equal(await page.locator("h1").textContent(), "考生情况");
  assert.match(await page.title(), /^考生情况/);
  // The face model and the pictures' worker are for the first photo, not for the first question.
  const count = (part) => seen.requests.filter((url) => url.includes(part)).length;
  assert.deepEqual([count("face-model"), count("worker-"), count("/api/")], [0, 1, 0]);
  await choosePhoto(page);
  assert.deepEqual([count("face-model"), count("worker-"), count("/api/")], [1, 2, 0]);
  await clean();
});

/** Chinese names in the policy's English texts, which are there on purpose; the longest first. */
const OFFICIAL = [...JSON.stringify(policy).matchAll(/"en":"((?:[^"\\]|\\.)*)"/g)]
  .flatMap(([, english]) => english.match(/[\u4e00-\u9fff]+/g) ?? [])
  .sort((a, b) => b.length - a.length);

test("the language is switched at every step, and remembered", async () => {
  const { page, clean } = await visit();
  await page.locator("#facts-origin").waitFor();
  await page.getByRole("button", { name: "Switch to English" }).click();
  for (const step of STEPS) {
    await goTo(page, step);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    const said = await page.evaluate(() => {
      const deep = (root) => [...root.querySelectorAll("*")].map((e) => (e.shadowRoot ? deep(e.shadowRoot) : "")).join("") + root.textContent;
      return deep(document.querySelector("#app"));
    });
    // What stays Chinese: the button to Chinese, and names that the office itself uses only in Chinese.
    const rest = OFFICIAL.reduce((text, name) => text.replaceAll(name, ""), said.replace(/切换到中文|中文|小2寸|上传相关材料|医考报名照片检测工具/g, ""));
    assert.doesNotMatch(rest.replace(/<style>.*?<\/style>/gs, ""), /[\u4e00-\u9fff]/, step);
  }
  await page.reload();
  await page.locator("html[lang=en]").waitFor();
  await page.getByRole("button", { name: "切换到中文" }).click();
  await page.locator("html[lang=zh-CN]").waitFor();
  await clean();
});

for (const colorScheme of ["light", "dark"]) {
  for (const lang of ["zh-CN", "en"]) {
    test(`axe finds nothing at any step, and nothing is cut off: ${lang}, ${colorScheme}`, async () => {
      const { page, clean } = await visit({ query: `?lang=${lang}`, colorScheme, reducedMotion: "reduce" });
      await page.locator("#facts-origin").waitFor();
      // Something wrong in every step: answers that contradict each other, and documents that are missing.
      for (const [fact, choice] of [["origin", "mainland"], ["service", "civilian"], ["idDocument", "military_card"], ["entry", "apprenticeship"]]) {
        await answer(page, fact, choice);
      }
      for (const step of STEPS) {
        await goTo(page, step);
        if (step === "photo") await page.locator("exam-photo .asked").waitFor();
        if (step === "materials") await page.locator("#materials-identity exam-material").waitFor();
        await checkLook(page, step);
      }
      await page.locator(".device > button").click();
      await checkLook(page, "the question whether to delete everything", [360]);
      await clean();
    });
  }
}

test("everything filled in: the gate opens, and axe finds nothing", async () => {
  const { page, clean } = await visit();
  await page.locator("#facts-origin").waitFor();
  await fillIn(page);
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
  for (const step of ["photo", "materials", "check", "submit"]) {
    await goTo(page, step);
    await checkLook(page, step);
  }
  await clean();
});

test("at 200 % on a small window nothing is cut off, and the bar hides nothing that has the focus", async () => {
  // Zoom at 200 % is half the width in CSS pixels at twice the density.
  const { page } = await visit({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2 });
  await page.locator("#facts-origin").waitFor();
  for (const step of STEPS) {
    await goTo(page, step);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${step}: ${overflow} px too wide`);
  }
  await goTo(page, "facts");
  const bar = await page.locator(".onward").evaluate((e) => getComputedStyle(e).position);
  assert.equal(bar, "sticky");
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const { activeElement: focused } = document;
      const bar = document.querySelector(".onward");
      if (focused === document.body || bar.contains(focused)) return false;
      const [own, its] = [focused.getBoundingClientRect(), bar.getBoundingClientRect()];
      return own.top >= its.top && own.bottom <= its.bottom && own.height > 0;
    });
    assert.equal(hidden, false, `after ${i + 1} tabs`);
  }
});

test("the pictures' program traps on a file: the file is blamed, and the page goes on", async () => {
  const { page, clean } = await visit({ workers: ["", TRAP] });
  await choosePhoto(page);
  await page.locator('exam-photo [data-code="file.unreadable"]').waitFor();
  await choosePhoto(page);
  await page.locator("exam-photo .result.ready").waitFor({ timeout: 60_000 });
  await clean();
});

test("a browser that cannot run it is told so, whatever is missing", async () => {
  const { page } = await visit({ workers: [NO_WASM] });
  await page.getByRole("alert").filter({ hasText: "浏览器" }).waitFor();
  await page.getByRole("button", { name: "重试" }).click();
  await page.locator("#facts-origin").waitFor();

  const isSeen = (page, id) => page.locator(id).isVisible();
  const { page: scriptless } = await visit({ javaScriptEnabled: false });
  assert.ok(await isSeen(scriptless, "#too-old"));
  assert.match(await scriptless.locator("#too-old").textContent(), /禁用了 JavaScript.*JavaScript is off/s);

  const { context } = await old();
  const { page: aged } = await openPage(context, context.server.url);
  await aged.locator("#too-old").waitFor();
  assert.equal(await isSeen(aged, "#opening"), false);
  assert.equal(await aged.locator("nav.steps").count(), 0, "the program has not begun");

  // A line that breaks is not an old chromium.browser.
  const main = `/assets/${ASSETS.find((name) => /^index-.*\.js$/.test(name))}`;
  const { page: broken } = await visit({ routes: { [main]: (_request, response) => response.destroy() } });
  await broken.locator("#not-loaded").waitFor();
  assert.equal(await isSeen(broken, "#too-old"), false);
});

test("without TLS the page says so and begins nothing; by a secure address it works", async () => {
  const server = await serve({ "/": inRoot("www/dist") });
  const context = await chromium.browser.newContext();
  chromium.closing(() => context.close(), () => server.close());
  const { page, seen } = await openPage(context, server.url.replace(/localhost|127\.0\.0\.1/, "exam.test"), "#token=0123456789abcdef");
  await page.locator("#insecure").waitFor();
  assert.equal(await page.evaluate(() => isSecureContext), false);
  assert.match(await page.locator("#insecure").innerText(), /连接不安全.*https:\/\/.*not secure.*https:\/\//s);
  for (const id of ["#opening", "#too-old", "#not-loaded"]) assert.equal(await page.locator(id).isVisible(), false, id);
  assert.equal(await page.locator("nav.steps").count(), 0, "the program has not begun");
  assert.deepEqual(seen.requests.filter((url) => /worker|wasm|\/api\//.test(url)), []);
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), [], "nothing is kept");
});

/** A browser that is told to have no WebAssembly with SIMD. */
async function old() {
  const server = await serve({ "/": inRoot("www/dist") });
  const context = await chromium.browser.newContext({ serviceWorkers: "block" });
  await context.addInitScript(() => (WebAssembly.validate = () => false));
  chromium.closing(() => context.close(), () => server.close());
  context.server = server;
  return { context };
}

test("the main thread is never kept for long while a photo and six documents are at work", () =>
  assertFree(chromium.browser, async (traced) => {
    const { page, clean } = await visit();
    await page.locator("#facts-origin").waitFor();
    for (const [fact, choice] of [["origin", "foreign"], ["entry", "education"], ["educationPlace", "elsewhere"]]) {
      await answer(page, fact, choice);
    }
    // 12 megapixels, as from a phone.
    const large = temporary("large.jpg", await redrawn(page, { heightPx: 4000 }));
    await goTo(page, "photo");
    await traced(page, "a photo of 12 megapixels and six documents", async () => {
      await choosePhoto(page, large);
      await addDocuments(page, "identity", [documentFile(1), documentFile(2)]);
      await addDocuments(page, "overseas_eligibility", [documentFile(3), documentFile(4), documentFile(5), documentFile(6)]);
      await settled(page);
    });
    await clean();
  }));

test("what is downloaded before the first question, and the ceiling", async (t) => {
  const { page } = await visit();
  await page.locator("#facts-origin").waitFor();
  await settled(page);
  const sizes = await page.evaluate(() =>
    [performance.getEntriesByType("navigation"), performance.getEntriesByType("resource")].flat().map((e) => [new URL(e.name).pathname, e.decodedBodySize]),
  );
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  for (const [name, bytes] of sizes) t.diagnostic(`${bytes} bytes  ${name}`);
  t.diagnostic(`${total} bytes before compression, without what the worker itself fetches`);
  assert.ok(total <= 450_000, `${total} bytes`);
});

test("the policy's own words are what is asked", async () => {
  const { page } = await visit();
  await page.locator("#facts-origin").waitFor();
  const legends = await page.locator(".question legend").allTextContents();
  const first = policy.facts.filter((fact) => fact.askedWhen === undefined).map((fact) => fact.title["zh-CN"]);
  assert.deepEqual(legends, first);
});
