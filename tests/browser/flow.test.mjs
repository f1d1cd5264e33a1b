// The way through, in Chromium: from the first question to the check, forwards and back, by mouse, address and keyboard.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { serve } from "../../scripts/server.mjs";
import {
  FACTS,
  KINDS,
  STEPS,
  addDocuments,
  answer,
  answerAll,
  choosePhoto,
  documentFile,
  fillIn,
  goTo,
  openPage,
  readDraft,
  settled,
  temporary,
} from "./candidate.mjs";
import { useChromium } from "./chromium.mjs";
import { builtWorker, inRoot, readJson } from "./files.mjs";
import { portraitPath } from "./inputs.mjs";
import { HELD, patchFirst, tellAnswers } from "./patches.mjs";

const policy = readJson("policies/hubei-2025.json");
const titleOf = (kind) => policy.materials.find((material) => material.kind === kind).title["zh-CN"];

const chromium = useChromium();

/** `workers`: what is put before a worker's own text, one entry a start; the rules' worker is the first. */
async function visit(hash = "", { workers = [] } = {}) {
  const worker = builtWorker();
  const server = await serve({ "/": inRoot("www/dist") }, { routes: { [worker.address]: patchFirst(worker.path, workers) } });
  const context = await chromium.browser.newContext({ serviceWorkers: "block" });
  chromium.closing(() => context.close(), () => server.close());
  const visited = await openPage(context, server.url, hash);
  await visited.page.locator("nav.steps").waitFor();
  await settled(visited.page);
  return visited;
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
const codes = (page) => page.locator("main .found li").evaluateAll((items) => items.map((item) => item.dataset.code));

test("each step has its address, title and focus; back goes back", async () => {
  const { page, clean } = await visit();
  for (const step of STEPS.slice(1)) {
    await page.locator(`nav.steps a[href="#${step}"]`).click();
    await page.locator(`nav.steps a[href="#${step}"][aria-current=step]`).waitFor();
    const name = await page.locator(`nav.steps a[href="#${step}"] .name`).textContent();
    assert.equal(await page.locator("h1").textContent(), name);
    assert.ok((await page.title()).startsWith(name));
    await page.waitForFunction(() => document.activeElement?.localName === "h1");
  }
  for (const step of STEPS.slice(0, -1).reverse()) {
    await page.goBack();
    await page.locator(`nav.steps a[href="#${step}"][aria-current=step]`).waitFor();
  }
  // An address that names no step changes nothing, and any step can be the first.
  await page.evaluate(() => (location.hash = "nonsense"));
  assert.equal(await page.locator('nav.steps a[href="#facts"]').getAttribute("aria-current"), "step");
  const { page: other } = await visit("#materials/identity");
  assert.equal(await other.locator('nav.steps a[href="#materials"]').getAttribute("aria-current"), "step");
  await clean();
});

test("the buttons lead on and back", async () => {
  const { page } = await visit();
  for (const step of STEPS.slice(1)) {
    await page.locator(".onward .button").last().click();
    await page.locator(`nav.steps a[href="#${step}"][aria-current=step]`).waitFor();
  }
  await page.locator(".onward .button").first().click();
  await page.locator('nav.steps a[href="#submit"][aria-current=step]').waitFor();
});

test("only the questions that apply are asked, and what an answer changes is said", async () => {
  const { page, clean } = await visit();
  const asked = () => page.locator(".question").evaluateAll((all) => all.map((e) => e.id.replace("facts-", "")));
  assert.equal((await asked()).includes("service"), false);
  await answer(page, "origin", "mainland");
  assert.equal((await asked()).includes("service"), true);
  const said = page.locator("#facts-origin .note.info");
  await answer(page, "origin", "taiwan");
  await said.filter({ hasText: `现在还需要：${titleOf("hmt_internship_form")}（1 张）` }).waitFor();
  await page.locator("#spoken", { hasText: titleOf("hmt_internship_form") }).waitFor();
  await answer(page, "origin", "foreign");
  assert.equal((await asked()).includes("service"), false);
  await said.filter({ hasText: titleOf("foreign_internship_form") }).waitFor();
  const overview = page.locator(".overview li");
  await overview.filter({ hasText: titleOf("foreign_internship_form") }).waitFor();
  assert.equal(await overview.filter({ hasText: titleOf("identity") }).locator(".count").textContent(), "0 / 1");
  await clean();
});

test("answers that contradict each other are told at once, at each of them, and taken back", async () => {
  const { page } = await visit();
  await answer(page, "origin", "mainland");
  await answer(page, "service", "civilian");
  await answer(page, "idDocument", "military_card");
  const text = policy.contradictions.find(({ id }) => id === "military_card_needs_service").text["zh-CN"].replace("。", "");
  for (const fact of ["service", "idDocument"]) await page.locator(`#facts-${fact} .note.error`, { hasText: text }).waitFor();
  // A person who does not see it hears it with the question.
  const described = await page.locator("#facts-idDocument").getAttribute("aria-describedby");
  assert.match(described, /wrong-idDocument/);
  await answer(page, "idDocument", "resident_card");
  await page.locator("#facts-service .note.error").waitFor({ state: "detached" });
});

test("everything is filled in, the gate opens, and nothing was sent", async () => {
  const { page, seen, clean } = await visit();
  await answerAll(page);
  assert.equal(await page.locator('nav.steps a[href="#facts"] .hint').textContent(), "已完成");
  await goTo(page, "check");
  assert.deepEqual(await codes(page), ["application.photo.missing", "slot.files.too_few", "slot.files.too_few"]);
  // The way from a finding to its place.
  await page.locator('li[data-code="slot.files.too_few"] a').first().click();
  await page.locator('nav.steps a[href="#materials"][aria-current=step]').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "materials-identity");
  await choosePhoto(page);
  await addDocuments(page, "identity", [documentFile(1)]);
  await goTo(page, "check");
  assert.deepEqual((await codes(page)).filter((code) => !code.startsWith("material.")), ["slot.files.too_few", "slot.files.too_few"]);
  await addDocuments(page, "identity", [documentFile(2)]);
  await addDocuments(page, "apprenticeship_certificate", [documentFile(3)]);
  assert.equal(await page.locator(".overview li").filter({ hasText: titleOf("identity") }).locator(".count").textContent(), "2 / 2");
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
  // Without a link everything works, and the last step says how to come by one.
  await goTo(page, "submit");
  await page.locator(".no-token", { hasText: "上传相关材料" }).waitFor();
  assert.equal(await page.locator("button.submit").isDisabled(), true);
  assert.deepEqual(seen.requests.filter((url) => url.includes("/api/")), []);
  await clean();
});

