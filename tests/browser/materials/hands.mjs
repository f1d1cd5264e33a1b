// With a mouse, a finger, a keyboard, a clipboard, a camera.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, choose, drop, file, firstWords, names, pictured, spoken, tile, visit, zh } from "./kit.mjs";

test("pictures can be dropped, and the target shows itself", async () => {
  const { page, card, seen } = await visit();
  await drop(page, "exam-material", "page.jpg", "拖.jpg", "hover");
  await card.locator(".card.over .plus.over").waitFor();
  await card.getByText("松开即可添加").waitFor();
  await drop(page, "exam-material", "page.jpg", "拖.jpg");
  await tile(card, 0).waitFor();
  assert.deepEqual(await names(card), ["拖.jpg"]);
  assert.equal(await card.locator(".over").count(), 0);
  seen.assertClean();
});

test("a paste goes to the card that the person is in, and from nowhere only to the only one in sight", async () => {
  const { page, seen } = await visit({ query: "?kind=identity,diploma" });
  const card = (at) => page.locator("exam-material").nth(at);
  await drop(page, "body", "page.jpg", "哪里.jpg", "paste");
  await page.waitForTimeout(1200);
  assert.deepEqual([await names(card(0)), await names(card(1))], [[], []]);
  await drop(page, '[data-kind="diploma"]', "page.jpg", "这里.jpg", "paste");
  await tile(card(1), 0).waitFor();
  await page.evaluate(() => (document.querySelector('[data-kind="identity"]').hidden = true));
  await drop(page, "body", "page-lit.jpg", "独一.jpg", "paste");
  await tile(card(1), 1).waitFor();
  assert.deepEqual([await names(card(0)), await names(card(1))], [[], ["这里.jpg", "独一.jpg"]]);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add("only text", "text/plain");
    const target = document.querySelector('[data-kind="diploma"]').shadowRoot.querySelector(".title");
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, composed: true }));
  });
  await card(1).locator(".notices", { hasText: "没有图片" }).waitFor();
  seen.assertClean();
});

test("phones get a second button for the camera", async () => {
  const computer = await visit();
  assert.equal(await computer.card.locator(".camera").isVisible(), false);
  const { page, card, seen } = await visit({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 780 } });
  const picker = page.waitForEvent("filechooser");
  await card.getByRole("button", { name: /^拍照/ }).click();
  assert.equal((await picker).isMultiple(), false);
  await (await picker).setFiles([file("page.jpg", "image.jpg")]);
  await tile(card, 0).waitFor();
  seen.assertClean();
});

async function withThree(options) {
  const visited = await visit({ query: "?kind=assistant_practice", ...options });
  await choose(visited.page, file("page.jpg", "一.jpg"), file("page-lit.jpg", "二.jpg"), file("page-blurred.jpg", "三.jpg"));
  await tile(visited.card, 2).waitFor();
  return visited;
}

test("pictures are reordered by dragging, with a mouse and with a finger", async () => {
  const { page, card, seen } = await withThree();
  const middle = async (locator) => {
    const { x, y, width, height } = await locator.boundingBox();
    return [x + width / 2, y + height / 2];
  };
  await page.mouse.move(...(await middle(tile(card, 0).locator(".handle"))));
  await page.mouse.down();
  await page.mouse.move(...(await middle(tile(card, 1).locator(".shown"))), { steps: 6 });
  await page.mouse.move(...(await middle(tile(card, 2).locator(".shown"))), { steps: 6 });
  assert.deepEqual(await names(card), ["一.jpg", "二.jpg", "三.jpg"], "nothing is changed before it is let go");
  await page.mouse.up();
  assert.deepEqual(await names(card), ["二.jpg", "三.jpg", "一.jpg"]);
  assert.deepEqual((await changes(page)).at(-1).names, ["二.jpg", "三.jpg", "一.jpg"]);
  // Given up half-way: all stays.
  await page.mouse.move(...(await middle(tile(card, 0).locator(".handle"))));
  await page.mouse.down();
  await page.mouse.move(...(await middle(tile(card, 1).locator(".shown"))), { steps: 6 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  assert.deepEqual(await names(card), ["二.jpg", "三.jpg", "一.jpg"]);
  seen.assertClean();

  const phone = await withThree({ hasTouch: true, isMobile: true, viewport: { width: 768, height: 900 } });
  const cdp = await phone.context.newCDPSession(phone.page);
  const touch = async (type, at) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [{ x: at[0], y: at[1] }] : [] });
  const from = await middle(tile(phone.card, 2).locator(".handle"));
  const to = await middle(tile(phone.card, 0).locator(".shown"));
  await touch("touchStart", from);
  for (let i = 1; i <= 8; i++) await touch("touchMove", [from[0] + ((to[0] - from[0]) * i) / 8, from[1] + ((to[1] - from[1]) * i) / 8]);
  await touch("touchEnd");
  await phone.page.waitForFunction(() => window.harness.changes.at(-1).names[0] === "三.jpg");
  assert.deepEqual(await names(phone.card), ["三.jpg", "一.jpg", "二.jpg"]);
  phone.seen.assertClean();
});

