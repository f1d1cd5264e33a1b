// Every message in both languages, with every parameter that its code documents, as each front end fills it in: the page,
// the elements and the reviewers' page, in Chromium. No brace is left. The command line's is a test beside its text.rs.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { documentedParams } from "../../scripts/codes.mjs";
import { serve } from "../../scripts/server.mjs";
import { useChromium } from "./chromium.mjs";
import { inRoot, readJson } from "./files.mjs";
import { watch } from "./watch.mjs";

const LOCALES = ["zh-CN", "en"];
const policy = readJson("policies/hubei-2025.json");
const messages = Object.fromEntries(LOCALES.map((locale) => [locale, readJson("messages", `${locale}.json`)]));

/** Figures and words that a parameter may be. Shares, which are shown as `{name%}`, are always figures. */
const TEXTS = { otherSlot: "identity", kind: "diploma", fact: "origin", facts: "origin, idDocument", status: "submitted", edge: "top" };
const isShare = (name) => LOCALES.some((locale) => Object.values(messages[locale]).some((text) => text.includes(`{${name}%}`)));

/** Each code at each weight, once with figures and once with words. */
const FINDINGS = [...documentedParams()].flatMap(([code, names]) =>
  ["error", "warning", "info"].flatMap((severity) =>
    [false, true].map((isText) => ({
      code,
      severity,
      slot: null,
      file: "a.jpg",
      params: Object.fromEntries(names.map((name) => [name, isText && !isShare(name) ? (TEXTS[name] ?? "word") : 0.25])),
    })),
  ),
);

/** A placeholder that was not filled, or the code itself in place of a sentence. */
function assertFilled(texts, front) {
  assert.equal(texts.length, FINDINGS.length, front);
  for (const text of texts) {
    assert.doesNotMatch(text, /[{}]/, front);
    assert.doesNotMatch(text, /^\s*(?:\S+\s)?[a-z]+(?:\.[a-z_]+)+\s*$/m, front);
  }
}

const chromium = useChromium();
let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "words-"));
  await build({
    stdin: {
      contents: `
        import { html, render } from "lit";
        import { findingList } from "exam-preflight/elements";
        import { findingsByPart } from "./src/views/check";
        window.show = (front, findings, locale, policy) => {
          const state = { locale, policy, draft: { photo: null } };
          render(front === "page" ? findingsByPart(state, findings) : findingList({ locale, policy, withFile: true }, findings), document.body);
          return [...document.querySelectorAll("li")].map((item) => item.textContent);
        };
      `,
      resolveDir: inRoot("www"),
      loader: "ts",
    },
    outfile: join(folder, "app.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  const head = '<!doctype html><meta charset="utf-8"><meta name="exam-policy" content="hubei-2025"><link rel="icon" href="data:,">';
  writeFileSync(join(folder, "index.html"), `${head}<body><script type="module" src="/app.js"></script>`);
  // As the receiver serves it: see receiver/src/http/page.rs.
  const review = join(folder, "review");
  cpSync(inRoot("receiver/review"), review, { recursive: true });
  cpSync(inRoot("npm/src/describe.js"), join(review, "describe.js"));
  cpSync(inRoot("npm/elements/colours.css"), join(review, "colours.css"));
  cpSync(inRoot("www/public/icon.svg"), join(review, "icon.svg"));
  cpSync(inRoot("messages"), join(review, "messages"), { recursive: true });
  cpSync(inRoot("policies/hubei-2025.json"), join(review, "policy.json"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function visit(path, routes = {}) {
  const server = await serve({ "/": folder }, { routes });
  const page = await chromium.browser.newPage({ locale: "zh-CN" });
  chromium.closing(() => page.close(), () => server.close());
  const seen = watch(page, server.url);
  await page.goto(`${server.url}${path}`);
  return { page, seen };
}

test("there is a sentence for every code, and the codes were found", () => {
  assert.deepEqual([...documentedParams().keys()].sort(), [...readJson("npm/report.schema.json").$defs.Code.enum].sort());
});

for (const front of ["page", "elements"]) {
  for (const locale of LOCALES) {
    test(`no brace is left in ${front === "page" ? "the page" : "the elements"}: ${locale}`, async () => {
      const { page } = await visit("/");
      await page.waitForFunction(() => "show" in window);
      assertFilled(await page.evaluate((args) => show(...args), [front, FINDINGS, locale, policy]), `${front}, ${locale}`);
    });
  }
}

test("no brace is left in the reviewers' page, a warning has its own sentence, and kinds have their titles", async () => {
  const record = { name: "a.jpg", sha256: "0".repeat(64), bytes: 1000, format: "jpeg" };
  const json = (value) => (_request, response) =>
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  const { page, seen } = await visit("/review/#token=0123456789abcdef", {
    "/api/v1/review/applications": json({ applications: [] }),
    [`/api/v1/review/applications/c1/files/${record.sha256}`]: (_request, response) =>
      response.writeHead(200, { "Content-Type": "image/svg+xml" }).end(readFileSync(join(folder, "review/icon.svg"))),
    "/api/v1/review/applications/c1": json({
      application: { status: "submitted", profile: {}, photo: record, slots: {}, history: [] },
      revision: 1,
      receipt: { id: "r", receivedAt: "2026-11-25T00:00:00Z" },
      report: { findings: [], measured: { slots: [] } },
      reports: { [record.sha256]: { findings: FINDINGS } },
    }),
  });
  await page.waitForSelector("#filter");
  await page.evaluate(() => (location.hash = "#/c1"));
  for (const locale of LOCALES) {
    if (locale === "en") await page.click("#language");
    await page.waitForFunction((locale) => document.documentElement.lang === locale && document.querySelector(".findings li"), locale);
    await page.waitForSelector(locale === "en" ? "text=Return" : "text=退回修改");
    const texts = await page.locator(".findings li").allTextContents();
    assertFilled(texts, `review, ${locale}`);
    const own = Object.keys(messages[locale]).filter((key) => /\.warning$/.test(key));
    assert.ok(own.length > 0);
    for (const key of own) {
      const sentence = messages[locale][key].split("{")[0];
      assert.ok(texts.some((text) => text.startsWith(sentence)), `${key}: ${sentence}`);
    }
    assert.ok(texts.some((text) => text.includes(policy.materials.find(({ kind }) => kind === "identity").title[locale])));
  }
  seen.assertClean();
});
