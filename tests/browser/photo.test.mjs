// <exam-photo> alone on a page, in Chromium: under the strict policy, without a style or a word of our page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inRoot, readJson } from "./files.mjs";
import { portraitPath } from "./inputs.mjs";
import { HANG, SLOW, TRAP } from "./patches.mjs";
import { answer, box, changes, choose, edit, endWorker, frameOf, named, near, settled, usePhotoPage } from "./photo-kit.mjs";

const AXE = readFileSync(inRoot("tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
const spec = readJson("policies/hubei-2025.json").photo;
const { visit, built } = usePhotoPage();

test("stands alone: its words, its messages, its colours; it asks for nothing but the package's files", async () => {
  const { page, clean } = await visit();
  await page.getByRole("button", { name: "选择照片" }).waitFor();
  for (const input of await page.locator("exam-photo input[type=file]").all()) assert.equal(await input.getAttribute("accept"), "image/*");
  assert.equal(await page.locator("exam-photo input[capture]").getAttribute("capture"), "environment");
  await clean();
  console.log(`# the element with the client, not minified: ${built().bytes} bytes`);
});

test("a finished photo is told with all that is needed to show it again, and shown again without work", async () => {
  const { page, clean } = await visit();
  await choose(page, portraitPath());
  await answer(page);
  const [value, ...others] = await changes(page);
  assert.deepEqual(others, []);
  assert.deepEqual(Object.keys(value).sort(), ["crop", "jpeg", "name", "preset", "report", "rotationCw", "source"]);
  assert.deepEqual([value.name, value.rotationCw, value.crop, value.preset], ["portrait.jpg", 0, null, null]);
  assert.equal(value.jpeg, value.report.output.bytes);
  const meter = page.locator("exam-photo meter");
  assert.deepEqual(await meter.evaluate((m) => [m.value, m.max]), [value.jpeg, spec.maxBytes]);
  // 96 CSS pixels are an inch of 25.4 mm.
  const print = await box(page, "exam-photo .print .frame");
  near(print.width, (spec.widthMm * 96) / 25.4, 0.5, "print width");
  near(print.height, (spec.heightMm * 96) / 25.4, 0.5, "print height");

  // Another element, given the value: the same result, no work and no event.
  await page.evaluate(() => {
    window.calls = 0;
    const { preparePhoto } = preflight;
    preflight.preparePhoto = (...args) => (calls++, preparePhoto(...args));
    const old = document.querySelector("exam-photo");
    const restored = document.createElement("exam-photo");
    restored.preflight = preflight;
    restored.value = changes[0];
    restored.addEventListener("photo-change", (e) => changes.push(e.detail));
    old.replaceWith(restored);
  });
  await answer(page);
  assert.equal(await meter.evaluate((m) => m.value), value.jpeg);
  await page.locator("exam-photo figcaption", { hasText: "portrait.jpg" }).waitFor();
  assert.equal(await page.evaluate(() => calls), 0);

  // It can be edited, taken away, and given back.
  await page.locator("exam-photo .adjust").click();
  await page.locator("exam-photo-editor .findings-now dl").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("exam-photo .remove").click();
  assert.equal(await page.locator("exam-photo .result").count(), 0);
  assert.deepEqual((await changes(page)).slice(1), [null]);
  await page.evaluate(() => (document.querySelector("exam-photo").value = changes[0]));
  await answer(page);
  await page.evaluate(() => (document.querySelector("exam-photo").value = null));
  await page.locator("exam-photo .asked").waitFor();
  assert.deepEqual([await page.evaluate(() => calls), (await changes(page)).length], [0, 2]);
  await clean();
});

test("locked: nothing that changes anything, and why", async () => {
  const { page, clean } = await visit();
  await edit(page);
  await page.evaluate(() => (document.querySelector("exam-photo").locked = true));
  await page.locator("exam-photo-editor").waitFor({ state: "detached" });
  await page.locator("exam-photo .lock", { hasText: "内容已锁定" }).waitFor();
  assert.deepEqual(await page.locator("exam-photo button:visible").allTextContents(), []);
  assert.deepEqual(await page.locator("exam-photo input:visible:not([type=checkbox])").count(), 0, "the marks change nothing");
  assert.equal(await page.locator("exam-photo a[download]").count(), 1, "what is there can still be looked at and saved");
  await give(page, "paste", "body");
  await give(page, "drop", "exam-photo");
  await settled(page);
  assert.equal(await page.locator("exam-photo progress").count(), 0);
  assert.equal((await changes(page)).length, 1);
  // Returned: what the reviewer asks stands at the top, and the photo may be changed again.
  await page.evaluate(() => Object.assign(document.querySelector("exam-photo"), { locked: false, feedback: "背景有阴影，请重新拍摄。" }));
  assert.equal(await page.locator("exam-photo").evaluate((e) => e.shadowRoot.firstElementChild.className), "card feedback");
  await page.locator("exam-photo .feedback", { hasText: "背景有阴影" }).waitFor();
  await page.locator("exam-photo .adjust").waitFor();
  await clean();
});

/** A portrait dropped on, or pasted into, an element. */
function give(page, way, selector, name = `${way}.jpg`) {
  const bytes = readFileSync(portraitPath()).toString("base64");
  return page.evaluate(([way, selector, name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: "image/jpeg" }));
    const more = { bubbles: true, cancelable: true, composed: true };
    const target = document.querySelector(selector);
    if (way === "paste") return !target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...more }));
    target.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, ...more }));
    return !target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, ...more }));
  }, [way, selector, name, bytes]);
}

