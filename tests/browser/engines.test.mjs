// The same bytes everywhere: what the native build makes of generated inputs (tests/golden/photos.json, which
// `cargo test --test golden` holds) is what Chromium, Firefox and WebKit make of them. And the page opens in each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { serve } from "../../scripts/server.mjs";
import { openChromium, openFirefox, openWebKit } from "./browsers.mjs";
import { inRoot, readJson } from "./files.mjs";
import { inputsFolder, portraitPath } from "./inputs.mjs";

/** Chromium in the shape of the other two. */
async function openChromiumAlike() {
  const browser = await openChromium();
  const page = await browser.newPage();
  return {
    name: `chromium ${browser.version()}`,
    goto: (url) => page.goto(url),
    // A string is evaluated as it is, past the page's policy, as WebDriver does it.
    evaluate: (body, ...args) => page.evaluate(`(async (...args) => { ${body} })(...${JSON.stringify(args)})`),
    close: () => browser.close(),
  };
}

/** WebKit's driver says that a page is there before its modules have run. */
const called = (name) => `while (!globalThis.${name}) await new Promise((wait) => setTimeout(wait, 50));
  return await globalThis.${name}(args[0]);`;

const ENGINES = { Chromium: openChromiumAlike, Firefox: openFirefox, WebKit: openWebKit };
const folders = () => ({
  "/": inRoot("www/dist"),
  "/npm": inRoot("npm"),
  "/pages": inRoot("tests/browser/pages"),
  "/inputs": inputsFolder(),
});

for (const [engine, openEngine] of Object.entries(ENGINES)) {
  test(`${engine}: the golden photos, byte for byte`, { timeout: 600_000 }, async () => {
    const golden = readJson("tests/golden/photos.json");
    assert.ok(golden.length >= 3, "too few cases to say anything");
    const server = await serve(folders());
    const browser = await openEngine();
    try {
      console.log(browser.name);
      await browser.goto(`${server.url}/pages/engines.html`);
      const cases = golden.map(({ input, options }) => ({ input, options }));
      const { answers, violations } = await browser.evaluate(called("run"), cases);
      assert.deepEqual(violations, []);
      golden.forEach(({ input, sha256, report }, i) => {
        assert.equal(answers[i].sha256, sha256, `${input}: other bytes than the native build's`);
        assert.deepEqual(answers[i].report, report, input);
      });
    } finally {
      await browser.close();
      await server.close();
    }
  });

  test(`${engine}: the golden document pictures, byte for byte`, { timeout: 600_000 }, async () => {
    const golden = readJson("tests/golden/materials.json");
    assert.ok(golden.length >= 8, "too few cases to say anything");
    const server = await serve(folders());
    const browser = await openEngine();
    try {
      await browser.goto(`${server.url}/pages/engines.html`);
      const inputs = golden.map(({ input }) => input);
      const { answers, violations } = await browser.evaluate(called("runMaterials"), inputs);
      assert.deepEqual(violations, []);
      golden.forEach(({ input, ...expected }, i) => assert.deepEqual(answers[i], expected, input));
    } finally {
      await browser.close();
      await server.close();
    }
  });

  test(`${engine}: the page, from picking to the finished photo`, { timeout: 300_000 }, async () => {
    const portrait = readFileSync(portraitPath());
    const server = await serve(folders(), { routes: { "/portrait.jpg": (_, response) => response.end(portrait) } });
    const browser = await openEngine();
    try {
      await browser.goto(`${server.url}/#photo`);
      const seen = await browser.evaluate(PICK);
      assert.deepEqual(seen.violations, []);
      assert.equal(seen.lang, "zh-CN");
      assert.match(seen.download, /^blob:/);
      const { widthPx, heightPx, maxBytes } = readJson("policies/hubei-2025.json").photo;
      assert.deepEqual(seen.size, [widthPx, heightPx]);
      assert.ok(seen.bytes <= maxBytes, `${seen.bytes} bytes`);
    } finally {
      await browser.close();
      await server.close();
    }
  });
}

/** Picks a file as the browser's own picker would, and waits for the answer. */
const PICK = `
  const violations = [];
  addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective + " " + e.blockedURI));
  const until = async (what) => {
    for (let i = 0; i < 1200; i++) {
      const value = what();
      if (value) return value;
      await new Promise((wait) => setTimeout(wait, 100));
    }
    throw new Error("waited in vain for " + what + ": " + document.body.innerText);
  };
  const element = await until(() => document.querySelector("exam-photo"));
  const input = await until(() => element.shadowRoot?.querySelector("input[type=file]:not([capture])"));
  const data = new DataTransfer();
  data.items.add(new File([await (await fetch("/portrait.jpg")).arrayBuffer()], "portrait.jpg", { type: "image/jpeg" }));
  input.files = data.files;
  input.dispatchEvent(new Event("change"));
  const link = await until(() => element.shadowRoot.querySelector(".result a[download]"));
  const picture = await until(() => [...element.shadowRoot.querySelectorAll(".pair img")].at(-1));
  await picture.decode();
  return {
    violations,
    lang: document.documentElement.lang,
    download: link.href,
    size: [picture.naturalWidth, picture.naturalHeight],
    bytes: element.shadowRoot.querySelector("meter").value,
  };
`;
