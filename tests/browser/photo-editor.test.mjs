// The crop by hand in <exam-photo>: keyboard, mouse, wheel, fingers, turned files, large files; then in Firefox and WebKit.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openFirefox, openWebKit } from "./browsers.mjs";
import { readJson } from "./files.mjs";
import { portraitPath } from "./inputs.mjs";
import { assertFree } from "./main-thread.mjs";
import {
  answer, box, changes, choose, differenceOf, edit, figures, frameOf, headInFrame, liveCodes, named, near, photo, picture, settled, usePhotoPage,
} from "./photo-kit.mjs";
import { PLACEMENTS, redrawn, tagged } from "./photo-pictures.mjs";

import { toPicture } from "../../npm/dist/elements/photo/model/picture.js";
import { learn } from "../../npm/dist/elements/photo/model/subject.js";

const spec = readJson("policies/hubei-2025.json").photo;
const zh = readJson("messages/zh-CN.json");
const firstWords = (code) => zh[code].split("{")[0].trim();
const { visit, built, browser, closing } = usePhotoPage();

const MEASURED = {
  crop: { left: 100, top: 200, width: 300, height: 400 },
  scale: 0.5,
  straightenedDeg: null,
  head: { left: 50, top: 40, width: 60, height: 80 },
  face: { left: 55, top: 60, width: 50, height: 60 },
  eyes: { left: { x: 65, y: 80 }, right: { x: 95, y: 82 } },
  crown: { x: 80, y: 40 },
  chin: { x: 81, y: 120 },
};
const reportOf = (measured) => ({ measured: { ...MEASURED, ...measured }, output: { widthPx: 150, heightPx: 200 } });

test("a point of the photo leads back to the picture, also if the crop was turned about its middle", () => {
  const plain = toPicture(reportOf({}));
  assert.deepEqual([plain({ x: 0, y: 0 }), plain({ x: 150, y: 200 })], [{ x: 100, y: 200 }, { x: 400, y: 600 }]);
  const turned = toPicture(reportOf({ straightenedDeg: 90 }));
  const right = turned({ x: 150, y: 100 });
  near(right.x, 250, 1e-9, "the middle");
  near(right.y, 550, 1e-9, "the right of the photo is below the middle of the picture");
  assert.equal(toPicture({ measured: MEASURED, output: null }), undefined);
});

test("the editor knows eyes, crown and chin from the report, and does without in an old one", () => {
  const value = (measured) => ({ rotationCw: 0, crop: null, report: reportOf({ rotationCw: 0, ...measured }) });
  const { head, points } = learn(value({}), undefined).head;
  assert.deepEqual(head, { left: 200, top: 280, width: 120, height: 160 });
  assert.deepEqual(points, { eyes: [{ x: 230, y: 360 }, { x: 290, y: 364 }], crown: { x: 260, y: 280 }, chin: { x: 262, y: 440 } });
  const old = learn(value({ eyes: undefined, crown: undefined, chin: undefined }), undefined).head;
  assert.deepEqual([old.head, old.points], [head, undefined]);
});

test("the crop by keyboard: move, zoom, larger steps, back, cancel; the focus goes in and comes back", async () => {
  const { page, clean } = await visit();
  await choose(page, portraitPath());
  await answer(page);
  const focused = () =>
    page.evaluate(() => {
      let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at.className;
    });
  await page.locator("exam-photo .adjust").focus();
  await page.keyboard.press("Enter");
  await page.locator("exam-photo-editor .findings-now dl").waitFor();
  assert.equal(await focused(), "stage");
  const start = await headInFrame(page);
  assert.deepEqual(await liveCodes(page), []);

  await page.keyboard.press("ArrowRight");
  await settled(page);
  near((await headInFrame(page)).x - start.x, 0.005, 0.002, "a step to the right");
  for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowRight");
  await settled(page);
  near((await headInFrame(page)).x - start.x, 0.155, 0.003, "three large steps");
  assert.deepEqual(await liveCodes(page), ["photo.head.off_centre"]);
  await page.keyboard.press("0");
  await settled(page);
  near((await headInFrame(page)).x, start.x, 0.001, "back to automatic");
  assert.deepEqual(await liveCodes(page), []);

  for (let i = 0; i < 4; i++) await page.keyboard.press("Shift+Minus");
  await settled(page);
  assert.ok((await headInFrame(page)).h < start.h / 1.1);
  assert.ok((await liveCodes(page)).includes("photo.head.too_small"), String(await liveCodes(page)));
  // A person who hears the page is told the same, once, when the hand rests.
  await page.locator("exam-photo-editor [role=status]", { hasText: firstWords("photo.head.too_small") }).waitFor();
  for (let i = 0; i < 60; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("+");

  // Tab stays inside.
  const seen = new Set();
  for (let i = 0; i < 24; i++) {
    await page.keyboard.press("Tab");
    seen.add(await page.evaluate(() => document.querySelector("exam-photo").shadowRoot.activeElement?.localName ?? "outside"));
  }
  seen.delete("outside"); // The browser's own controls come between the last and the first.
  assert.deepEqual([...seen], ["exam-photo-editor"]);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("exam-photo-editor").count(), 0);
  assert.equal(await focused(), "adjust");
  assert.equal((await changes(page)).length, 1, "nothing was changed");
  await clean();
});