test("the whole way can be gone by keyboard", async () => {
  const { page, card, seen } = await visit({ query: "?kind=diploma" });
  const focused = () =>
    page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.getAttribute("aria-label") ?? at?.textContent.trim() ?? "";
    });
  const tabTo = async (name) => {
    for (let i = 0; i < 40; i++) {
      if ((await focused()).startsWith(name)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${name} was not reached; at ${await focused()}`);
  };
  // The example opens, closes by Escape, and gives the focus back.
  await tabTo("示例");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await pictured(page);
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "示例");

  await tabTo("添加图片");
  let picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await picker).setFiles([file("page.jpg", "一.jpg"), file("page-lit.jpg", "二.jpg")]);
  await tile(card, 1).waitFor();
  await tabTo("调整顺序：一.jpg");
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await names(card), ["二.jpg", "一.jpg"]);
  assert.equal(await spoken(card), "一.jpg 已移到第 2 张，共 2 张。");
  assert.equal(await focused(), "调整顺序：一.jpg", "the focus goes with it");
  await page.keyboard.press("ArrowLeft");
  assert.deepEqual(await names(card), ["一.jpg", "二.jpg"]);
  // By the buttons for screen readers.
  await tabTo("后移 一.jpg");
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(card), ["二.jpg", "一.jpg"]);

  assert.equal(await focused(), "调整顺序：一.jpg", "that button is at its end now");

  await card.locator(".title").focus();
  await tabTo("删除 一.jpg");
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(card), ["二.jpg"]);
  assert.equal(await focused(), "撤销", "what was done can be undone at once");
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(card), ["二.jpg", "一.jpg"]);
  assert.equal(await focused(), "删除 一.jpg");
  await page.keyboard.press("Enter");

  // A turned page: refused, turned by hand, looked at.
  await card.locator(".title").focus();
  await tabTo("再添加一张");
  picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await picker).setFiles([file("page-lying.jpg", "躺.jpg")]);
  await card.locator(".refused").waitFor();
  await tabTo("判断有误？手动调整 躺.jpg");
  await page.keyboard.press("Enter");
  await tabTo("右转 90°");
  await page.keyboard.press("Enter");
  await pictured(page);
  await tabTo("确认修复");
  await page.keyboard.press("Enter");
  await card.locator(".repaired.taken").waitFor();
  await page.waitForFunction(() => document.querySelector("exam-material").shadowRoot.activeElement?.closest(".repaired"));
  await tabTo("核对完毕");
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(card), ["二.jpg", "躺.jpg"]);
  seen.assertClean();
});

test("a picture can be looked at closely: wheel, pinch, drag, keys, buttons; its findings stand beside", async () => {
  const { page, card, seen, context } = await visit({ hasTouch: true });
  await choose(page, file("page-blurred.jpg"));
  await tile(card, 0).locator(".view").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(firstWords(zh["material.blurred"])).waitFor();
  await dialog.getByText("1000 × 1400").waitFor();
  const percent = async () => Number.parseInt(await page.locator("exam-zoom-stage output").textContent(), 10);
  const at = () => page.locator("exam-zoom-stage img").evaluate((img) => ({ ...img.getBoundingClientRect().toJSON() }));
  await page.waitForFunction(() => /%/.test(document.querySelector("exam-material").shadowRoot.querySelector("exam-zoom-stage").shadowRoot.querySelector("output").textContent));
  const fit = await percent();
  assert.ok(fit > 10 && fit < 100, `${fit}%`);
  await dialog.getByRole("button", { name: "100%", exact: true }).click();
  assert.equal(await percent(), 100);
  assert.equal(Math.round((await at()).width), 1000);
  const stage = await page.locator("exam-zoom-stage .stage").boundingBox();
  const middle = [stage.x + stage.width / 2, stage.y + stage.height / 2];
  const before = await at();
  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0], middle[1] - 60, { steps: 4 });
  await page.mouse.up();
  assert.equal(Math.round((await at()).top - before.top), -60);
  await page.mouse.wheel(0, -150);
  assert.ok((await percent()) > 130);
  await page.locator("exam-zoom-stage .stage").focus();
  await page.keyboard.press("0");
  assert.equal(await percent(), fit);
  await page.keyboard.press("+");
  assert.ok(Math.abs((await percent()) - fit * 1.5) <= 1);
  await page.keyboard.press("1");
  assert.equal(await percent(), 100);
  const left = (await at()).top;
  await page.keyboard.press("ArrowDown");
  assert.ok((await at()).top < left);
  // Two fingers part by half as much again.
  const cdp = await context.newCDPSession(page);
  const two = (type, apart) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [-1, 1].map((side, id) => ({ id, x: middle[0] + (side * apart) / 2, y: middle[1] })),
    });
  await two("touchStart", 100);
  for (const apart of [110, 120, 130, 140, 150]) await two("touchMove", apart);
  await two("touchEnd");
  const pinched = await percent();
  assert.ok(Math.abs(pinched - 150) <= 3, `${pinched}%`);
  await dialog.getByRole("button", { name: "关闭" }).click();
  assert.equal(await page.getByRole("dialog").count(), 0);
  seen.assertClean();
});
