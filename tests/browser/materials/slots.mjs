// Pictures into slots and out of them; the queue, its worker, the locked states.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_WASM, TRAP } from "../patches.mjs";
import { SLOW_MATERIALS, changes, choose, drop, file, firstWords, identity, names, plusIsThere, policy, tile, visit, zh } from "./kit.mjs";

const TRAP_ON_MATERIAL = TRAP.replace("preparePhoto", "inspectMaterial");

test("says what is wanted: need and count, the purpose, and the limits in the policy's figures", async () => {
  const { page, card, seen } = await visit();
  assert.equal((await card.locator(".title").textContent()).trim(), identity.title["zh-CN"]);
  assert.match(await card.locator(".count").innerText(), /^必传 · 0 \/ 2$/);
  await card.getByText(identity.note["zh-CN"]).waitFor();
  const limits = await card.locator(".limits ul").innerText();
  assert.match(limits, /JPG、PNG/);
  assert.match(limits, new RegExp(`不超过 ${identity.maxBytes / 1000} KB（${identity.maxBytes.toLocaleString("zh-CN")} 字节）`));
  assert.match(limits, /正向/);
  // Another policy's figures stand here as well: none of them is written in the page.
  await page.evaluate(() => {
    const [card] = window.harness.cards;
    card.material = { ...card.material, maxBytes: 200_000, formats: ["jpeg"], slots: { min: 3, max: 3 } };
  });
  await card.getByText("不超过 200 KB（200,000 字节）").waitFor();
  assert.doesNotMatch(await card.locator(".limits ul").innerText(), /PNG/);
  for (const input of await card.locator("input[type=file]").all()) assert.equal(await input.getAttribute("accept"), "image/*");
  assert.equal(await card.locator("input.shot").getAttribute("capture"), "environment");
  seen.assertClean();
});

test("takes pictures in order until the slots are full; the plus goes, and returns when one is freed", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("page.jpg", "正面.jpg"));
  await tile(card, 0).waitFor();
  assert.match(await card.locator(".count").innerText(), /必传 · 1 \/ 2 *还差 1 张/);
  assert.ok(await plusIsThere(card));
  await choose(page, file("page-blurred.jpg", "反面.jpg"));
  await tile(card, 1).waitFor();
  assert.deepEqual(await names(card), ["正面.jpg", "反面.jpg"]);
  assert.match(await card.locator(".count").innerText(), /✓\s*必传 · 2 \/ 2/);
  assert.equal(await plusIsThere(card), false);
  assert.match(await tile(card, 0).innerText(), /328 KB/);
  await tile(card, 1).locator(".told").getByText(firstWords(zh["material.blurred"])).waitFor();

  await tile(card, 0).locator(".remove").click();
  assert.deepEqual(await names(card), ["反面.jpg"]);
  assert.ok(await plusIsThere(card));
  await card.getByRole("button", { name: "撤销", exact: true }).click();
  await tile(card, 1).waitFor();
  assert.deepEqual(await names(card), ["正面.jpg", "反面.jpg"], "in its old place");
  assert.equal(await plusIsThere(card), false);
  assert.deepEqual((await changes(page)).map(({ names }) => names.join()), ["正面.jpg", "正面.jpg,反面.jpg", "反面.jpg", "正面.jpg,反面.jpg"]);
  seen.assertClean();
});

test("undo passes after a while, and the picture stays away", async () => {
  const { page, card, seen } = await visit();
  await page.clock.install();
  await choose(page, file("page.jpg"));
  await page.clock.runFor(2000);
  await tile(card, 0).waitFor();
  await tile(card, 0).locator(".remove").click();
  await card.locator(".undo").waitFor();
  await page.mouse.move(5, 5);
  await page.clock.runFor(9_000);
  assert.equal(await card.locator(".undo").count(), 1);
  await page.clock.runFor(2_000);
  await card.locator(".undo").waitFor({ state: "detached" });
  assert.deepEqual(await names(card), []);
  seen.assertClean();
});

test("one file too many, and the same one twice, are said by name and not taken", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("page.jpg", "一.jpg"), file("page.jpg", "一（副本）.jpg"), file("page-lit.jpg", "二.jpg"), file("page-blurred.jpg", "三.jpg"), file("page.webp", "四.jpg"));
  await card.locator(".notices li").nth(1).waitFor();
  assert.deepEqual(await names(card), ["一.jpg", "二.jpg"]);
  const told = (await card.locator(".notices p").allTextContents()).join("\n");
  assert.match(told, /一（副本）.jpg 与 一.jpg 是同一张图片/);
  assert.match(told, /最多 2 张.*三.jpg、四.jpg/);
  assert.equal(await card.locator(".refused").count(), 0, "what is superfluous is not even looked at");
  await card.locator(".notices button").first().click();
  assert.equal(await card.locator(".notices li").count(), 1);
  seen.assertClean();
});

