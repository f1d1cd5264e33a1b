// A candidate at the page, in Chromium: opens it, answers, chooses pictures. And what a page must be at every step.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRoot } from "./files.mjs";
import { inputsFolder, portraitPath } from "./inputs.mjs";
import { pictured } from "./pictured.mjs";
import { watch } from "./watch.mjs";

const AXE = readFileSync(inRoot("tests/browser/node_modules/axe-core/axe.min.js"), "utf8");

export const STEPS = ["facts", "photo", "materials", "check", "submit", "status"];

/** The shortest way: three pictures of two kinds. */
export const FACTS = {
  origin: "mainland",
  service: "civilian",
  idDocument: "resident_card",
  level: "assistant",
  entry: "apprenticeship",
  shortLine: "no",
  institutionListed: "yes",
};
export const KINDS = { identity: 2, apprenticeship_certificate: 1 };

/** A page in a context of its own, watched. `reports` are those of the content security policy. */
export async function openPage(context, url, hash = "") {
  const page = await context.newPage();
  const seen = watch(page, new URL(url).origin);
  await page.addInitScript(() => {
    globalThis.reports = [];
    document.addEventListener("securitypolicyviolation", (e) => reports.push(`${e.violatedDirective} ${e.blockedURI}`));
  });
  await page.goto(`${url}/${hash}`);
  return { page, seen, clean: seen.clean };
}

export async function goTo(page, step, place) {
  await pictured(page);
  await page.evaluate((hash) => (location.hash = hash), place ? `${step}/${place}` : step);
  await page.locator(`nav.steps a[href="#${step}"][aria-current=step]`).waitFor();
}

export async function answerAll(page, facts = FACTS) {
  await goTo(page, "facts");
  for (const [fact, choice] of Object.entries(facts)) await answer(page, fact, choice);
}

export async function answer(page, fact, choice) {
  await page.locator(`#facts-${fact} input[value=${choice}]`).check();
  await settled(page);
}

export async function choosePhoto(page, file = portraitPath()) {
  await goTo(page, "photo");
  await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
  await page.setInputFiles("exam-photo input[type=file]:not([capture])", file);
  await page.locator("exam-photo .result").waitFor({ timeout: 60_000 });
  await settled(page);
}

export async function addDocuments(page, kind, files) {
  await goTo(page, "materials", kind);
  const slot = page.locator(`#materials-${kind} exam-material`);
  const before = await slot.locator(".tile").count();
  await slot.locator("input.files").setInputFiles(files);
  await slot.locator(".tile").nth(before + files.length - 1).waitFor({ timeout: 60_000 });
  await settled(page);
}

/** Everything that the shortest way asks for. */
export async function fillIn(page) {
  await answerAll(page);
  await choosePhoto(page);
  let n = 0;
  for (const [kind, count] of Object.entries(KINDS)) {
    await addDocuments(page, kind, Array.from({ length: count }, () => documentFile((n += 1))));
  }
}

/** Everything is applied, on the disk, and seen. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector("#app").dataset.idle === "true");
  await pictured(page);
}

let folder;

/**
 * The generated page of a document, each time another file: with a comment of its own in it. By its path: bytes that the
 * driver carries into the page keep the page's main thread busy.
 */
export function documentFile(n) {
  const jpeg = readFileSync(join(inputsFolder(), "page.jpg"));
  const text = Buffer.from(`document ${n}`);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return temporary(`document-${n}.jpg`, Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]));
}

/** A file with these bytes, until the tests end. */
export function temporary(name, bytes) {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), "exam-preflight-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  }
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Nothing that axe finds, and nothing wider than the window, at three widths. */
export async function checkLook(page, state, widths = [360, 768, 1280]) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${state}: ${overflow} px too wide at ${width} px`);
    // A target that the bar at the lower edge covers at this moment would count as too small.
    await page.evaluate(() => document.querySelector(".onward")?.style.setProperty("position", "static"));
    if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    });
    await page.evaluate(() => document.querySelector(".onward")?.style.removeProperty("position"));
    assert.deepEqual(violations, [], `${state} at ${width} px`);
  }
}

/** The page's stored draft, read from its database: the application, and the hashes of the pictures beside it. */
export function readDraft(page, candidate = null) {
  return page.evaluate(async (candidate) => {
    const request = (r) => new Promise((done, fail) => ((r.onsuccess = () => done(r.result)), (r.onerror = () => fail(r.error))));
    const db = await request(indexedDB.open("exam-preflight"));
    const tx = db.transaction(["drafts", "pictures"]);
    const key = candidate ?? (await request(tx.objectStore("drafts").getAllKeys()))[0];
    const draft = key === undefined ? undefined : await request(tx.objectStore("drafts").get(key));
    const keys = await request(tx.objectStore("pictures").getAllKeys());
    const hash = async (blob) => {
      const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    };
    const kept = keys.filter(([owner]) => owner === key);
    const blobs = await Promise.all(kept.map((place) => request(db.transaction("pictures").objectStore("pictures").get(place))));
    const pictures = {};
    for (const [i, [, name]] of kept.entries()) pictures[name] = await hash(blobs[i]);
    db.close();
    return { key, draft, pictures };
  }, candidate);
}
