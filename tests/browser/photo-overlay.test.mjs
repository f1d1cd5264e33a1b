// The marks on the finished photo: as a function of the report, then in <exam-photo> on a page of its own, in Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readJson } from "./files.mjs";
import { inputsFolder, portraitPath } from "./inputs.mjs";
import { answer, box, changes, choose, edit, named, near, usePhotoPage } from "./photo-kit.mjs";
import { redrawn } from "./photo-pictures.mjs";
import { markOf, overlayOf } from "../../npm/dist/elements/photo/overlay/marks.js";

const SIZE = { widthPx: 413, heightPx: 531 };
const MEASURED = {
  face: { left: 120, top: 120, width: 170, height: 210 },
  head: { left: 105, top: 60, width: 200, height: 270 },
  eyes: { left: { x: 165, y: 205 }, right: { x: 245, y: 209 } },
  crown: { x: 205, y: 60 },
  chin: { x: 206, y: 330 },
  centreOffsetRatio: 0.01,
  topMarginRatio: 0.11,
  backgroundCells: [{ left: 0, top: 0, width: 60, height: 90 }, { left: 350, top: 20, width: 30, height: 15 }],
  insideFrame: { left: 10, top: 12, width: 393, height: 519 },
  highlight: { left: 190, top: 150, width: 30, height: 20 },
};
const PARAMS = { edge: "top", part: "nose", maxCentreOffsetRatio: 0.04, minTopMarginRatio: 0.04, maxTopMarginRatio: 0.2 };
const finding = (code, severity = "error", params = {}) => ({ code, severity, slot: null, file: null, params: { ...PARAMS, ...params } });
const overlay = (findings = [], measured = MEASURED, locale = "en") => overlayOf({ output: SIZE, measured, findings }, locale);
const byPart = ({ marks }) => Object.fromEntries(marks.map((mark) => [mark.part, mark]));

/** Findings about the whole photo, or about a place that is not on it. */
const WITHOUT_PLACE = [
  "photo.bytes.too_many", "photo.pixels.too_few", "photo.upscaled", "photo.smaller", "photo.kept", "photo.face.none",
  "photo.face.several", "photo.blocky", "photo.date.future", "photo.background.unseen", "photo.grey", "photo.turned", "photo.straightened",
  "photo.too_old", "photo.crop.outside", "photo.crop.aspect", "photo.not_prepared",
];

test("without a finding: crown, eyes and chin where they were measured, in both languages, and no number", () => {
  const { marks } = overlay();
  assert.deepEqual(marks.map(({ label }) => label), ["Crown", "Eyes", "Chin"]);
  assert.deepEqual(overlay([], MEASURED, "zh-CN").marks.map(({ label }) => label), ["头顶", "眼睛", "下巴"]);
  assert.ok(marks.every(({ number, severity, codes }) => number === undefined && severity === undefined && codes.length === 0));
  const [crown, eyes, chin] = marks;
  assert.deepEqual([crown.shapes[0].from.y, chin.shapes[0].to.y], [60, 330]);
  assert.deepEqual(eyes.shapes.map(({ middle }) => middle), [MEASURED.eyes.left, MEASURED.eyes.right]);
});

test("every code of the photo has a place, or is known to have none", () => {
  const codes = readJson("npm/report.schema.json").$defs.Code.enum.filter((code) => code.startsWith("photo."));
  assert.ok(codes.length > 30);
  const without = codes.filter((code) => markOf(overlay([finding(code)]), finding(code)) === undefined);
  assert.deepEqual(without.sort(), WITHOUT_PLACE.filter((code) => codes.includes(code)).sort());
});

test("numbers in the order of the list, one for each place, with the worst weight; a note has no mark", () => {
  const findings = [
    finding("photo.blurred", "warning"), finding("photo.background.uneven", "warning"), finding("photo.head.cut"),
    finding("photo.background.not_white"), finding("photo.framed", "info"), finding("photo.too_dark", "warning"),
  ];
  const all = overlay(findings);
  const numbered = all.marks.filter(({ number }) => number !== undefined);
  assert.deepEqual(numbered.map(({ number, part, severity }) => [number, part, severity]), [
    [1, "edge", "error"], [2, "background", "error"], [3, "face", "warning"],
  ]);
  assert.deepEqual(byPart(all).background.codes, ["photo.background.not_white", "photo.background.uneven"]);
  assert.equal(markOf(all, findings[5]).number, 3);
  assert.equal(markOf(all, findings[4]), undefined);
  assert.deepEqual(all.marks.slice(0, 3).map(({ part }) => part), ["crown", "eyes", "chin"], "the calm lines stay");
});

