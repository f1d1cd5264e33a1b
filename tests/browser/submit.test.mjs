// The talk with the receiver, in Chromium, against the real one: links, the closed gate, progress, broken lines, refusals,
// receipts; and what leaves the page at all.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { KINDS, addDocuments, answer, checkLook, documentFile, fillIn, goTo, openPage, readDraft, settled } from "./candidate.mjs";
import { useChromium } from "./chromium.mjs";
import { inputsFolder } from "./inputs.mjs";
import { pictured } from "./pictured.mjs";
import { startLine, startReceiver } from "./receiver.mjs";

const chromium = useChromium();

const FILES = 1 + Object.values(KINDS).reduce((sum, n) => sum + n, 0);

/** A page with the candidate's link, on a line that can be broken. */
async function visit({ hash, ...options } = {}) {
  const receiver = await startReceiver();
  const line = await startLine(receiver);
  const context = await chromium.browser.newContext({ serviceWorkers: "block", ...options });
  chromium.closing(() => context.close(), () => line.close(), () => receiver.close());
  const visited = await openPage(context, line.url, hash ?? `#token=${receiver.token}`);
  await visited.page.locator("nav.steps").waitFor();
  await settled(visited.page);
  const talk = () => visited.seen.requests.filter((url) => url.includes("/api/")).map((url) => new URL(url).pathname);
  return { ...visited, receiver, line, context, talk };
}

const submit = async (page) => {
  await goTo(page, "submit");
  await page.locator("button.submit").and(page.locator(":enabled")).click();
};
const locked = (page) => page.locator('.verdict[data-status="submitted"]').waitFor({ timeout: 60_000 });

test("the link's token leaves the address bar and is kept; before the submission only one's own application is asked for", async () => {
  const { page, receiver, talk, clean } = await visit();
  assert.equal(new URL(page.url()).hash, "");
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify(history.state) + document.referrer + document.documentElement.outerHTML), new RegExp(receiver.token));
  await fillIn(page);
  await goTo(page, "check");
  await page.locator(".verdict.ready").waitFor();
  assert.ok(talk().length >= 1 && talk().every((path) => path === "/api/v1/application"), talk().join());
  await page.reload();
  await settled(page);
  await goTo(page, "submit");
  await page.locator("button.submit").and(page.locator(":enabled")).waitFor();
  assert.deepEqual(await receiver.list(), []);
  await clean();
});

test("while the gate is closed the button is, and no request can be made", async () => {
  const { page, receiver, talk } = await visit();
  await answer(page, "origin", "mainland");
  await goTo(page, "submit");
  assert.equal(await page.locator("button.submit").isDisabled(), true);
  // Even a button that was forced open meets the gate.
  await page.locator("button.submit").evaluate((button) => ((button.disabled = false), button.click()));
  await page.locator(".refused").waitFor();
  assert.ok((await page.locator(".refused li").count()) > 3);
  assert.ok(talk().every((path) => path === "/api/v1/application"));
  assert.deepEqual(await receiver.list(), []);
});

test("a picture with a refused placement is sent once the candidate has confirmed it, and the reviewer is told", async () => {
  const { page, receiver, clean } = await visit();
  await fillIn(page);
  await goTo(page, "materials", "identity");
  const slot = page.locator("#materials-identity exam-material");
  await slot.locator(".tile .remove").first().click();
  await slot.locator("input.files").setInputFiles(join(inputsFolder(), "page-lying.jpg"));
  await slot.locator(".refused").waitFor();
  await slot.getByRole("button", { name: /^判断有误/ }).click();
  await pictured(page);
  await slot.getByRole("button", { name: "已是正向" }).click();
  await slot.locator(".repaired.taken").waitFor();
  await settled(page);
  // The draft keeps the word.
  await page.reload();
  await goTo(page, "check");
  await page.locator('.verdict.ready').waitFor();
  await page.locator('.found [data-code="material.orientation.confirmed"]').waitFor();
  await submit(page);
  await locked(page);
  const { application, report } = await receiver.read();
  assert.deepEqual(application.slots.identity.map(({ confirmedUpright }) => confirmedUpright), [undefined, true]);
  const told = report.findings.filter(({ code }) => code === "material.orientation.confirmed");
  assert.deepEqual(told.map(({ slot, severity }) => [slot, severity]), [["identity", "warning"]]);
  await clean();
});

