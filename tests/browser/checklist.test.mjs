// The list to take along, the notices at their places, and pictures that move to another document, in Chromium.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../../scripts/server.mjs";
import { FACTS, answer, answerAll, checkLook, fillIn, goTo, openPage, readDraft, settled } from "./candidate.mjs";
import { useChromium } from "./chromium.mjs";
import { inRoot, readJson } from "./files.mjs";

const policy = readJson("policies/hubei-2025.json");
const material = (kind) => policy.materials.find((one) => one.kind === kind);
const notice = (id) => policy.notices.find((one) => one.id === id);

const chromium = useChromium();

async function visit() {
  const server = await serve({ "/": inRoot("www/dist") });
  const context = await chromium.browser.newContext({ serviceWorkers: "block" });
  chromium.closing(() => context.close(), () => server.close());
  const visited = await openPage(context, server.url);
  await visited.page.locator("nav.steps").waitFor();
  await settled(visited.page);
  return visited;
}

test("the list is there before anything is picked, follows the answers, and says what is open", async () => {
  const { page, seen, clean } = await visit();
  const list = page.locator(".checklist");
  assert.equal(await list.count(), 0, "nothing is answered yet");
  await answer(page, "origin", "mainland");
  const entry = (kind) => list.locator(".items > li").filter({ has: page.getByRole("heading", { name: material(kind).title["zh-CN"] }) });
  await entry("identity").getByText("2 张", { exact: true }).waitFor();
  await list.locator(".note.warning", { hasText: "题未回答" }).waitFor();
  await list.getByRole("heading", { name: "待定材料" }).waitFor();
  await answerAll(page);
  assert.equal(await list.locator(".note.warning").count(), 0);
  assert.equal(await list.getByRole("heading", { name: "待定材料" }).count(), 0);
  const required = ["identity", "apprenticeship_certificate"];
  assert.deepEqual(
    (await list.locator("h4").allTextContents()).map((title) => title.replace(/\s*\d.*$/, "").trim()),
    [policy.photo.title["zh-CN"].replace(/\s*\d.*$/, ""), ...required.map((kind) => material(kind).title["zh-CN"])],
  );
  for (const kind of required) {
    const { note, obtainedFrom, links = [] } = material(kind);
    await entry(kind).getByText(note["zh-CN"]).waitFor();
    await entry(kind).getByText(obtainedFrom["zh-CN"]).waitFor();
    for (const { url } of links) await entry(kind).locator(`a[href="${url}"]`).waitFor();
  }
  // A form has its address.
  await answer(page, "shortLine", "yes");
  await entry("short_line_form").locator(`a[href="${material("short_line_form").links[0].url}"]`).waitFor();
  await page.getByRole("button", { name: "Switch to English" }).click();
  await list.getByRole("heading", { name: material("identity").title.en }).waitFor();
  await checkLook(page, "the checklist", [360, 1280]);
  assert.deepEqual(seen.requests.filter((url) => url.includes("/api/")), []);
  await clean();
});

test("on paper stands the list, and nothing else", async () => {
  const { page } = await visit();
  await answerAll(page);
  await page.emulateMedia({ media: "print" });
  for (const gone of ["nav.steps", ".question", ".lead", "aside", ".onward", "footer", ".language", ".checklist button"]) {
    for (const one of await page.locator(gone).all()) assert.equal(await one.isVisible(), false, gone);
  }
  assert.equal(await page.locator(".checklist").isVisible(), true);
  await page.locator(".only-print", { hasText: policy.facts[0].title["zh-CN"] }).waitFor();
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g).length;
  assert.ok(pages >= 1 && pages <= 2, `${pages} pages for a list of two documents`);
});

test("a notice stands at the part that it is about, with its addresses", async () => {
  const { page, clean } = await visit();
  await answerAll(page);
  const text = (id) => notice(id).text["zh-CN"];
  await answer(page, "idDocument", "temporary_card");
  await page.locator("#facts-idDocument .note", { hasText: text("temporary_card_renewal") }).waitFor();
  await answer(page, "institutionListed", "no");
  await page.locator(`#facts-institutionListed .note a[href="${notice("add_institution").links[0].url}"]`).waitFor();
  await goTo(page, "photo");
  await page.locator(".step:not([hidden]) .note", { hasText: text("photo_tool") }).waitFor();
  await goTo(page, "materials");
  await page.locator("#materials-identity").getByText(text("temporary_card_renewal")).waitFor();
  await page.locator("#materials-identity").getByText(material("identity").obtainedFrom["zh-CN"]).waitFor();
  await goTo(page, "check");
  const general = page.locator(".notices");
  await general.getByText(text("truthful")).waitFor();
  assert.equal(await general.getByText(text("temporary_card_renewal")).count(), 0, "it is said at its place");
  await clean();
});

test("a picture moves to another document in one tap, where one alone has room, and its file goes with it", async () => {
  const { page, clean } = await visit();
  await fillIn(page);
  await goTo(page, "facts");
  await answer(page, "entry", "speciality");
  await goTo(page, "materials");
  const from = page.locator("#materials-apprenticeship_certificate");
  const to = page.locator("#materials-speciality_certificate");
  const before = (await readDraft(page)).draft.application.slots;
  await from.locator(".tile .move").click();
  await to.locator(".tile").waitFor();
  await settled(page);
  assert.equal(await from.count() === 0 || (await from.locator(".tile").count()) === 0, true);
  await page.locator("#spoken", { hasText: material("speciality_certificate").title["zh-CN"] }).waitFor();
  const { draft, pictures } = await readDraft(page);
  assert.deepEqual(draft.application.slots.speciality_certificate, before.apprenticeship_certificate);
  assert.ok(Object.values(pictures).includes(before.apprenticeship_certificate[0].sha256));
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
  await clean();
});

test("where several documents have room, a person chooses one of them", async () => {
  const { page } = await visit();
  await answerAll(page, { ...FACTS, entry: "education", education: "secondary", educationPlace: "mainland" });
  await answerAll(page, { diplomaState: "held", secondaryVerification: "online", freshGraduate: "no" });
  await goTo(page, "materials");
  const { documentFile, addDocuments } = await import("./candidate.mjs");
  await addDocuments(page, "identity", [documentFile(31)]);
  const identity = page.locator("#materials-identity");
  await identity.locator(".tile .move").click();
  const targets = await identity.locator("dialog .targets button").allTextContents();
  assert.deepEqual(targets.map((title) => title.trim()), ["diploma", "secondary_verification_online"].map((kind) => material(kind).title["zh-CN"]));
  await identity.locator('dialog button[data-kind="diploma"]').click();
  await page.locator("#materials-diploma .tile").waitFor();
  await settled(page);
  assert.equal(await identity.locator(".tile").count(), 0);
});