test("work that takes longer than a blink shows its steps and can be cancelled, one or all", async () => {
  const { page, card, seen } = await visit({ workers: [SLOW_MATERIALS] });
  await choose(page, file("page.jpg", "一.jpg"), file("page-lit.jpg", "二.jpg"), file("page-lying.jpg", "三.jpg"));
  const rows = card.locator(".work li");
  await rows.nth(2).waitFor();
  await card.locator('.work li[data-step="judge"]', { hasText: "一.jpg" }).waitFor({ timeout: 20_000 });
  assert.match(await rows.nth(1).innerText(), /二.jpg\s+等待/);
  await card.getByRole("button", { name: "取消 一.jpg" }).click();
  await page.waitForFunction(() => /一.jpg/.test(document.querySelector("exam-material").shadowRoot.querySelector("[role=status]").textContent));
  // The worker was replaced, and goes on with the next.
  await tile(card, 0).waitFor();
  assert.deepEqual(await names(card), ["二.jpg"]);
  await card.locator(".refused", { hasText: "三.jpg" }).waitFor();
  seen.assertClean();

  const other = await visit({ workers: [SLOW_MATERIALS] });
  await choose(other.page, file("page.jpg", "一.jpg"), file("page-lit.jpg", "二.jpg"));
  await other.card.getByRole("button", { name: "全部取消" }).click();
  await other.card.locator(".work").waitFor({ state: "detached" });
  assert.deepEqual([await names(other.card), await changes(other.page)], [[], []]);
  other.seen.assertClean();
});

test("a file that the module traps on is blamed; a worker that cannot start is not the file's fault", async () => {
  const { page, card, seen } = await visit({ workers: [TRAP_ON_MATERIAL, NO_WASM] });
  await choose(page, file("page.jpg", "坏.jpg"));
  await card.locator('.refused [data-code="file.unreadable"]').waitFor();
  // The worker was thrown away; the next one does not start, the third does.
  await choose(page, file("page.jpg", "好.jpg"));
  const failed = card.locator(".failed");
  await failed.waitFor();
  assert.match(await failed.innerText(), /未能检查 好.jpg[^]*浏览器/);
  await failed.getByRole("button", { name: "重试 好.jpg" }).click();
  await tile(card, 0).waitFor();
  assert.deepEqual(await names(card), ["好.jpg"]);
  seen.assertClean();
});

test("files that are chosen before the package is there wait for it", async () => {
  const { page, card, seen } = await visit();
  await page.evaluate(() => (window.harness.cards[0].preflight = undefined));
  await choose(page, file("page.jpg"));
  await card.locator(".work li").waitFor();
  await page.evaluate(() => (window.harness.cards[0].preflight = window.harness.preflight));
  await tile(card, 0).waitFor();
  seen.assertClean();
});

for (const [status, why] of [["submitted", "上报完成，内容已锁定"], ["returned", "没有要求修改此项"], ["approved", "审核已通过"]]) {
  test(`locked when ${status}: said why, and nothing can be changed`, async () => {
    const { page, card, seen } = await visit();
    await choose(page, file("page.jpg"), file("page-lit.jpg"), file("page-blurred.jpg"));
    await card.locator(".notices li").waitFor();
    await page.evaluate((status) => Object.assign(window.harness.cards[0], { locked: true, status, feedback: "反面看不清。" }), status);
    await card.locator(".lock", { hasText: why }).waitFor();
    await card.getByText("反面看不清。").waitFor();
    // Only looking and closing is left.
    const buttons = await card.locator("button").evaluateAll((all) => all.map((one) => one.className || one.textContent.trim()));
    assert.deepEqual(buttons, ["view", "view", "plain"]);
    assert.equal(await card.locator("input").count(), 0);
    assert.equal(await card.locator(".approved").count(), status === "approved" ? 2 : 0);
    const before = (await changes(page)).length;
    await drop(page, "exam-material", "page.jpg", "迟到.jpg");
    await card.locator(".notices", { hasText: "已锁定，未添加" }).waitFor();
    assert.equal((await changes(page)).length, before);
    seen.assertClean();
  });
}