test("everything is sent, locked, and ends with a receipt that can be printed and is kept", async () => {
  const { page, receiver, seen, line, clean } = await visit();
  await fillIn(page);
  await submit(page);
  await locked(page);
  await page.getByText("上报完成，内容已锁定").first().waitFor();
  const { application, receipt, files } = await receiver.read();
  assert.equal(application.status, "submitted");
  assert.equal(files.length, FILES);
  const shown = page.locator(".receipt.latest");
  for (const text of [receipt.id, receipt.manifestSha256, ...receipt.files.map(({ sha256 }) => sha256)]) {
    await shown.getByText(text).waitFor();
  }
  await checkLook(page, "locked");
  // Nothing can be changed any more, in any step.
  await goTo(page, "facts");
  assert.equal(await page.locator(".question input").first().isDisabled(), true);
  await goTo(page, "submit");
  assert.equal(await page.locator("button.submit").count(), 0);
  // After a reload it is there, with no network as well.
  await page.reload();
  await settled(page);
  await goTo(page, "status");
  await page.locator(".receipt.latest").getByText(receipt.id).waitFor();
  // On paper: the receipt and nothing else.
  await page.emulateMedia({ media: "print" });
  const printed = await page.evaluate(() => [...document.querySelectorAll("main > *, nav, footer, .onward")].filter((e) => e.getClientRects().length > 0).map((e) => e.className));
  assert.deepEqual(printed, ["receipt card latest"]);
  assert.equal(line.seen.length, 1);
  assert.ok(seen.requests.every((url) => url.startsWith(line.url) || url.startsWith("blob:")), "no other origin");
  await clean();
});

for (const [name, cut] of [
  ["in the middle of the files", { bytes: 200_000 }],
  ["before the first byte arrives", { bytes: 0 }],
  ["when everything has arrived and the answer is on its way", { before: "answer" }],
]) {
  test(`a line that breaks ${name} is tried again with the same key, and nothing is there twice`, async () => {
    const { page, receiver, line } = await visit();
    await fillIn(page);
    // Until the page itself is told: Chromium sends again on its own what broke on a connection that it had used before.
    line.always = cut;
    await submit(page);
    await page.locator(".sending .note", { hasText: "自动重试" }).waitFor({ timeout: 30_000 });
    line.always = undefined;
    await locked(page);
    assert.ok(line.seen.length >= 2);
    assert.equal(new Set(line.seen.map(({ key }) => key)).size, 1);
    const { application } = await receiver.read();
    assert.equal(application.history.length, 1);
    assert.equal((await receiver.list()).length, 1);
  });
}

test("the key is on the disk before the first byte leaves; a tab that dies goes on with it", async () => {
  const { page, receiver, line, context } = await visit();
  await fillIn(page);
  let atArrival;
  line.breaks.push({
    answer: async () => {
      // The request has begun: what is kept now?
      atArrival = (await readDraft(page)).draft.sending;
      await page.close();
    },
  });
  await submit(page).catch(() => {});
  await page.waitForEvent("close").catch(() => {});
  assert.equal(atArrival.key, line.seen[0].key);
  const { page: again } = await openPage(context, line.url);
  await settled(again);
  await goTo(again, "submit");
  await again.getByText("上次提交没有完成").waitFor();
  await again.locator("button.submit").and(again.locator(":enabled")).click();
  await locked(again);
  assert.equal(line.seen[1].key, atArrival.key);
  assert.equal((await receiver.list()).length, 1);
});

test("cancelled, nothing is lost, and the same submission goes on later", async () => {
  const { page, line } = await visit();
  await fillIn(page);
  line.breaks.push({ answer: () => {} });
  await submit(page);
  await page.getByRole("button", { name: "取消提交" }).click();
  await page.getByText("已取消提交").waitFor();
  await submit(page);
  await locked(page);
  assert.equal(line.seen[0].key, line.seen[1].key);
});

test("without a network it is said, everything is kept, and it goes on by itself", async () => {
  const { page, context, line } = await visit();
  await fillIn(page);
  await goTo(page, "submit");
  await context.setOffline(true);
  await page.getByText("现在没有网络").first().waitFor();
  await page.locator("button.submit").click();
  await page.getByText("恢复后自动继续").waitFor();
  await context.setOffline(false);
  await locked(page);
  assert.equal(line.seen.length, 1);
});

const json = (status, body, headers = {}) => ({
  answer: (request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(JSON.stringify(body));
    });
  },
});
const trouble = (status, code, headers) => json(status, { error: { code, params: {}, message: code } }, headers);