test("drop and paste are taken where they are meant, and only there", async () => {
  const { page, clean } = await visit();
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<textarea id="text"></textarea><button id="other">x</button>'));
  const taken = async (way, target, name) => {
    const isTaken = await give(page, way, target, name);
    if (isTaken) await page.locator("exam-photo figcaption", { hasText: name }).waitFor({ timeout: 60_000 });
    return isTaken;
  };
  assert.equal(await taken("drop", "body", "dropped.jpg"), true);
  assert.equal(await taken("paste", "exam-photo", "here.jpg"), true);
  await page.evaluate(() => document.activeElement.blur());
  assert.equal(await taken("paste", "body", "anywhere.jpg"), true);
  await page.locator("#other").focus();
  assert.equal(await give(page, "paste", "#other"), false, "another element has the focus");
  await page.locator("#text").focus();
  assert.equal(await give(page, "paste", "#text"), false, "text is written there");
  await page.evaluate(() => document.activeElement.blur());
  // Two of a kind: only the one that is meant.
  await page.evaluate(() => document.querySelector("main").append(document.createElement("exam-photo")));
  assert.equal(await give(page, "paste", "body"), false);
  assert.equal(await taken("paste", "exam-photo", "first.jpg"), true);
  // Words from the clipboard are no photo.
  await page.evaluate(() => document.querySelector("exam-photo:last-of-type").remove());
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "words");
    document.querySelector("exam-photo").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true }));
  });
  await page.locator("exam-photo .note", { hasText: "没有图片" }).waitFor();
  await clean();
});

test("cancelling returns to what was; the next one starts anew", async () => {
  const { page, clean } = await visit({ workers: ["", SLOW] });
  await choose(page, portraitPath());
  await answer(page);
  const [first] = await changes(page);
  // The second start is the slow one.
  await endWorker(page);
  await choose(page, named("other.jpg", readFileSync(portraitPath())));
  const bar = page.locator("exam-photo progress");
  await page.waitForFunction(() => document.querySelector("exam-photo").shadowRoot.querySelector("progress")?.value === 6);
  assert.equal(await bar.getAttribute("max"), "6");
  assert.match(await bar.getAttribute("aria-label"), /第 6 步，共 6 步/);
  await page.getByRole("button", { name: "取消" }).click();
  await page.locator("exam-photo .note", { hasText: "已取消" }).waitFor();
  await page.locator("exam-photo figcaption", { hasText: "portrait.jpg" }).waitFor();
  assert.deepEqual(await changes(page), [first]);
  await choose(page, named("third.jpg", readFileSync(portraitPath())));
  await page.locator("exam-photo figcaption", { hasText: "third.jpg" }).waitFor({ timeout: 60_000 });
  await clean();
});

test("who turns to another part of the page has not cancelled", async () => {
  const { page, clean } = await visit();
  const urls = await page.evaluate(() => {
    window.urls = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => { const url = createObjectURL.call(URL, blob); urls.add(url); return url; };
    URL.revokeObjectURL = (url) => { urls.delete(url); revokeObjectURL.call(URL, url); };
    window.count = () => urls.size;
    return count();
  });
  assert.equal(urls, 0);
  await choose(page, portraitPath());
  await page.evaluate(() => (window.element = document.querySelector("exam-photo"), element.remove()));
  await page.waitForFunction(() => changes.length === 1, undefined, { timeout: 60_000 });
  assert.equal(await page.evaluate(() => count()), 0, "nothing is held for a page that shows nothing");
  await page.evaluate(() => document.querySelector("main").append(element));
  await answer(page);
  assert.equal(await page.evaluate(() => count()), 2);
  await page.evaluate(() => element.remove());
  assert.equal(await page.evaluate(() => count()), 0);
  await page.evaluate(() => document.querySelector("main").append(element));
  await answer(page);
  assert.equal((await changes(page)).length, 1);
  await clean();
});

test("another size is another shape: cropped anew, in the editor too", async () => {
  const { page, clean } = await visit();
  const other = spec.alternatives[0];
  await choose(page, portraitPath());
  await answer(page);
  // By the arrow keys, which choose at once: the focus stays, so that the other size can be tried as well.
  await page.locator("exam-photo input[type=radio]").nth(0).focus();
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => changes.length === 2, undefined, { timeout: 60_000 });
  assert.equal(await page.evaluate(() => document.querySelector("exam-photo").shadowRoot.activeElement.value), other.preset);
  await page.locator("exam-photo [role=status]", { hasText: "照片已做好" }).waitFor();
  assert.equal((await changes(page))[1].preset, other.preset);
  await page.locator("exam-photo .adjust").click();
  const frame = await frameOf(page);
  near(frame.width / frame.height, other.widthPx / other.heightPx, 0.005, "shape");
  await page.keyboard.press("ArrowUp");
  await page.locator("exam-photo-editor .primary").click();
  await page.waitForFunction(() => changes.length === 3, undefined, { timeout: 60_000 });
  const { report, preset } = (await changes(page))[2];
  assert.deepEqual([report.output.widthPx, report.output.heightPx, preset], [other.widthPx, other.heightPx, other.preset]);
  await clean();
});

