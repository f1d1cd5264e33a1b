// Languages, drawings, colours, widths, screen readers, and a page that stays responsive.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../../../scripts/server.mjs";
import { openFirefox, openWebKit } from "../browsers.mjs";
import { inRoot } from "../files.mjs";
import { assertFree } from "../main-thread.mjs";
import { SLOW_MATERIALS, built, chromium, choose, closeAll, drop, en, file, firstWords, pictured, policy, textFile, tile, variants, visit, zh } from "./kit.mjs";

const AXE = readFileSync(inRoot("tests/browser/node_modules/axe-core/axe.min.js"), "utf8");

test("no address of a picture outlives its showing", async () => {
  const init = () => {
    window.urls = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => (window.urls.add(createObjectURL.call(URL, blob)), [...window.urls].at(-1));
    URL.revokeObjectURL = (url) => (window.urls.delete(url), revokeObjectURL.call(URL, url));
  };
  const { page, card, seen } = await visit({ init });
  // A dialog tells that it was closed with the next task.
  const holds = (count) => page.waitForFunction((count) => window.urls.size === count, count);
  await choose(page, file("page.jpg"), file("page-lying.jpg"));
  await card.locator(".refused exam-thumbnail[drawn]").waitFor();
  await holds(0);
  await tile(card, 0).locator(".view").click();
  await holds(1);
  await pictured(page);
  await page.keyboard.press("Escape");
  await holds(0);
  await card.getByRole("button", { name: /^判断有误/ }).click();
  await holds(1);
  await pictured(page);
  await page.evaluate(() => window.harness.cards[0].remove());
  await holds(0);
  seen.assertClean();
});

test("a 12-megapixel document leaves the page free", () =>
  assertFree(chromium.browser, async (traced) => {
    const { page, card, seen } = await visit({ query: "?kind=diploma" });
    // By its path, as a person chooses it: bytes would be handed over on the page's own thread.
    const path = join(built.folder, "12-megapixels.jpg");
    writeFileSync(path, variants["12-megapixels.jpg"]);
    await traced(page, "12 megapixels inspected, repaired and looked at", async () => {
      await page.setInputFiles("exam-material input.files", path);
      await card.locator('.refused [data-code="material.bytes.too_many"]').waitFor({ timeout: 60_000 });
      await card.locator(".refused exam-thumbnail[drawn]").waitFor();
      await card.getByRole("button", { name: /^一键修复/ }).click();
      await card.locator(".repaired exam-thumbnail[drawn]").nth(1).waitFor({ timeout: 60_000 });
      await tile(card, 0).locator(".view").click();
      await page.locator("exam-zoom-stage img").waitFor();
      await pictured(page);
      await page.getByRole("dialog").getByRole("button", { name: "修复前" }).click();
      await page.waitForTimeout(800);
    });
    seen.assertClean();
  }));

for (const [engine, openEngine] of [["Firefox", openFirefox], ["WebKit", openWebKit]]) {
  test(`refused, repaired, taken, shown and enlarged in ${engine}`, async () => {
    const server = await serve({ "/": built.folder });
    const session = await openEngine();
    try {
      await session.goto(server.url);
      const seen = await session.evaluate(OTHER_ENGINE, file("page-lying.jpg").buffer.toString("base64"));
      assert.deepEqual(seen, { code: "material.orientation.sideways", files: [["躺.jpg", "ready"]], isEnlarged: true, breaches: [] });
    } finally {
      await session.close();
      await server.close();
    }
  });
}

/** Script for such a browser: WebDriver has no file picker here, so the file is put into the element's own input. */
const OTHER_ENGINE = `
  const breaches = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => breaches.push(violatedDirective));
  const until = async (isSo) => {
    for (let i = 0; i < 600; i++) {
      if (isSo()) return;
      await new Promise((wait) => setTimeout(wait, 100));
    }
    throw new Error("in vain: " + isSo);
  };
  await until(() => window.harness?.cards[0]?.preflight);
  const [card] = window.harness.cards;
  const root = card.shadowRoot;
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(args[0]), (c) => c.charCodeAt(0))], "躺.jpg", { type: "image/jpeg" }));
  const input = root.querySelector("input.files");
  input.files = data.files;
  input.dispatchEvent(new Event("change"));
  await until(() => root.querySelector(".refused exam-thumbnail[drawn]"));
  const { code } = root.querySelector(".refused .findings li").dataset;
  root.querySelector(".refused .primary").click();
  await until(() => root.querySelectorAll(".repaired exam-thumbnail[drawn]").length === 2);
  root.querySelector(".tile .view").click();
  const percent = () => parseInt(root.querySelector("exam-zoom-stage")?.shadowRoot.querySelector("output").textContent, 10);
  await until(() => percent() > 0);
  root.querySelector("exam-zoom-stage").shadowRoot.querySelector(".whole").click();
  await until(() => percent() === 100);
  const files = card.files.map(({ name, report }) => [name, report.verdict]);
  return { code, files, isEnlarged: true, breaches };
`;