test("a drag changes the findings while it lasts, and what is used is what was seen", async () => {
  const { page, clean } = await visit();
  await edit(page);
  const frame = await frameOf(page);
  const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const said = new Set();
  for (let i = 1; i <= 20; i++) {
    await page.mouse.move(x + i, y + i * 4);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    said.add((await liveCodes(page)).join());
  }
  await page.mouse.up();
  await settled(page);
  // The head went down: fine, off centre, at last cut, each said while the button was held.
  assert.ok(said.has("") && said.has("photo.head.off_centre"), [...said].join(" | "));
  const [codes, [headHeight, topMargin, offset]] = [await liveCodes(page), await figures(page)];
  const shot = await picture(page);
  await page.locator("exam-photo-editor .primary").click();
  await answer(page);
  const { report, crop, rotationCw } = (await changes(page)).at(-1);
  assert.equal(rotationCw, 0);
  assert.deepEqual(Object.values(report.measured.crop).map((v) => v.toFixed(1)), Object.values(crop).map((v) => v.toFixed(1)));
  near(crop.width / crop.height, spec.widthPx / spec.heightPx, 1e-9, "shape");
  // The photo is measured anew; what was said of the head before it was made holds to two hundredths.
  near(report.measured.headHeightRatio * 100, headHeight, 3, "head height");
  near(report.measured.topMarginRatio * 100, topMargin, 3, "top margin");
  near(report.measured.centreOffsetRatio * 100, offset, 3, "offset");
  const made = report.findings.map((f) => f.code);
  for (const code of codes) assert.ok(made.includes(code), `${code} was said, the photo has ${made}`);
  const difference = await differenceOf(page, shot, await photo(page));
  assert.ok(difference < 6, `frame and photo differ by ${difference} of 255`);

  // By hand now; the way back is one button.
  await page.locator("exam-photo .automatic").click();
  await page.locator("exam-photo .automatic").waitFor({ state: "detached" });
  await answer(page);
  assert.equal((await changes(page)).at(-1).crop, null);
  await clean();
});

test("the wheel zooms around the pointer, the slider and the buttons around the middle, and no crop leaves the picture", async () => {
  const { page, clean } = await visit();
  await edit(page);
  const frame = await frameOf(page);
  const start = await headInFrame(page);
  // With the pointer on the crown, the crown stays.
  await page.mouse.move(frame.x + start.x * frame.width, frame.y + start.y * frame.height);
  await page.mouse.wheel(0, -200);
  await settled(page);
  const closer = await headInFrame(page);
  assert.ok(closer.h > start.h * 1.15, `${closer.h} of ${start.h}`);
  near(closer.y, start.y, 0.01, "the crown");
  for (let i = 0; i < 12; i++) await page.mouse.wheel(0, 2000);
  await page.mouse.down();
  await page.mouse.move(0, 0, { steps: 5 });
  await page.mouse.up();
  await settled(page);
  const plane = await box(page, "exam-photo-editor .plane");
  for (const [inner, outer, what] of [
    [-frame.left, -plane.left, "left"], [-frame.top, -plane.top, "top"], [frame.right, plane.right, "right"], [frame.bottom, plane.bottom, "bottom"],
  ]) assert.ok(inner <= outer + 1, `the frame shows what is no picture at its ${what}`);
  const slider = page.locator("exam-photo-editor input[type=range]");
  assert.equal(await slider.inputValue(), "0");
  await slider.fill("1");
  await settled(page);
  assert.ok((await liveCodes(page)).includes("photo.smaller"));
  await page.getByRole("button", { name: "缩小", exact: true }).click();
  await settled(page);
  assert.ok(Number(await slider.inputValue()) < 1);
  const before = await headInFrame(page);
  await page.getByRole("button", { name: "照片上移" }).click();
  await settled(page);
  assert.ok((await headInFrame(page)).y < before.y, "the button moves the photo up");
  await clean();
});

