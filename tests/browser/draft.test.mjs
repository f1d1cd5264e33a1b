// Nothing is lost, in Chromium: reload, tabs that die at any moment, two tabs, a full disk, no network, and deleting it all.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../../scripts/server.mjs";
import { addDocuments, answer, answerAll, checkLook, choosePhoto, documentFile, fillIn, goTo, openPage, readDraft, settled } from "./candidate.mjs";
import { useChromium } from "./chromium.mjs";
import { inRoot, readJson } from "./files.mjs";
import { portraitPath } from "./inputs.mjs";

const policy = readJson("policies/hubei-2025.json");

const chromium = useChromium();

async function site({ folder = inRoot("www/dist"), serviceWorkers = "block", ...options } = {}) {
  const server = await serve({ "/": folder });
  const context = await chromium.browser.newContext({ serviceWorkers, ...options });
  chromium.closing(() => context.close(), () => server.close());
  const visit = async (hash = "") => {
    const visited = await openPage(context, server.url, hash);
    await visited.page.locator("nav.steps").waitFor();
    return visited;
  };
  return { server, context, visit };
}

/** The stored draft agrees with itself: each picture of the application is there, with its very bytes, and no other. */
async function assertWhole(page) {
  const { draft, pictures } = await readDraft(page);
  if (draft === undefined) return undefined;
  const { application, photo, files } = draft;
  const named = [photo?.source, photo?.jpeg, ...Object.values(files).flat().flatMap((file) => [file.blob, file.original])];
  assert.deepEqual(Object.keys(pictures).sort(), [...new Set(named.filter(Boolean))].sort(), "the pictures that are named are there");
  if (application.photo !== null) assert.equal(pictures[photo.jpeg], application.photo.sha256, "the photo");
  for (const [kind, records] of Object.entries(application.slots)) {
    assert.deepEqual(files[kind].map((file) => pictures[file.blob]), records.map(({ sha256 }) => sha256), kind);
  }
  for (const [kind, list] of Object.entries(files)) assert.equal(list.length, application.slots[kind]?.length ?? 0, kind);
  return application;
}

test("after a reload everything is there, pictures and crop included", async () => {
  const { visit } = await site();
  const { page, clean } = await visit();
  await settled(page);
  await fillIn(page);
  await goTo(page, "photo");
  const made = await page.locator("exam-photo").evaluate((element) => element.value.report.output.sha256);
  const before = await assertWhole(page);
  await page.reload();
  await settled(page);
  assert.deepEqual(await assertWhole(page), before);
  await goTo(page, "photo");
  await page.locator("exam-photo .result.ready").waitFor();
  assert.equal(await page.locator("exam-photo").evaluate((element) => element.value.report.output.sha256), made);
  await goTo(page, "materials");
  assert.equal(await page.locator("exam-material .tile").count(), 3);
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
  await clean();
});

/** Small numbers that look like chance and are the same each time (mulberry32). */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Allowed drafts after an act that was cut short: as before it, or as after it. */
function assertBeforeOrAfter(round, act, before, now) {
  const hashes = ({ slots }) => (slots.identity ?? []).map(({ sha256 }) => sha256);
  const [was, is] = [hashes(before), hashes(now)];
  const isOne = (...candidates) => assert.ok(
    candidates.some((one) => JSON.stringify(one) === JSON.stringify(is)), `round ${round}, ${act.what}: ${was.length} documents, now ${is.length}`);
  if (act.what === "document") {
    assert.deepEqual(is.slice(0, was.length), was, `round ${round}: the documents before the new one`);
    assert.ok(is.length - was.length <= 1);
  } else if (act.what === "remove") isOne(was, was.slice(1));
  else isOne(was);
  const after = act.what === "fact" ? { ...before.profile, [act.fact]: act.choice } : before.profile;
  const facts = JSON.stringify(now.profile);
  assert.ok([before.profile, after].some((one) => JSON.stringify(one) === facts), `round ${round}, ${act.what}: ${facts}`);
  if (before.photo !== null) assert.deepEqual(now.photo, before.photo, `round ${round}: the photo`);
}