test("a finding on the eyes takes the place of the calm rings", () => {
  const { eyes } = byPart(overlay([finding("photo.eyes.closed", "warning")]));
  assert.deepEqual([eyes.number, eyes.severity, eyes.shapes.length], [1, "warning", 2]);
});

test("the frame is what lies outside of what is inside it", () => {
  const { frame } = byPart(overlay([finding("photo.framed", "warning")]));
  const area = (cells) => cells.reduce((sum, { width, height }) => sum + width * height, 0);
  const { insideFrame } = MEASURED;
  assert.equal(area(frame.shapes[0].cells), 413 * 531 - area([insideFrame]));
  assert.equal(frame.shapes[0].cells.length, 3, "no strip where the photo has no frame");
});

test("the position that is marked is the one that the finding complains of", () => {
  const aside = byPart(overlay([finding("photo.head.off_centre")], { ...MEASURED, centreOffsetRatio: -0.1 })).position;
  assert.deepEqual(aside.shapes.map(({ from, isHelp }) => [Math.round(from.x), isHelp ?? false]), [[165, false], [207, true]]);
  const high = byPart(overlay([finding("photo.head.off_centre")], { ...MEASURED, topMarginRatio: 0.01 })).position;
  assert.deepEqual([high.shapes[0].from.y, high.shapes[0].to.y], [0, 60], "from the upper edge to the crown");
});

test("the label of the background is at the end of its cells that is farther from the face", () => {
  const labelY = (top, height) => {
    const backgroundCells = [{ left: 340, top, width: 73, height }];
    return byPart(overlay([finding("photo.background.uneven")], { ...MEASURED, backgroundCells })).background.labelY * SIZE.heightPx;
  };
  assert.deepEqual([labelY(60, 300), labelY(330, 150)], [60, 480]);
});

test("labels stay on the photo and apart from each other", () => {
  const codes = ["photo.head.cut", "photo.eyes.closed", "photo.face.covered", "photo.light.highlight", "photo.head.tilted", "photo.blurred"];
  const { marks } = overlay(codes.map((code) => finding(code)));
  for (const isCalm of [true, false]) {
    const at = marks.filter(({ number }) => (number === undefined) === isCalm).map(({ labelY }) => labelY).sort((a, b) => a - b);
    assert.ok(at[0] > 0 && at.at(-1) < 1, String(at));
    for (const [i, y] of at.slice(1).entries()) assert.ok(y - at[i] > 0.099, `${at}`);
  }
});

test("what was not measured is not marked: no photo, no face, a report from before", () => {
  assert.deepEqual(overlayOf({ output: null, measured: MEASURED, findings: [finding("photo.blurred")] }, "en").marks, []);
  const nothing = Object.fromEntries(Object.keys(MEASURED).map((key) => [key, null]));
  assert.deepEqual(overlay([finding("photo.blurred"), finding("photo.background.uneven"), finding("photo.face.none")], nothing).marks, []);
  const { face, head } = MEASURED;
  assert.deepEqual(overlay([finding("photo.blurred"), finding("photo.framed")], { face, head }).marks.map(({ part }) => part), ["face"]);
});

const { visit } = usePhotoPage();
const numbers = (page, where) => page.locator(`exam-photo ${where} b`).allTextContents().then((all) => all.filter((text) => /^\d+$/.test(text)));
/** Where the parts of the answer are, from its own corner. */
const places = (page) =>
  page.locator("exam-photo .result").evaluate((card) => {
    const { x, y } = card.getBoundingClientRect();
    return [".file", ".words", ".after .frame"].map((name) => {
      const rect = card.querySelector(name).getBoundingClientRect();
      return [name, rect.x - x, rect.y - y, rect.width, rect.height];
    });
  });

