// The page as a candidate meets it, in Chromium, as it is built and served: under its own policy, with its own worker.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { CONTENT_SECURITY_POLICY, serve } from "../../scripts/server.mjs";
import { openChromium } from "./browsers.mjs";
import { inRoot, readJson } from "./files.mjs";
import { portraitPath } from "./inputs.mjs";
import { HANG, NO_WASM, SLOW, TRAP, patchFirst } from "./patches.mjs";
import { watch } from "./watch.mjs";

const AXE = readFileSync(inRoot("tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
const WORKER = inRoot("www/dist/assets", readdirSync(inRoot("www/dist/assets")).find((name) => name.startsWith("worker-")));
const zh = readJson("messages/zh-CN.json");
const en = readJson("messages/en.json");

let browser;
let open = [];
before(async () => (browser = await openChromium()));
after(() => browser?.close());
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A fresh page on the built site. `workers`: what is put before the worker's own text, one entry a start. */
async function visit({ query = "", workers = [], ...options } = {}) {
  const path = `/assets/${WORKER.split("/").at(-1)}`;
  const server = await serve({ "/": inRoot("www/dist") }, { routes: { [path]: patchFirst(WORKER, workers) } });
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const seen = watch(page, server.url);
  open.push(() => context.close(), () => server.close());
  await page.goto(`${server.url}/${query}`);
  return { page, seen, server };
}

const choose = (page, file) => page.setInputFiles("photo-desk input[type=file]", file);
const answer = (page) => page.locator("photo-desk .result").waitFor({ timeout: 60_000 });
const codes = (page) =>
  page.locator("photo-desk .findings li").evaluateAll((items) => items.map((item) => item.dataset.code));
const badFile = { name: "合影.jpg", mimeType: "image/jpeg", buffer: Buffer.from("this is no picture at all") };

test("is served under the strict policy, in Chinese first, and asks for nothing but its own files", async () => {
  const { page, seen, server } = await visit();
  const response = await page.request.get(server.url);
  assert.equal(response.headers()["content-security-policy"], CONTENT_SECURITY_POLICY);
  assert.match(CONTENT_SECURITY_POLICY, /default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'/);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.getByRole("button", { name: "选择照片" }).waitFor();
  assert.equal(await page.title(), await page.locator("h1").textContent());
  await page.locator(".office").filter({ hasText: "湖北" }).waitFor();
  assert.equal(await page.locator("photo-desk input[type=file]").getAttribute("accept"), "image/*");
  // The face model is for the first photo, not for the first look.
  assert.equal(seen.requests.filter((url) => url.includes("face-model")).length, 0);
  seen.assertClean();
});

test("a portrait becomes a photo that can be downloaded", async () => {
  const { page, seen } = await visit();
  const spec = readJson("policies/hubei-2025.json").photo;
  await choose(page, portraitPath());
  await answer(page);
  const made = await download(page);
  assert.ok(made.length <= spec.maxBytes, `${made.length} bytes`);
  assert.deepEqual(jpegHeader(made), { widthPx: spec.widthPx, heightPx: spec.heightPx, dpi: spec.dpi, isBaseline: true });
  // What is downloaded is what was checked.
  await page.locator("photo-desk summary").click();
  await page.getByText(createHash("sha256").update(made).digest("hex")).waitFor();
  const meter = page.locator("photo-desk meter");
  assert.equal(await meter.evaluate((m) => m.value), made.length);
  assert.equal(await meter.evaluate((m) => m.max), spec.maxBytes);
  assert.equal(seen.requests.filter((url) => url.includes("face-model")).length, 1);

  // Again, at the other size: the model is not fetched again.
  const other = spec.alternatives[0];
  await page.locator(`photo-desk input[type=radio]`).nth(1).check();
  await page.locator("photo-desk .frame img").nth(1).waitFor();
  await page.locator("photo-desk summary").click();
  await page.getByText(`${other.widthPx} × ${other.heightPx}`, { exact: true }).waitFor();
  const second = jpegHeader(await download(page));
  assert.deepEqual([second.widthPx, second.heightPx], [other.widthPx, other.heightPx]);
  assert.equal(seen.requests.filter((url) => url.includes("face-model")).length, 1);
  seen.assertClean();
});

test("the part that was used is shown at the same scale as the photo", async () => {
  const { page, seen } = await visit();
  await choose(page, portraitPath());
  await answer(page);
  const [left, right] = await page.locator("photo-desk .pair .frame").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().toJSON()));
  assert.ok(Math.abs(left.width - right.width) < 1 && Math.abs(left.height - right.height) < 1);
  // The same picture within what cropping by the browser and 30 KB allow: the mean difference of the two, as shown.
  const shot = async (n) => (await page.locator("photo-desk .pair .frame").nth(n).screenshot()).toString("base64");
  const difference = await page.evaluate(async ([a, b]) => {
    const pixels = async (png) => {
      const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const canvas = new OffscreenCanvas(100, 128).getContext("2d");
      canvas.drawImage(bitmap, 0, 0, 100, 128);
      return canvas.getImageData(4, 4, 92, 120).data;
    };
    const [one, two] = [await pixels(a), await pixels(b)];
    return one.reduce((sum, value, i) => sum + Math.abs(value - two[i]), 0) / one.length;
  }, [await shot(0), await shot(1)]);
  assert.ok(difference < 6, `mean difference ${difference} of 255`);
  seen.assertClean();
});

test("a file that is no picture is answered in words, in both languages", async () => {
  const { page, seen } = await visit();
  await choose(page, badFile);
  await answer(page);
  const [code] = await codes(page);
  assert.match(code, /^file\./);
  const firstWords = (sentence) => sentence.split("{")[0].trim();
  await page.locator("photo-desk .findings").getByText(firstWords(zh[code])).waitFor();
  await page.locator("photo-desk .findings").getByText(firstWords(zh[`${code}.hint`])).waitFor();
  assert.equal(await page.locator("photo-desk a[download]").count(), 0);
  // Whoever hears the page instead of seeing it is taken to the answer.
  const focused = await page.evaluate(() => document.querySelector("photo-desk").shadowRoot.activeElement?.textContent);
  assert.equal(focused, await page.locator("photo-desk h2").textContent());

  await page.getByRole("button", { name: "Switch to English" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.locator("photo-desk .findings").getByText(firstWords(en[code])).waitFor();
  const said = await page.locator("photo-desk").evaluate((e) => e.shadowRoot.textContent);
  // Chinese stays in the candidate's own file name, and in the office's word for the size.
  assert.doesNotMatch(said.replaceAll(badFile.name, "").replaceAll("小2寸", ""), /[\u4e00-\u9fff]/);
  await page.reload();
  assert.equal(await page.locator("html").getAttribute("lang"), "en", "the choice is remembered");
  seen.assertClean();
});

test("work can be cancelled, and the next photo starts anew", async () => {
  const { page, seen } = await visit({ workers: [SLOW] });
  await choose(page, portraitPath());
  const bar = page.locator("photo-desk progress");
  await bar.waitFor();
  await page.waitForFunction(() => document.querySelector("photo-desk").shadowRoot.querySelector("progress")?.value === 6);
  assert.equal(await page.locator("photo-desk [role=status]").textContent(), "复核成品");
  await page.getByRole("button", { name: "取消" }).click();
  await page.locator("photo-desk .note", { hasText: "已取消。" }).waitFor();
  assert.equal(await page.locator("photo-desk .result").count(), 0);
  await choose(page, portraitPath());
  await answer(page);
  seen.assertClean();
});

test("a file that the module traps on is blamed, and the page goes on", async () => {
  const { page, seen } = await visit({ workers: [TRAP] });
  await choose(page, portraitPath());
  await answer(page);
  assert.deepEqual(await codes(page), ["file.unreadable"]);
  assert.equal(await page.locator("photo-desk a[download]").count(), 0);
  await choose(page, portraitPath());
  await page.locator("photo-desk a[download]").waitFor({ timeout: 60_000 });
  seen.assertClean();
});

test("a photo can be dropped and pasted", async () => {
  const { page, seen } = await visit();
  await page.getByRole("button", { name: "选择照片" }).and(page.locator(":enabled")).waitFor();
  const bytes = readFileSync(portraitPath()).toString("base64");
  for (const way of ["drop", "paste"]) {
    await page.evaluate(([way, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], `${way}.jpg`, { type: "image/jpeg" }));
      const more = { bubbles: true, cancelable: true };
      if (way === "drop") {
        const over = new DragEvent("dragover", { dataTransfer: data, ...more });
        document.body.dispatchEvent(over);
        if (!over.defaultPrevented) throw new Error("the browser would open the file");
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, ...more }));
      } else {
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...more }));
      }
    }, [way, bytes]);
    await page.locator("photo-desk figcaption", { hasText: `${way}.jpg` }).waitFor({ timeout: 60_000 });
  }
  seen.assertClean();
});