test("a tab that is closed, or whose program dies, at any moment leaves the draft before or after, never a mixture", async (t) => {
  const random = chance(20250120);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const { context, visit } = await site();
  const done = { before: 0, after: 0 };
  let last;
  let act;
  for (let round = 0; round <= 30; round++) {
    const { page, clean } = await visit();
    await settled(page);
    const now = await assertWhole(page);
    if (round === 0) {
      await answerAll(page);
    } else {
      assert.ok(now !== undefined, `round ${round}: the draft is gone`);
      assertBeforeOrAfter(round, act, last, now);
      done[JSON.stringify(now) === JSON.stringify(last) ? "before" : "after"] += 1;
    }
    if (round === 30) break;
    last = (await readDraft(page)).draft.application;

    // Something begins, and the tab dies within the time that it takes.
    const documents = last.slots.identity?.length ?? 0;
    const ways = ["fact", "fact", ...(last.photo === null ? ["photo"] : []), ...(documents < 2 ? ["document", "document"] : []), ...(documents > 0 ? ["remove"] : [])];
    act = { what: pick(ways) };
    if (act.what === "fact") {
      const fact = pick(policy.facts.filter(({ name }) => ["shortLine", "institutionListed", "level"].includes(name)));
      act.fact = fact.name;
      act.choice = fact.choices.find(({ value }) => value !== last.profile[fact.name]).value;
      await page.locator(`#facts-${fact.name} input[value=${act.choice}]`).click();
    } else if (act.what === "photo") {
      await goTo(page, "photo");
      await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
      await page.setInputFiles("exam-photo input[type=file]:not([capture])", portraitPath());
    } else {
      await goTo(page, "materials");
      const slot = page.locator("#materials-identity exam-material");
      if (act.what === "remove") await slot.locator(".tile .remove").first().click();
      else await slot.locator("input.files").setInputFiles(documentFile(round));
    }
    const longestMs = { fact: 30, remove: 30, photo: 1200, document: 1500 }[act.what];
    await page.waitForTimeout(random() * longestMs);
    if (round % 2 === 0) {
      await clean();
      await page.close({ runBeforeUnload: false });
    } else {
      // Not closed but killed: the page's process ends on the spot.
      const devtools = await context.newCDPSession(page);
      await Promise.race([devtools.send("Page.crash").catch(() => {}), page.waitForEvent("crash")]);
      await page.close().catch(() => {});
    }
  }
  t.diagnostic(`30 ends: ${done.before} times the draft before the last act, ${done.after} times the one after it`);
  assert.ok(done.before > 0 && done.after > 0, "both sides of the moment were met");
});

test("two tabs: the second only looks, follows the first, and takes over on request", async () => {
  const { visit } = await site();
  const { page: first, clean } = await visit();
  await settled(first);
  await answer(first, "origin", "mainland");
  const { page: second, clean: secondClean } = await visit();
  const said = second.getByText("另一个标签页");
  await said.waitFor();
  assert.equal(await second.locator("#facts-origin input").first().isDisabled(), true);
  assert.equal(await second.locator("#facts-origin input[value=mainland]").isChecked(), true);
  await checkLook(second, "read-only", [360]);
  // Changes in the first are seen in the second.
  await answer(first, "level", "assistant");
  await second.locator("#facts-level input[value=assistant]:checked").waitFor();
  await second.getByRole("button", { name: "在本页继续填写" }).click();
  await said.waitFor({ state: "detached" });
  await first.getByText("另一个标签页").waitFor();
  await answer(second, "origin", "foreign");
  await first.locator("#facts-origin input[value=foreign]:checked").waitFor();
  // A tab that is closed hands over by itself.
  await secondClean();
  await second.close();
  await first.getByText("另一个标签页").waitFor({ state: "detached" });
  await answer(first, "origin", "taiwan");
  assert.equal((await assertWhole(first)).profile.origin, "taiwan");
  await clean();
});

test("two tabs without locks and channels: the older one cannot overwrite the newer", async () => {
  const { context, visit } = await site();
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
    delete globalThis.BroadcastChannel;
  });
  const { page: first } = await visit();
  await settled(first);
  await answer(first, "origin", "mainland");
  const { page: second } = await visit();
  await settled(second);
  await answer(second, "origin", "foreign");
  await first.locator("#facts-origin input[value=macau]").click();
  await first.getByText("另一个标签页").waitFor();
  assert.equal((await assertWhole(first)).profile.origin, "foreign");
});