test("a picture of another slot is refused where it was put, and said", async () => {
  const { page, clean } = await visit();
  await answerAll(page);
  await addDocuments(page, "identity", [documentFile(1)]);
  await page.locator("#materials-apprenticeship_certificate input.files").setInputFiles(documentFile(1));
  await page.locator("#materials-apprenticeship_certificate", { hasText: titleOf("identity") }).getByText("同一张图片").first().waitFor({ timeout: 30_000 });
  await settled(page);
  assert.equal(await page.locator("#materials-apprenticeship_certificate .tile").count(), 0);
  await clean();
});

test("a photo that does not pass takes no place, is kept, and the check says why", async () => {
  const { page } = await visit();
  await answerAll(page);
  await goTo(page, "photo");
  await page.setInputFiles("exam-photo input[type=file]:not([capture])", { name: "合影.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await page.locator("exam-photo .result").waitFor();
  await settled(page);
  await goTo(page, "check");
  const item = page.locator('li[data-code="application.photo.missing"]');
  await item.filter({ hasText: "未通过检查" }).waitFor();
  await item.locator("a").click();
  await page.locator("exam-photo .result").waitFor();
});

test("going back loses nothing, and a changed answer loses no picture", async () => {
  const { page } = await visit();
  await fillIn(page);
  for (const step of [...STEPS, ...STEPS].reverse()) await goTo(page, step);
  await goTo(page, "photo");
  await page.locator("exam-photo .result.ready").waitFor();
  await goTo(page, "facts");
  await answer(page, "entry", "speciality");
  await page.locator("#facts-entry .note", { hasText: `不再需要：${titleOf("apprenticeship_certificate")}` }).waitFor();
  await page.locator("#facts-entry .note", { hasText: "document-3.jpg" }).waitFor();
  await goTo(page, "check");
  assert.ok((await codes(page)).includes("slot.files.superfluous"));
  await goTo(page, "materials");
  assert.equal(await page.locator("#materials-apprenticeship_certificate .tile").count(), 1);
  await goTo(page, "facts");
  await answer(page, "entry", FACTS.entry);
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
});

test("a picture at work is not lost by going on to another step", async () => {
  const { page } = await visit();
  await answerAll(page);
  await goTo(page, "photo");
  await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
  await page.setInputFiles("exam-photo input[type=file]:not([capture])", portraitPath());
  await goTo(page, "materials", "identity");
  await page.locator("#materials-identity input.files").setInputFiles(documentFile(1));
  await goTo(page, "facts");
  await page.locator('nav.steps a[href="#photo"] .hint', { hasText: "已完成" }).waitFor({ timeout: 60_000 });
  await page.locator(".overview li").filter({ hasText: titleOf("identity") }).getByText("1 / 2").waitFor({ timeout: 60_000 });
});

test("the whole way can be gone by keyboard", async () => {
  const { page } = await visit();
  const text = () => page.evaluate(() => (document.activeElement.shadowRoot?.activeElement ?? document.activeElement).textContent.trim());
  // Heard from the beginning: the driver needs a moment to catch the first.
  page.on("filechooser", () => {});
  await page.keyboard.press("Tab");
  assert.equal(await text(), "跳到主要内容");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "h1");
  // Each question is one stop; the arrows choose.
  for (const [fact, choice] of Object.entries(FACTS)) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement.name);
    assert.equal(name, fact);
    await page.keyboard.press("Space");
    for (let i = 0; i < 8 && !(await page.locator(`#facts-${fact} input[value=${choice}]`).isChecked()); i++) {
      await page.keyboard.press("ArrowDown");
      await settled(page);
      assert.equal(await page.evaluate(() => document.activeElement.name), fact, "the focus stays");
    }
    await settled(page);
  }
  await page.keyboard.press("Tab");
  // The list of what is needed comes after the questions; then the way on.
  for (let i = 0; i < 12 && !(await text()).startsWith("下一步"); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.localName === "h1" && location.hash === "#photo");
  await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
  for (let i = 0; i < 6 && (await text()) !== "选择照片"; i++) await page.keyboard.press("Tab");
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await picker).setFiles(portraitPath());
  await page.locator("exam-photo .result.ready").waitFor({ timeout: 60_000 });
  await goTo(page, "materials", "identity");
  await page.waitForFunction(() => document.activeElement?.id === "materials-identity");
  for (let i = 0; i < 8 && !(await text()).includes("添加图片"); i++) await page.keyboard.press("Tab");
  const second = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await second).setFiles([documentFile(1), documentFile(2)]);
  await page.locator("#materials-identity .tile").nth(1).waitFor({ timeout: 60_000 });
  assert.equal(KINDS.identity, 2);
});

