// Refused files, and what sets them right: one tap, or a hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, choose, file, firstWords, identity, names, pictured, textFile, tile, visit, zh } from "./kit.mjs";

test("a turned page is refused and takes no slot; one tap repairs it, shows before and after, and takes the slot", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("page-lying.jpg"));
  const refused = card.locator(".refused");
  await refused.waitFor();
  assert.deepEqual([await names(card), await changes(page)], [[], []]);
  await refused.getByText(firstWords(zh["material.orientation.sideways"])).waitFor();
  await refused.getByText(zh["material.orientation.sideways.hint"]).waitFor();
  await refused.getByRole("button", { name: "一键修复 page-lying.jpg" }).click();
  const repaired = card.locator(".repaired");
  await repaired.waitFor();
  assert.equal(await refused.count(), 0);
  assert.deepEqual(await names(card), ["page-lying.jpg"]);
  await repaired.locator("exam-thumbnail[drawn]").nth(1).waitFor();
  assert.equal(await repaired.locator("exam-thumbnail").count(), 2);
  assert.deepEqual(await repaired.locator("figcaption").allTextContents(), ["修复前", "修复后"]);
  assert.match(await repaired.locator(".changes").innerText(), /转正（原图顺时针转了 270°）/);

  const sent = await page.evaluate(async () => {
    const [file] = window.harness.cards[0].files;
    const { report: again } = await window.harness.preflight.inspectMaterial(file.blob, { kind: "identity", fileName: file.name });
    return { file, again, isOriginalKept: file.original?.size > 0, type: file.blob.type };
  });
  assert.equal(sent.file.report.verdict, "ready");
  assert.deepEqual(sent.file.report, sent.again, "the report is on what will be sent");
  assert.equal(sent.again.measured.rotationCw, 0);
  assert.deepEqual([sent.isOriginalKept, sent.type], [true, "image/jpeg"]);

  // The repair can be taken back, and made again.
  await repaired.getByRole("button", { name: "撤销修复" }).click();
  await refused.waitFor();
  assert.deepEqual(await names(card), []);
  await refused.getByRole("button", { name: "一键修复" }).click();
  await repaired.getByRole("button", { name: "核对完毕" }).click();
  assert.equal(await repaired.count(), 0);
  assert.deepEqual(await names(card), ["page-lying.jpg"]);
  assert.match(await tile(card, 0).innerText(), /已修复/);
  seen.assertClean();
});

const REPAIRS = [
  { what: "mirrored", from: "page-mirrored.jpg", code: "material.orientation.mirrored", done: /还原左右翻转/ },
  { what: "turned by its tag", from: "page-orientation-6.jpg", code: "material.orientation.exif", done: /去掉方向标记/ },
  { what: "an oversize PNG", from: "page-large.png", code: "material.bytes.too_many", done: /PNG 改存为 JPG[^]*16\.9 MB → \d+ KB/ },
  { what: "a WebP", from: "page.webp", code: "material.format.not_allowed", done: /WEBP 改存为 JPG/ },
];
for (const { what, from, code, done } of REPAIRS) {
  test(`repaired in one tap: ${what}`, async () => {
    const { page, card, seen } = await visit({ query: "?kind=diploma" });
    await choose(page, file(from));
    await card.locator(`.refused [data-code="${code}"]`).waitFor();
    await card.getByRole("button", { name: `一键修复 ${from}` }).click();
    await card.locator(".repaired.taken").waitFor();
    assert.match(await card.locator(".changes").innerText(), done);
    const [made] = await page.evaluate(() => window.harness.cards[0].files.map(({ name, report, blob }) => ({ name, report, bytes: blob.size })));
    assert.equal(made.report.verdict, "ready");
    assert.ok(made.bytes <= identity.maxBytes, `${made.bytes} bytes`);
    assert.match(made.name, /\.jpg$/);
    seen.assertClean();
  });
}

test("a PNG that a chat program named .jpg is named as such, and set right in one step where it stands", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("small.png", "微信图片.jpg"), file("page.jpg", "二.jpg"));
  await tile(card, 1).waitFor();
  const [told] = await page.evaluate(() => window.harness.cards[0].files.map(({ report }) => report));
  assert.equal(told.input.format, "png");
  await tile(card, 0).locator('[data-code="file.extension.mismatch"]', { hasText: "实际格式是 PNG" }).waitFor();
  await tile(card, 0).getByRole("button", { name: "一键修复 微信图片.jpg" }).click();
  await card.locator(".repaired").waitFor();
  assert.deepEqual(await names(card), ["微信图片.jpg", "二.jpg"], "in its old place");
  const [made] = await page.evaluate(() => window.harness.cards[0].files.map(({ report }) => report));
  assert.deepEqual([made.input.format, made.findings.map(({ code }) => code)], ["jpeg", []]);
  await card.getByRole("button", { name: "撤销修复" }).click();
  const [again] = await page.evaluate(() => window.harness.cards[0].files.map(({ report }) => report));
  assert.equal(again.input.sha256, told.input.sha256);
  seen.assertClean();
});