test("a full disk is said, nothing half is left, and the change is saved once there is room", async () => {
  const { context, visit } = await site();
  // Chromium tells pages the same large quota whatever there is.
  await context.addInitScript(() => (StorageManager.prototype.estimate = async () => ({ quota: 9e6, usage: 5e6 })));
  const { page } = await visit();
  await settled(page);
  await answerAll(page);
  await answer(page, "shortLine", "yes");
  await page.getByRole("alert").filter({ hasText: "即将用完" }).waitFor();
  // Nor does it enforce one for its database: the disk's own refusal is put on by hand.
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    globalThis.isFull = true;
    IDBObjectStore.prototype.put = function (value, key) {
      if (isFull && value instanceof Blob) throw new DOMException("no room", "QuotaExceededError");
      return put.call(this, value, key);
    };
  });
  await goTo(page, "photo");
  await page.locator("exam-photo .pick button").first().and(page.locator(":enabled")).waitFor();
  await page.setInputFiles("exam-photo input[type=file]:not([capture])", portraitPath());
  await page.getByRole("alert").filter({ hasText: "存储空间已满" }).waitFor({ timeout: 60_000 });
  assert.equal((await assertWhole(page)).photo, null);
  // The page goes on with what it has in mind.
  await page.locator('nav.steps a[href="#photo"] .hint', { hasText: "已完成" }).waitFor();
  await page.evaluate(() => (isFull = false));
  await page.getByRole("button", { name: "再试一次" }).click();
  await page.getByRole("alert").filter({ hasText: "存储空间已满" }).waitFor({ state: "detached" });
  await settled(page);
  assert.notEqual((await assertWhole(page)).photo, null);
});

test("a browser that keeps nothing is said, and everything works as long as the page is open", async () => {
  const { context, visit } = await site();
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("a private window", "SecurityError");
    };
    LockManager.prototype.request = async () => {
      throw new DOMException("a private window", "SecurityError");
    };
    globalThis.BroadcastChannel = class {
      constructor() {
        throw new DOMException("a private window", "SecurityError");
      }
    };
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("a private window", "SecurityError");
      },
    });
  });
  const { page, clean } = await visit();
  await page.getByRole("alert").filter({ hasText: "无法保存内容" }).waitFor();
  await answerAll(page);
  await addDocuments(page, "identity", [documentFile(1)]);
  assert.equal(await page.locator("#materials-identity .tile").count(), 1);
  await clean();
});

test("everything on the device is deleted, after a question", async () => {
  const { visit } = await site();
  const { page, clean } = await visit();
  await settled(page);
  await answerAll(page);
  await addDocuments(page, "identity", [documentFile(1)]);
  await page.locator(".device > button").click();
  await page.getByRole("button", { name: "取消", exact: true }).click();
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.locator(".device > button").click();
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "全部删除" }).click()]);
  await settled(page);
  assert.equal(await page.locator("#facts-origin input:checked").count(), 0);
  const left = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    words: localStorage.length,
  }));
  // The page has opened a new, empty one.
  assert.ok(left.databases <= 1 && left.words === 0);
  const { draft, pictures } = await readDraft(page);
  assert.equal(draft, undefined);
  assert.deepEqual(pictures, {});
  await clean();
});

test("once loaded it works without a network: facts, photo, documents, reload", async () => {
  const { context, visit, server } = await site({ serviceWorkers: "allow" });
  const { page, seen } = await visit();
  await settled(page);
  await page.getByText("没有网络也能打开本页").waitFor({ timeout: 30_000 });
  await context.setOffline(true);
  await server.close();
  await page.getByText("现在没有网络").waitFor();
  await page.reload();
  await settled(page);
  await fillIn(page);
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
  assert.deepEqual(seen.faults.filter((fault) => !fault.startsWith("failed:") && !/ERR_|Failed to load|sw|service/i.test(fault)), []);
});

test("a new version is offered, and taken only when the candidate says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "exam-preflight-site-"));
  chromium.closing(() => rmSync(folder, { recursive: true }));
  cpSync(inRoot("www/dist"), folder, { recursive: true });
  const { visit } = await site({ folder, serviceWorkers: "allow" });
  const { page } = await visit();
  await settled(page);
  await page.getByText("没有网络也能打开本页").waitFor({ timeout: 30_000 });
  await answer(page, "origin", "mainland");
  // Another build: another name of it in the worker, another title in the page.
  const worker = join(folder, "service-worker.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/BUILD = "\w+"/, 'BUILD = "another"'));
  appendFileSync(join(folder, "index.html"), "<!-- another build -->");
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const offer = page.getByRole("button", { name: "现在更新" });
  await offer.waitFor({ timeout: 30_000 });
  assert.doesNotMatch(await page.evaluate(async () => (await fetch("./")).text()), /another build/, "the page still is of one build");
  await Promise.all([page.waitForEvent("load"), offer.click()]);
  await settled(page);
  assert.match(await page.evaluate(async () => (await fetch("./")).text()), /another build/);
  assert.equal(await page.locator("#facts-origin input[value=mainland]").isChecked(), true);
});