test("a face so far away that the crop is enlarged: the editor shows the crop that was made", async () => {
  const { page, clean } = await visit();
  await edit(page, named("small.jpg", await redrawn(page, { heightPx: 330, canvasPx: 1200 })));
  const [{ report }] = await changes(page);
  assert.ok(report.measured.crop.width < spec.widthPx / 2, String(report.measured.crop.width));
  const [frame, plane] = [await frameOf(page), await box(page, "exam-photo-editor .plane")];
  near(frame.width / plane.width, report.measured.crop.width / 1200, 0.002, "width of the crop");
  near((frame.x - plane.x) / plane.width, report.measured.crop.left / 1200, 0.002, "its left edge");
  assert.ok((await liveCodes(page)).includes("photo.upscaled"));
  await clean();
});

test("two fingers zoom and move, one finger drags, the page does not scroll", async () => {
  const { page, clean } = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  // A camera is where there is a touch screen.
  await page.getByRole("button", { name: "用相机拍摄" }).waitFor();
  await edit(page);
  const start = await headInFrame(page);
  const frame = await frameOf(page);
  const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  const cdp = await page.context().newCDPSession(page);
  const scroll = () => page.evaluate(() => [scrollY, visualViewport.offsetTop, visualViewport.scale]);
  const scrollBefore = await scroll();
  const touch = (type, ...points) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await touch("touchStart", [x - 30, y], [x + 30, y]);
  for (let i = 1; i <= 10; i++) await touch("touchMove", [x - 30 - 3 * i, y], [x + 30 + 3 * i, y]);
  await touch("touchEnd");
  await settled(page);
  const closer = await headInFrame(page);
  near(closer.h / start.h, 2, 0.15, "fingers from 60 to 120 pixels apart");
  assert.ok((await liveCodes(page)).some((code) => ["photo.head.too_large", "photo.head.cut", "photo.upscaled"].includes(code)));

  await touch("touchStart", [x, y]);
  for (let i = 1; i <= 10; i++) await touch("touchMove", [x, y + 3 * i]);
  await touch("touchEnd");
  await settled(page);
  near((await headInFrame(page)).y - closer.y, 30 / frame.height, 0.03, "one finger, 30 pixels");
  assert.deepEqual(await scroll(), scrollBefore);
  await clean();
});

test("a quarter turn: the head is not known there, is again on the way back; a turn by hand is kept, the automatic crop undoes it", async () => {
  const { page, clean } = await visit();
  await edit(page);
  const start = await headInFrame(page);
  await page.getByRole("button", { name: "向右转 90°" }).click();
  await page.locator("exam-photo-editor .findings-now", { hasText: "重新识别" }).waitFor();
  assert.equal(await page.locator("exam-photo-editor .head").count(), 0);
  const plane = await box(page, "exam-photo-editor .plane");
  assert.ok(plane.width > plane.height, "the picture is turned");
  await page.getByRole("button", { name: "向左转 90°" }).click();
  await page.locator("exam-photo-editor .head.core").waitFor();
  near((await headInFrame(page)).x, start.x, 0.02, "there and back");

  await page.getByRole("button", { name: "向左转 90°" }).click();
  await page.locator("exam-photo-editor .primary").click();
  await page.locator('exam-photo .findings [data-code="photo.head.tilted"]').waitFor({ timeout: 60_000 });
  const byHand = (await changes(page)).at(-1);
  assert.deepEqual([byHand.rotationCw, byHand.report.measured.rotationCw, byHand.report.verdict], [270, 0, "blocked"]);
  await page.locator("exam-photo .automatic").click();
  await page.locator('exam-photo .findings [data-code="photo.head.tilted"]').waitFor({ state: "detached", timeout: 60_000 });
  await answer(page);
  const value = (await changes(page)).at(-1);
  assert.deepEqual([value.crop, value.rotationCw, value.report.verdict], [null, 0, "ready"]);
  await clean();
});