test("a clean photo is shown as it is; the marks come on demand, in their places, and nothing moves", async () => {
  const { page, clean } = await visit();
  await choose(page, portraitPath());
  await answer(page);
  const marks = page.locator("exam-photo .marks");
  assert.equal(await marks.isVisible(), false);
  const [before] = await changes(page);
  const unmarked = await places(page);
  await page.getByLabel("显示标记").check();
  assert.deepEqual(await places(page), unmarked);
  assert.deepEqual(await page.locator("exam-photo span.spot").allTextContents().then((all) => all.map((text) => text.trim())), ["头顶", "眼睛", "下巴"]);
  assert.deepEqual(await numbers(page, ".marks"), []);
  const { measured, output } = before.report;
  const frame = await box(page, "exam-photo .after img");
  for (const [part, y] of [["crown", measured.crown.y], ["chin", measured.chin.y], ["eyes", (measured.eyes.left.y + measured.eyes.right.y) / 2]]) {
    const drawn = await box(page, `exam-photo g[data-part=${part}]`);
    near((drawn.top + drawn.height / 2 - frame.top) / frame.height, y / output.heightPx, 0.01, part);
  }
  // The labels are what the picture is described by, and only while they are there.
  assert.equal(await page.locator("exam-photo .after img").getAttribute("aria-describedby"), "marks");
  await page.getByLabel("显示标记").uncheck();
  assert.equal(await page.locator("exam-photo .after img").getAttribute("aria-describedby"), null);
  assert.equal((await changes(page)).length, 1, "nothing is drawn into the file");
  await clean();
});

test("a finding and its mark carry one number, and each shows the other", async () => {
  const { page, clean } = await visit();
  await choose(page, named("off.jpg", await redrawn(page)));
  await answer(page);
  await page.locator("exam-photo .adjust").click();
  await page.locator("exam-photo-editor .findings-now dl").waitFor();
  for (let i = 0; i < 5; i++) await page.keyboard.press("Shift+Minus");
  await page.locator("exam-photo-editor .primary").click();
  const item = page.locator('exam-photo .findings li[data-code="photo.head.too_small"]');
  await item.waitFor({ timeout: 60_000 });
  assert.equal(await page.locator("exam-photo .marks").isVisible(), true, "a finding with a place is shown at once");
  assert.deepEqual(await numbers(page, "span.spot"), await numbers(page, ".look"));
  const look = item.getByRole("button");
  const label = page.locator(`exam-photo #${await look.getAttribute("aria-describedby")}`);
  assert.match((await label.textContent()).trim(), /^1\s+头部大小$/);
  // Away from where the button of the editor was.
  await page.mouse.move(1, 1);
  const lit = () => page.locator("exam-photo g.on").evaluateAll((all) => all.map((e) => e.dataset.part));
  assert.deepEqual(await lit(), []);
  // By the pointer on the finding, and on the label.
  await item.hover();
  assert.deepEqual(await lit(), ["head"]);
  await page.mouse.move(1, 1);
  assert.deepEqual(await lit(), []);
  await label.hover();
  await page.locator("exam-photo .look.on").waitFor();
  await page.mouse.move(1, 1);
  // By keyboard, and kept by a press.
  await look.focus();
  await page.keyboard.press("Enter");
  assert.equal(await look.getAttribute("aria-pressed"), "true");
  await look.blur();
  assert.deepEqual(await lit(), ["head"]);
  await look.click();
  assert.equal(await look.getAttribute("aria-pressed"), "false");
  // Hidden by the person, shown again by a press.
  await page.getByLabel("显示标记").uncheck();
  assert.equal(await page.locator("exam-photo .marks").isVisible(), false);
  await look.click();
  assert.equal(await page.locator("exam-photo .marks").isVisible(), true);
  await clean();
});

/** Where the cells of a part are drawn, in pixels of the photo. */
async function drawnAt(page, part) {
  const { report } = (await changes(page)).at(-1);
  const [frame, drawn] = [await box(page, "exam-photo .after img"), await box(page, `exam-photo g[data-part=${part}] .filled`)];
  const scale = report.output.widthPx / frame.width;
  const [left, top] = [(drawn.left - frame.left) * scale, (drawn.top - frame.top) * scale];
  return { report, left, top, right: left + drawn.width * scale, bottom: top + drawn.height * scale };
}