test("the whole way can be gone by keyboard", async () => {
  const { page, seen } = await visit();
  await page.getByRole("button", { name: "选择照片" }).and(page.locator(":enabled")).waitFor();
  const focus = async () => {
    await page.keyboard.press("Tab");
    return page.evaluate(() => {
      const outer = document.activeElement;
      const inner = outer.shadowRoot?.activeElement ?? outer;
      return inner.textContent.trim() || inner.value;
    });
  };
  assert.deepEqual([await focus(), await focus(), await focus(), await focus()], ["跳到主要内容", "English", "选择照片", "35x45"]);
  await page.keyboard.press("Shift+Tab");
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await picker).setFiles(portraitPath());
  await answer(page);
  seen.assertClean();
});

for (const colorScheme of ["light", "dark"]) {
  for (const lang of ["zh-CN", "en"]) {
    test(`axe finds nothing, and nothing is cut off: ${lang}, ${colorScheme}`, async () => {
      const { page, seen } = await visit({ query: `?lang=${lang}`, colorScheme, reducedMotion: "reduce" });
      await page.locator("photo-desk .asked").waitFor();
      await check(page, "empty");
      await choose(page, portraitPath());
      await answer(page);
      await check(page, "a photo");
      await choose(page, badFile);
      await page.locator("photo-desk .empty").waitFor();
      await check(page, "no photo");
      seen.assertClean();
    });
  }
}