for (const [what, make] of [
  ...Object.entries(PLACEMENTS).map(([tag, placement]) => [`EXIF ${tag}`, async (page) => tagged(await redrawn(page, placement), Number(tag))]),
  ["EXIF 6 in a PNG", async (page) => tagged(await redrawn(page, { ...PLACEMENTS[6], type: "image/png" }), 6)],
  ["no tag, the person turned", (page) => redrawn(page, { turnedCw: 90 })],
  ["EXIF 6, the person upside down", async (page) => tagged(await redrawn(page, { turnedCw: 90 }), 6)],
]) {
  test(`a turned picture shows upright and is cropped where it was seen: ${what}`, async () => {
    const { page, clean } = await visit();
    await edit(page, named("turned.jpg", await make(page)));
    const plane = await box(page, "exam-photo-editor .plane");
    near(plane.width / plane.height, 3 / 4, 0.01, "upright in the editor");
    const head = await headInFrame(page);
    near(head.x, 0.5, 0.05, "the head stands in the middle");
    for (let i = 0; i < 2; i++) await page.keyboard.press("Shift+Minus");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowDown");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
    await settled(page);
    const shot = await picture(page);
    await page.locator("exam-photo-editor .primary").click();
    await answer(page);
    const value = (await changes(page)).at(-1);
    assert.ok(value.crop !== null && value.report.measured.rotationCw === 0);
    await page.evaluate(() => Promise.all([...document.querySelector("exam-photo").shadowRoot.querySelectorAll(".pair img")].map((i) => i.decode())));
    const [used, after] = [await page.locator("exam-photo .pair .frame").nth(0).screenshot(), await photo(page)];
    const differences = [await differenceOf(page, shot, after), await differenceOf(page, used, after)];
    assert.ok(differences.every((d) => d < 6), `editor and photo, before and after: ${differences}`);
    await clean();
  });
}

test("a file that the browser cannot show: the frame and the measured head, and the words for it", async () => {
  const { page, seen } = await visit();
  await choose(page, portraitPath());
  await answer(page);
  // A browser that keeps a draft's entry and loses its bytes.
  await page.evaluate(() => {
    document.querySelector("exam-photo").value = { ...changes[0], source: new Blob(["lost"]) };
  });
  await page.locator("exam-photo .cannot:visible").first().waitFor();
  await page.locator("exam-photo .adjust").click();
  await page.locator("exam-photo-editor .unshown").waitFor();
  await page.locator("exam-photo-editor .head.core").waitFor();
  await page.keyboard.press("ArrowUp");
  await page.locator("exam-photo-editor .primary").click();
  await page.locator("exam-photo .findings li[data-code^='file.']").waitFor({ timeout: 60_000 });
  // The next one that it can show is shown, in the very places of the one that it could not.
  await page.evaluate(() => (document.querySelector("exam-photo").value = { ...changes[0] }));
  await page.locator("exam-photo .pair img").first().and(page.locator(":visible")).waitFor();
  assert.equal(await page.locator("exam-photo .cannot:visible").count(), 0);
  seen.assertClean();
});