test("a coloured background is marked where it is, and not on the person", async () => {
  const { page, clean } = await visit();
  await choose(page, join(inputsFolder(), "portrait-blue.png"));
  await answer(page);
  assert.equal(await page.locator("exam-photo .marks").isVisible(), true);
  assert.match(await page.locator("exam-photo #mark-background").textContent(), /1\s+背景/);
  const { report, left, top, right, bottom } = await drawnAt(page, "background");
  const cells = report.measured.backgroundCells;
  assert.ok(cells.length > 0);
  near(left, Math.min(...cells.map((cell) => cell.left)), 2, "left");
  near(top, Math.min(...cells.map((cell) => cell.top)), 2, "top");
  near(right, Math.max(...cells.map((cell) => cell.left + cell.width)), 2, "right");
  near(bottom, Math.max(...cells.map((cell) => cell.top + cell.height)), 2, "bottom");
  const { eyes, chin } = report.measured;
  const holds = ({ x, y }) => cells.some((cell) => x > cell.left && x < cell.left + cell.width && y > cell.top && y < cell.top + cell.height);
  assert.deepEqual([eyes.left, eyes.right, chin].map(holds), [false, false, false]);
  await clean();
});

test("a border that the photo still shows is marked along its edges", async () => {
  const { page, clean } = await visit();
  await choose(page, portraitPath());
  await answer(page);
  const bordered = await page.evaluate(async (width) => {
    const bitmap = await createImageBitmap(changes[0].jpeg);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    context.lineWidth = 2 * width;
    context.strokeRect(0, 0, canvas.width, canvas.height);
    const bytes = await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 })).arrayBuffer();
    return [...new Uint8Array(bytes)];
  }, 10);
  // The border is cropped away: it is told, and marked nowhere. A crop by hand takes the whole picture.
  await edit(page, named("bordered.jpg", Buffer.from(bordered)));
  assert.equal((await changes(page)).at(-1).report.measured.insideFrame, null);
  await page.locator("exam-photo-editor input[type=range]").fill("0");
  await page.locator("exam-photo-editor .primary").click();
  await page.locator('exam-photo .findings li[data-code="photo.framed"] .look').waitFor({ timeout: 60_000 });
  const { report, ...drawn } = await drawnAt(page, "frame");
  const { insideFrame } = report.measured;
  near(insideFrame.left, 10, 3, "width of the border");
  for (const [side, is] of Object.entries({ left: 0, top: 0, right: report.output.widthPx, bottom: report.output.heightPx })) near(drawn[side], is, 2, side);
  await clean();
});

test("a finding about the whole photo has no number and no mark", async () => {
  const { page, clean } = await visit({ lang: "en" });
  await choose(page, named("grey.jpg", await redrawn(page, { filter: "grayscale(1)" })));
  await answer(page);
  await page.locator('exam-photo .findings li[data-code="photo.grey"]').waitFor();
  assert.equal(await page.locator("exam-photo .look").count(), 0);
  assert.equal(await page.locator("exam-photo .marks").isVisible(), false);
  await page.getByLabel("Show marks").check();
  assert.deepEqual(await numbers(page, ".marks"), []);
  // A file that is no picture has neither photo nor marks.
  await choose(page, named("a.jpg", Buffer.from("no picture at all")));
  await page.locator("exam-photo .empty").waitFor();
  assert.equal(await page.locator("exam-photo .marks, exam-photo .switch").count(), 0);
  await clean();
});

for (const reducedMotion of ["reduce", "no-preference"]) {
  test(`on a phone the answer comes into view, and the photo at a press: motion ${reducedMotion}`, async () => {
    const { page, clean } = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion });
    const inView = (selector) =>
      page.waitForFunction((selector) => {
        const { top, bottom } = document.querySelector("exam-photo").shadowRoot.querySelector(selector).getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }, selector);
    await choose(page, join(inputsFolder(), "portrait-blue.png"));
    await answer(page);
    await inView(".result header");
    await inView(".after .frame");
    assert.equal(await page.evaluate(() => document.querySelector("exam-photo").shadowRoot.activeElement.localName), "h2");
    assert.ok(await page.evaluate(() => scrollY > 0));
    const look = page.locator("exam-photo .look").first();
    await look.scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await look.dispatchEvent("click");
    await inView(".after .frame");
    await clean();
  });
}