async function check(page, state) {
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${state}: ${overflow} px too wide at ${width} px`);
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    });
    assert.deepEqual(violations, [], `${state} at ${width} px`);
  }
}

test("a browser that cannot run it says so instead of showing nothing", async () => {
  const { page } = await visit({ workers: [NO_WASM, NO_WASM] });
  await page.getByRole("alert").filter({ hasText: "浏览器" }).waitFor();
  // The second start fails as well; the third browser is new enough.
  await page.getByRole("button", { name: "重试" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByRole("button", { name: "重试" }).click();
  await page.getByRole("button", { name: "选择照片" }).and(page.locator(":enabled")).waitFor();

  const { page: scriptless } = await visit({ javaScriptEnabled: false });
  assert.match(await scriptless.locator("main").textContent(), /浏览器版本太旧.*Opening…/s);
});

test("a worker that hangs is given up", async () => {
  // The page waits a minute; the client's own tests cover the clock, this one that cancelling needs none.
  const { page, seen } = await visit({ workers: [HANG] });
  await choose(page, portraitPath());
  await page.getByRole("button", { name: "取消" }).click();
  await page.locator("photo-desk .note", { hasText: "已取消。" }).waitFor();
  seen.assertClean();
});

async function download(page) {
  const link = page.locator("photo-desk a[download]");
  const started = page.waitForEvent("download");
  await link.click();
  return readFileSync(await (await started).path());
}

/** Reads the markers up to the frame header. */
function jpegHeader(bytes) {
  assert.equal(bytes.readUInt16BE(0), 0xffd8, "SOI");
  let dpi;
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1];
    // JFIF: the unit at offset 11 is 1 for dots an inch.
    if (marker === 0xe0 && bytes[at + 11] === 1) dpi = bytes.readUInt16BE(at + 12);
    if (marker >= 0xc0 && marker <= 0xc2) {
      return { widthPx: bytes.readUInt16BE(at + 7), heightPx: bytes.readUInt16BE(at + 5), dpi, isBaseline: marker === 0xc0 };
    }
  }
  assert.fail("no frame header");
}