test("every answer of a receiver has its sentence", async () => {
  const { page, line, seen } = await visit();
  await fillIn(page);
  for (const [cut, sentence] of [
    [trouble(401, "unauthorized"), "链接无效或已过期"],
    [trouble(409, "conflict"), "审核状态有变化"],
    [trouble(409, "key_reused"), "已重新准备"],
    [trouble(409, "locked"), "已经锁定"],
    [trouble(400, "malformed"), "无法识别"],
    [trouble(400, "hash_mismatch"), "图片损坏"],
    [trouble(413, "too_large"), "超过审核系统的上限"],
  ]) {
    line.breaks.push(cut);
    await submit(page);
    await page.getByRole("alert").filter({ hasText: sentence }).waitFor();
    await checkLook(page, sentence, [360]);
  }
  // These pass by themselves: first patience, then an answer.
  line.breaks.push(trouble(429, "rate_limited", { "Retry-After": "1" }), trouble(500, "internal"));
  await submit(page);
  await locked(page);
  seen.forgive(/the server responded with a status of/);
  seen.assertClean();
});

test("findings of the receiver are shown at their place, and void once the part is changed", async () => {
  const { page, line } = await visit();
  await fillIn(page);
  const finding = { code: "material.blurred", severity: "error", slot: "identity", file: "document-1.jpg", params: { sharpness: 0.01, minSharpness: 0.08 } };
  const gate = { schema: 1, subject: "application", policy: "hubei-2025", verdict: "blocked", findings: [finding], input: null, measured: {}, output: null };
  line.breaks.push(json(422, { report: gate, reports: {} }));
  await submit(page);
  const item = page.locator('.refused li[data-code="material.blurred"]');
  await item.waitFor();
  await item.locator("a").click();
  await page.locator("#materials-identity").getByText("document-1.jpg").first().waitFor();
  await goTo(page, "check");
  await page.getByText("审核系统复核后指出").waitFor();
  const slot = page.locator("#materials-identity exam-material");
  await goTo(page, "materials", "identity");
  await slot.locator(".tile .remove").first().click();
  await settled(page);
  await goTo(page, "check");
  assert.equal(await page.getByText("审核系统复核后指出").count(), 0);
});

test("a candidate on another device: the state, the pictures, the receipt come from the receiver", async () => {
  const { page, receiver, line } = await visit();
  await fillIn(page);
  await submit(page);
  await locked(page);
  await receiver.sendBack([{ part: "identity", text: "请重拍背面" }]);
  const other = await chromium.browser.newContext({ serviceWorkers: "block" });
  chromium.closing(() => other.close());
  const { page: away, clean } = await openPage(other, line.url, `#token=${receiver.token}`);
  await away.locator('.verdict[data-status="returned"]').waitFor();
  await away.getByText("请重拍背面").first().waitFor();
  // A step with a part that was sent back and not yet changed is not done.
  const hint = (step) => away.locator(`nav.steps a[href="#${step}"] .hint`).textContent();
  assert.deepEqual([await hint("photo"), await hint("materials")], ["已完成", "还有 1 项"]);
  await goTo(away, "check");
  await away.getByText("目前还没有改动").waitFor();
  await goTo(away, "materials");
  await away.locator("exam-material .tile").nth(2).waitFor({ timeout: 60_000 });
  await goTo(away, "photo");
  await away.locator(".kept img").waitFor();
  await goTo(away, "facts");
  assert.equal(await away.locator("#facts-origin input").first().isDisabled(), true);
  await goTo(away, "materials");
  await away.locator("#materials-identity exam-material .tile .remove").first().click();
  await settled(away);
  await addDocuments(away, "identity", [documentFile(7)]);
  assert.equal(await hint("materials"), "已完成");
  await checkLook(away, "sent back", [360]);
  await clean();
});

test("what was filled in without a link can be taken along, and only when the candidate says so", async () => {
  const { page, receiver, line, context } = await visit({ hash: "" });
  await answer(page, "origin", "foreign");
  await page.close();
  const { page: linked } = await openPage(context, line.url, `#token=${receiver.token}`);
  await settled(linked);
  assert.equal(await linked.locator("#facts-origin input:checked").count(), 0);
  await linked.getByRole("button", { name: "本人填写" }).click();
  await linked.locator("#facts-origin input[value=foreign]:checked").waitFor();
  // Another candidate's link, on the same device: another draft.
  const { page: second } = await openPage(context, line.url, `#token=${receiver.newToken("second")}`);
  await settled(second);
  assert.equal(await second.locator("#facts-origin input:checked").count(), 0);
});

test("a link that is not valid is said, and everything else works", async () => {
  const { page, seen } = await visit({ hash: "#token=not-a-valid-token" });
  await answer(page, "origin", "mainland");
  await goTo(page, "status");
  await page.getByText("链接无效或已过期").waitFor();
  seen.forgive(/401/);
  seen.assertClean();
});