test("in English no Chinese is left, and findings are in English", async () => {
  const { page, card, seen } = await visit({ query: "?lang=en&feedback=Too+dark" });
  await choose(page, file("page.jpg", "one.jpg"), file("page-lying.jpg", "two.jpg"), file("small.png", "three.jpg"), file("page-lit.jpg", "four.jpg"));
  await card.locator(".refused").waitFor();
  await card.locator(".notices li").waitFor();
  await card.getByText(firstWords(en["material.orientation.sideways"])).waitFor();
  await card.getByRole("button", { name: "Repair: two.jpg" }).click();
  await card.locator(".repaired.waiting").waitFor();
  assert.match(await card.locator(".count").innerText(), /Required · 2 of 2/);
  await tile(card, 0).locator(".view").click();
  const said = await card.evaluate((element) => {
    const texts = [];
    const gather = (root) => {
      for (const node of root.querySelectorAll("*")) {
        for (const name of ["aria-label", "aria-description", "alt", "title"]) texts.push(node.getAttribute(name) ?? "");
        if (node.shadowRoot) gather(node.shadowRoot);
      }
      texts.push(root.textContent);
    };
    gather(element.shadowRoot);
    return texts.join("\n");
  });
  assert.doesNotMatch(said, /[\u4e00-\u9fff]/);
  seen.assertClean();
});

test("every kind has its drawings, and the policy's words beside them", async () => {
  const { page, card, seen } = await visit();
  for (const material of policy.materials) {
    await page.evaluate((kind) => {
      const { cards, setMaterial } = window.harness;
      cards[0].slotState = undefined;
      setMaterial(cards[0], kind);
    }, material.kind);
    await card.getByRole("button", { name: "示例" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(material.example["zh-CN"]).waitFor();
    assert.equal(await dialog.locator(".bad li").count(), 5);
    const loaded = await dialog.locator("img").evaluateAll((all) => Promise.all(all.map((img) => img.decode().then(() => img.naturalWidth > 0, () => false))));
    assert.ok(loaded.length >= 6 && loaded.every(Boolean), material.kind);
    await page.keyboard.press("Escape");
  }
  seen.assertClean();
});

const STATES = [
  { name: "empty" },
  { name: "refused", make: async ({ page, card }) => {
    await choose(page, file("page.jpg"), file("page-lying.jpg"), file("page-large.png"), textFile);
    await card.locator(".refused").nth(2).waitFor();
  } },
  { name: "repaired, full, notices", make: async ({ page, card }) => {
    await choose(page, file("page-lying.jpg"), file("small.png", "b.jpg"), file("doubtful.jpg"), file("page.jpg", "a_very_long_file_name_without_any_break_20250102_133245.jpg"));
    await card.locator(".notices li").waitFor();
    await card.locator(".refused .primary").click();
    await card.locator(".repaired").waitFor();
  } },
  { name: "undo", make: async ({ page, card }) => {
    await choose(page, file("page.jpg"));
    await tile(card, 0).locator(".remove").click();
    await card.locator(".undo").waitFor();
  } },
  { name: "at work", workers: [SLOW_MATERIALS], make: async ({ page, card }) => {
    await page.waitForTimeout(100);
    await choose(page, file("page.jpg"), file("page-lit.jpg"));
    await card.locator(".work li").nth(1).waitFor();
  } },
  { name: "approved", make: async ({ page, card }) => {
    await choose(page, file("page.jpg"), file("page-lit.jpg"));
    await tile(card, 1).waitFor();
    await page.evaluate(() => Object.assign(window.harness.cards[0], { status: "approved", feedback: "好。" }));
  } },
  { name: "dropped on", make: ({ page }) => drop(page, "exam-material", "page.jpg", "x.jpg", "hover") },
  { name: "example", make: async ({ page, card }) => {
    await card.locator("button.example").click();
    await page.getByRole("dialog").waitFor();
  } },
  { name: "preview", make: async ({ page, card }) => {
    await choose(page, file("page-blurred.jpg"));
    await tile(card, 0).locator(".view").click();
    await page.locator("exam-zoom-stage img").waitFor();
  } },
  { name: "turning", make: async ({ page, card }) => {
    await choose(page, file("page-mirrored.jpg"));
    await card.locator(".refused .actions button").nth(1).click();
    await page.locator("exam-turn-stage img").waitFor();
  } },
];

for (const [colorScheme, lang, css] of [["light", "zh-CN", ""], ["dark", "en", ""], ["light", "en", "&css"], ["dark", "zh-CN", "&css"]]) {
  test(`axe finds nothing, nothing is cut off, and all targets are large: ${lang}, ${colorScheme}${css ? ", in the page's colours" : ""}`, async () => {
    for (const { name, make, workers = [] } of STATES) {
      const visited = await visit({ query: `?lang=${lang}${css}`, colorScheme, reducedMotion: "reduce", workers });
      await make?.(visited);
      await check(visited.page, name, css ? [360] : [360, 1280]);
      visited.seen.assertClean();
      await closeAll();
    }
  });
}

async function check(page, state, axeAt) {
  for (const width of [768, 1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    // A busy machine draws the new width a moment later: what is still wrong then is wrong.
    let faults = [];
    for (let i = 0; i < 20; i++) {
      faults = await page.evaluate(misfits, width);
      if (faults.length === 0) break;
      await page.waitForTimeout(100);
    }
    assert.deepEqual(faults, [], `${state} at ${width} px`);
    if (!axeAt.includes(width)) continue;
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    });
    assert.deepEqual(violations, [], `${state} at ${width} px`);
  }
}

/** Elements that are wider than the window, or smaller than a finger; runs in the page. */
function misfits(windowPx) {
  const found = [];
  if (innerWidth !== windowPx) found.push(`the window is ${innerWidth} px wide`);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth - clientWidth} px too wide`);
  const gather = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) gather(one.shadowRoot);
      if (one.localName !== "button" || one.getClientRects().length === 0) continue;
      const { width, height, right } = one.getBoundingClientRect();
      const name = one.className || one.textContent.trim();
      if (width < 43.9 || height < 43.9) found.push(`${name} is ${width} x ${height}`);
      if (right > innerWidth) found.push(`${name} ends at ${right}`);
    }
  };
  gather(document);
  return found;
}