test("pictures that come faster than the rules answer are all kept, and none goes from the page meanwhile", async () => {
  const { page, clean } = await visit("", { workers: [HELD] });
  const kind = "foreign_internship_form";
  await answer(page, "origin", "foreign");
  await goTo(page, "materials", kind);
  await tellAnswers(page, "hold");
  const tiles = page.locator(`#materials-${kind} .tile`);
  const add = async (n) => {
    await page.locator(`#materials-${kind} input.files`).setInputFiles([documentFile(n)]);
    await tiles.nth(n - 1).waitFor();
  };
  await add(1);
  await add(2);
  // The rules have answered about the first picture alone.
  await tellAnswers(page, "one");
  const kept = async () => (await readDraft(page)).draft?.application.slots[kind]?.length ?? 0;
  while ((await kept()) === 0) await setTimeout(20);
  assert.deepEqual([await kept(), await tiles.count()], [1, 2]);
  await add(3);
  await tellAnswers(page, "all");
  await settled(page);
  const { pictures } = await readDraft(page);
  assert.deepEqual([await kept(), await tiles.count(), Object.keys(pictures).length], [3, 3, 3]);
  await clean();
});

test("a second photo that is ready before the rules have taken the first stays on the page", async () => {
  const { page, clean } = await visit("", { workers: [HELD] });
  await goTo(page, "photo");
  await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
  await tellAnswers(page, "hold");
  const portrait = readFileSync(portraitPath());
  const shown = () => page.locator("exam-photo").evaluate(({ value }) => value?.name);
  for (const name of ["first.jpg", "second.jpg"]) {
    await page.setInputFiles("exam-photo input[type=file]:not([capture])", temporary(name, portrait));
    while ((await shown()) !== name) await setTimeout(20);
  }
  await tellAnswers(page, "one");
  const kept = async () => (await readDraft(page)).draft?.application.photo?.name;
  while ((await kept()) === undefined) await setTimeout(20);
  assert.deepEqual([await kept(), await shown()], ["first.jpg", "second.jpg"]);
  await tellAnswers(page, "all");
  await settled(page);
  assert.deepEqual([await kept(), await shown()], ["second.jpg", "second.jpg"]);
  await clean();
});

test("a second answer before the rules have taken the first stays chosen", async () => {
  const { page, clean } = await visit("", { workers: [HELD] });
  await tellAnswers(page, "hold");
  for (const choice of ["mainland", "foreign"]) await page.locator(`#facts-origin input[value=${choice}]`).check();
  await tellAnswers(page, "one");
  const kept = async () => (await readDraft(page)).draft?.application.profile.origin;
  const shown = () => page.locator("#facts-origin input:checked").inputValue();
  while ((await kept()) === undefined) await setTimeout(20);
  assert.deepEqual([await kept(), await shown()], ["mainland", "foreign"]);
  await tellAnswers(page, "all");
  await settled(page);
  assert.deepEqual([await kept(), await shown()], ["foreign", "foreign"]);
  await clean();
});