test("a file that is no picture is refused in words, and offers no repair", async () => {
  const { page, card, seen } = await visit();
  await choose(page, textFile);
  const refused = card.locator(".refused");
  await refused.waitFor();
  assert.equal(await refused.getByRole("button", { name: /修复|转正/ }).count(), 0);
  const picker = page.waitForEvent("filechooser");
  await refused.getByRole("button", { name: "换一张" }).click();
  const chooser = await picker;
  assert.equal(await refused.count(), 1, "who thinks better of it keeps what was there");
  await chooser.setFiles([file("page.jpg")]);
  await tile(card, 0).waitFor();
  assert.equal(await refused.count(), 0);
  seen.assertClean();
});

test("a picture with a doubtful placement is accepted with a warning, and can be turned by hand", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("doubtful.jpg"));
  await tile(card, 0).waitFor();
  await tile(card, 0).locator('[data-code^="material.orientation."].warning').waitFor();
  await tile(card, 0).getByRole("button", { name: "手动转正 doubtful.jpg" }).click();
  await page.getByRole("dialog").waitFor();
  await pictured(page);
  await page.getByRole("button", { name: "转 180°" }).click();
  assert.equal(await page.locator("exam-turn-stage [role=status]").textContent(), "已右转 180°");
  await page.getByRole("button", { name: "确认修复" }).click();
  await card.locator(".repaired").waitFor();
  assert.match(await card.locator(".changes").innerText(), /转正（原图顺时针转了 180°）/);
  assert.equal(await card.locator(".tile").count(), 1);
  seen.assertClean();
});

test("a doubt is settled by who has looked, and a refusal becomes a warning for the reviewer", async () => {
  const { page, card, seen } = await visit();
  const keep = async (name) => {
    await card.getByRole("button", { name }).click();
    await pictured(page);
    await page.getByRole("button", { name: "已是正向" }).click();
    await card.locator(".repaired.taken").waitFor();
    const title = await card.locator(".repaired h4").innerText();
    await card.getByRole("button", { name: /^核对完毕/ }).click();
    return title;
  };
  await choose(page, file("doubtful.jpg"));
  await tile(card, 0).waitFor();
  await keep("手动转正 doubtful.jpg");
  await choose(page, file("page-lying.jpg"));
  await card.locator(".refused").waitFor();
  assert.equal((await keep("判断有误？手动调整 page-lying.jpg")).trim(), "已按您的确认添加 page-lying.jpg");
  const [settled, overruled] = await page.evaluate(() =>
    window.harness.cards[0].files.map(({ report: { verdict, findings } }) => ({ verdict, codes: findings.map(({ code }) => code) })),
  );
  assert.equal(settled.verdict, "ready");
  assert.ok(settled.codes.every((code) => !code.startsWith("material.orientation.")), settled.codes.join());
  assert.deepEqual(overruled, { verdict: "ready", codes: ["material.orientation.confirmed"] });
  const said = card.getByText(firstWords(zh["material.orientation.confirmed"]));
  await said.waitFor();
  assert.equal(await said.count(), 1, "said once, at the picture");
  seen.assertClean();
});

test("what is turned and mirrored by hand comes out as it looked", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("mirrored-and-turned.jpg"));
  await card.locator(".refused").waitFor();
  await card.getByRole("button", { name: /^判断有误/ }).click();
  await page.getByRole("button", { name: "左右翻转" }).click();
  await page.getByRole("button", { name: "左转 90°" }).click();
  await page.waitForTimeout(300);
  await pictured(page);
  const seenByEye = await pictureOf(page, await page.locator("exam-turn-stage img").screenshot());
  await page.getByRole("button", { name: "确认修复" }).click();
  await card.locator(".repaired.taken").waitFor();
  const { rotationCw, mirrored } = await page.evaluate(() => window.harness.cards[0].files[0].report.measured);
  assert.deepEqual({ rotationCw, mirrored }, { rotationCw: 0, mirrored: false });
  const bytes = await page.evaluate(async () => [...new Uint8Array(await window.harness.cards[0].files[0].blob.arrayBuffer())]);
  const made = await pictureOf(page, Buffer.from(bytes));
  const difference = made.reduce((sum, value, i) => sum + Math.abs(value - seenByEye[i]), 0) / made.length;
  assert.ok(difference < 12, `mean difference ${difference} of 255`);
  seen.assertClean();
});

/** Reduced to 50 x 70 grey levels. */
function pictureOf(page, bytes) {
  return page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(50, 70).getContext("2d");
    canvas.imageSmoothingQuality = "high";
    canvas.drawImage(bitmap, 0, 0, 50, 70);
    return [...canvas.getImageData(0, 0, 50, 70).data].filter((_, i) => i % 4 === 0);
  }, bytes.toString("base64"));
}

test("a repaired picture waits beside where no slot is free, and is put there when one is", async () => {
  const { page, card, seen } = await visit();
  await choose(page, file("page-lying.jpg", "三.jpg"), file("page.jpg", "一.jpg"), file("page-lit.jpg", "二.jpg"));
  await tile(card, 1).waitFor();
  await card.getByRole("button", { name: "一键修复 三.jpg" }).click();
  await card.locator(".repaired.waiting").waitFor();
  assert.deepEqual(await names(card), ["一.jpg", "二.jpg"]);
  await tile(card, 0).locator(".remove").click();
  await card.getByRole("button", { name: "添加 三.jpg" }).click();
  await card.locator(".repaired.taken").waitFor();
  assert.deepEqual(await names(card), ["二.jpg", "三.jpg"]);
  seen.assertClean();
});