test("no work holds the page up: 12 megapixels prepared, 48 dragged", () =>
  assertFree(browser(), async (traced) => {
    const { page, clean } = await visit();
    // As files on the disk: a buffer would be decoded in the page, by the test's own hand.
    const folder = mkdtempSync(join(tmpdir(), "photos-"));
    closing(() => rmSync(folder, { recursive: true }));
    const [twelve, fortyEight] = [join(folder, "12.jpg"), join(folder, "48.jpg")];
    writeFileSync(twelve, await redrawn(page, { heightPx: 4000 }));
    writeFileSync(fortyEight, await redrawn(page, { heightPx: 8000 }));
    await traced(page, "12 MP prepared", async () => {
      await choose(page, twelve);
      await page.locator("exam-photo figcaption", { hasText: "12.jpg" }).waitFor({ timeout: 60_000 });
    });
    await traced(page, "48 MP prepared", async () => {
      await choose(page, fortyEight);
      await page.locator("exam-photo figcaption", { hasText: "48.jpg" }).waitFor({ timeout: 60_000 });
    });
    await traced(page, "48 MP opened", async () => {
      await page.locator("exam-photo .adjust").click();
      await page.locator("exam-photo-editor .findings-now dl").waitFor();
    });
    await traced(page, "48 MP dragged and zoomed", async () => {
      const frame = await frameOf(page);
      await page.mouse.move(frame.x + 100, frame.y + 100);
      await page.mouse.down();
      for (let i = 0; i < 40; i++) await page.mouse.move(frame.x + 100 + i, frame.y + 100 + i);
      await page.mouse.up();
      for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -60);
    });
    await clean();
  }));

for (const [engine, openEngine] of Object.entries({ Firefox: openFirefox, WebKit: openWebKit })) {
  test(`${engine}: pick a turned picture, open the editor, zoom out, use the crop`, { timeout: 300_000 }, async () => {
    const server = await built().serve();
    closing(() => server.close());
    const other = await openEngine();
    closing(() => other.close());
    await other.goto(`${server.url}/`);
    const seen = await other.evaluate(WAY);
    assert.deepEqual(seen.reports, []);
    assert.deepEqual([seen.isModal, seen.isFocused, seen.orientation, seen.position], [true, true, "none", "relative"]);
    near(seen.shape, 3 / 4, 0.01, "upright");
    assert.ok(seen.live.includes("photo.head.too_small"), String(seen.live));
    assert.deepEqual([seen.isClosed, seen.values.length], [true, 2]);
    const [automatic, byHand] = seen.values;
    assert.deepEqual([automatic.crop, automatic.report.verdict, byHand.report.verdict], [null, "ready", "blocked"]);
    assert.ok(byHand.report.findings.some((f) => f.code === "photo.head.too_small"));
    near(byHand.report.measured.crop.width, byHand.crop.width, 0.1, "the crop that was chosen");
    assert.ok(byHand.crop.width > automatic.report.measured.crop.width * 1.4);
  });
}

/** The same way in the page of an engine that has WebDriver alone. */
const WAY = `
  const until = async (what) => {
    for (let i = 0; i < 900; i++) {
      const found = what();
      if (found) return found;
      await new Promise((wait) => setTimeout(wait, 100));
    }
    throw new Error("nothing came of " + what);
  };
  const element = document.querySelector("exam-photo");
  const shadow = element.shadowRoot;
  await until(() => element.preflight);
  const file = new File([await (await fetch("/inputs/portrait-orientation-6.jpg")).blob()], "a.jpg", { type: "image/jpeg" });
  const data = new DataTransfer();
  data.items.add(file);
  const input = shadow.querySelector("input[type=file]:not([capture])");
  input.files = data.files;
  input.dispatchEvent(new Event("change"));
  (await until(() => shadow.querySelector(".adjust"))).click();
  const editor = (await until(() => shadow.querySelector("exam-photo-editor"))).shadowRoot;
  await until(() => editor.querySelector(".findings-now.good"));
  const stage = editor.querySelector(".stage");
  const plane = editor.querySelector(".plane").getBoundingClientRect();
  const isModal = editor.querySelector("dialog").matches(":modal");
  const isFocused = editor.activeElement === stage;
  const orientation = getComputedStyle(editor.querySelector(".plane img")).imageOrientation;
  for (let i = 0; i < 5; i++) {
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: "-", shiftKey: true, bubbles: true, composed: true }));
  }
  await until(() => editor.querySelector(".findings-now.error"));
  const live = [...editor.querySelectorAll(".findings-now li")].map((item) => item.dataset.code);
  const position = getComputedStyle(stage).position;
  editor.querySelector(".primary").click();
  const values = await until(() => changes.length === 2 && changes.map(({ crop, report }) => ({ crop, report })));
  await element.updateComplete;
  const isClosed = shadow.querySelector("exam-photo-editor") === null;
  return { reports, isModal, isFocused, orientation, position, shape: plane.width / plane.height, live, values, isClosed };
`;