test("a file that the module traps on is blamed; a worker that hangs is left; without the module it is said", async () => {
  const { page, clean } = await visit({ workers: [TRAP, HANG] });
  await choose(page, portraitPath());
  await answer(page);
  assert.equal((await changes(page))[0].jpeg, null);
  assert.deepEqual((await changes(page))[0].report.findings.map((f) => f.code), ["file.unreadable"]);
  assert.equal(await page.locator("exam-photo .adjust").count(), 0);
  await choose(page, portraitPath());
  await page.getByRole("button", { name: "取消" }).click();
  await choose(page, portraitPath());
  await page.locator("exam-photo .adjust").waitFor({ timeout: 60_000 });
  await page.evaluate(() => preflight.dispose());
  await choose(page, portraitPath());
  await page.locator("exam-photo .failure").waitFor();
  assert.equal((await changes(page)).length, 2, "a photo that is there is not lost by that");
  await page.getByRole("button", { name: "取消" }).click();
  await answer(page);
  // Without a worker the editor still moves; it says that it cannot check.
  await page.locator("exam-photo .adjust").click();
  await page.locator("exam-photo-editor .findings-now", { hasText: "无法即时检查" }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.evaluate(() => (document.querySelector("exam-photo").value = { ...changes[1] }));
  await page.locator("exam-photo-editor").waitFor({ state: "detached" });
  await clean();
});

for (const colorScheme of ["light", "dark"]) {
  for (const lang of ["zh-CN", "en"]) {
    test(`axe finds nothing, nothing is cut off, all can be hit with a thumb: ${lang}, ${colorScheme}`, async () => {
      const { page, clean } = await visit({ lang, colorScheme, reducedMotion: "reduce", workers: ["", HANG] });
      await page.locator("exam-photo .asked").waitFor();
      await check(page, "empty");
      await choose(page, portraitPath());
      await answer(page);
      await check(page, "a photo");
      await page.locator("exam-photo .adjust").click();
      await page.locator("exam-photo-editor .findings-now.good").waitFor();
      await check(page, "the editor");
      for (let i = 0; i < 8; i++) await page.keyboard.press("Shift+Minus");
      await page.locator("exam-photo-editor .findings-now.error").waitFor();
      await page.locator("exam-photo-editor summary").click();
      await check(page, "the editor with findings and help");
      await page.locator("exam-photo-editor .primary").click();
      await page.locator("exam-photo .automatic").waitFor({ timeout: 60_000 });
      await check(page, "a blocked photo");
      await choose(page, named("a.jpg", Buffer.from("no picture at all")));
      await page.locator("exam-photo .empty").waitFor();
      await page.evaluate(() => (document.querySelector("exam-photo").feedback = "Why?"));
      await check(page, "no photo, with feedback");
      await page.evaluate(() => Object.assign(document.querySelector("exam-photo"), { locked: true, value: changes[0] }));
      await page.locator("exam-photo .lock").waitFor();
      await check(page, "locked");
      await page.evaluate(() => (document.querySelector("exam-photo").locked = false));
      await endWorker(page);
      await choose(page, portraitPath());
      await page.locator("exam-photo progress").waitFor();
      await page.waitForTimeout(600);
      await check(page, "at work");
      await clean();
    });
  }
}

async function check(page, state) {
  // 320 px is a screen of 1280 at 400 %.
  for (const [width, height] of [[320, 640], [360, 740], [768, 1024], [1280, 800], [740, 360]]) {
    await page.setViewportSize({ width, height });
    const { overflow, small } = await page.evaluate(() => {
      const shadow = document.querySelector("exam-photo").shadowRoot;
      const roots = [shadow, shadow.querySelector("exam-photo-editor")?.shadowRoot].filter(Boolean);
      const targets = roots.flatMap((root) => [...root.querySelectorAll("button, a, summary, label, input[type=range]")]);
      const sizes = targets.map((e) => [e.textContent.trim() || e.ariaLabel, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0);
      const dialog = shadow.querySelector("exam-photo-editor")?.shadowRoot.querySelector("dialog");
      const body = dialog?.querySelector(".body");
      return {
        overflow: Math.max(...[document.documentElement, body].filter(Boolean).map((e) => e.scrollWidth - e.clientWidth)),
        small: sizes.filter(([, r]) => r.height < 43.9 || r.width < 43.9).map(([name, r]) => `${name}: ${r.width} x ${r.height}`),
      };
    });
    assert.ok(overflow <= 0, `${state}: ${overflow} px too wide at ${width} px`);
    assert.deepEqual(small, [], `${state} at ${width} px: targets below 44 px`);
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    });
    assert.deepEqual(violations, [], `${state} at ${width} px`);
  }
}
