// The reviewers' page in Chromium, against a receiver of its own: seen at three widths, light and dark, without a word on
// the console and without a violation of WCAG; then an application is returned and, sent again, approved.
//   cargo build --workspace --bins && node --test tests/review.test.mjs
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const receiver = join(dirname(fileURLToPath(import.meta.url)), "..");
const browserTests = join(receiver, "../tests/browser");
const { openChromium } = await import(join(browserTests, "browsers.mjs"));
const axe = readFileSync(createRequire(join(browserTests, "package.json")).resolve("axe-core/axe.min.js"), "utf8");

const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], { cwd: receiver });
const built = join(JSON.parse(metadata).target_directory, "debug");
const data = mkdtempSync(join(tmpdir(), "receiver-review-"));
let server, browser, address, candidate, reviewer;

before(async () => {
  const args = ["--data", data, "serve", "--listen", "127.0.0.1:0", "--demo"];
  server = spawn(join(built, "receiver"), args, { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  for await (const chunk of server.stdout) {
    said += chunk;
    if (said.includes("Ctrl+C")) break;
  }
  [candidate, reviewer] = [...said.matchAll(/#token=([\w-]+)/g)].map(([, token]) => token);
  address = /Listening on (http:\/\/[^/]+)\//.exec(said)[1];
  seed();
  browser = await openChromium();
});

after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(data, { recursive: true, force: true });
});

const seed = (...args) =>
  execFileSync(join(built, "seed"), [address.replace("http://localhost", "127.0.0.1"), candidate, ...args], { encoding: "utf8" });
const command = (...args) => execFileSync(join(built, "receiver"), ["--data", data, ...args], { encoding: "utf8" });

/** A page with everything that it writes to the console, reports of the browser about its policy included. */
async function open(options) {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => request.url().startsWith(address) || request.url().startsWith("blob:") || said.push(request.url()));
  return { page, said, close: () => context.close() };
}

/** The link as it is handed out, in a tab that has just been opened. */
const enter = (page) => page.goto(`${address}/review/#token=${reviewer}`);

async function isSound(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], what);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${what}: ${overflow} px too wide`);
}

for (const width of [360, 768, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`sound at ${width} px, ${colorScheme}`, async () => {
      const { page, said, close } = await open({ viewport: { width, height: 900 }, colorScheme });
      await page.goto(`${address}/review/`);
      await page.waitForSelector("#token");
      await isSound(page, "the entrance");
      await page.fill("#token", reviewer);
      await page.press("#token", "Enter");
      await page.waitForSelector(".applications a");
      assert.equal(new URL(page.url()).hash, "");
      await isSound(page, "the list");
      await page.click(".applications a");
      await page.waitForFunction(() => document.querySelectorAll(".pictures img[src^='blob:']").length === 8);
      await isSound(page, "an application");
      assert.match(await page.textContent("main"), /图片太暗/);
      await page.click(".pictures button");
      await isSound(page, "a picture, enlarged");
      await page.click("#larger");
      await page.keyboard.press("Escape");
      await page.click("#language");
      await page.waitForFunction(() => document.documentElement.lang === "en" && document.querySelector("h2 + p, section h2"));
      await page.waitForSelector("text=too dark");
      await isSound(page, "in English");
      assert.deepEqual(said, []);
      await close();
    });
  }
}

test("a token leaves the address at once, and a wrong one is refused", async () => {
  const { page, said, close } = await open({});
  await enter(page);
  await page.waitForSelector(".applications a");
  assert.equal(page.url(), `${address}/review/`);
  await page.evaluate(() => sessionStorage.setItem("token", "000000000000-wrong"));
  await page.reload();
  await page.waitForSelector("#token");
  assert.match(await page.textContent("#said"), /访问码无效/);
  assert.ok(said.every((line) => line.includes("401")), said.join("\n"));
  await close();
});

test("returned with words, sent again, approved", async () => {
  const { page, said, close } = await open({});
  await enter(page);
  await page.click(".applications a");
  await page.click(".steps button:has-text('退回修改')");
  assert.match(await page.textContent("#said"), /至少写明一处/);
  await page.fill("textarea[aria-label^='报名照片']", "请重新拍摄");
  // A document that is not there, and that nobody has to upload, can be asked for.
  const others = page.locator("details.others");
  assert.equal(await others.evaluate((details) => details.open), false);
  await others.locator("summary").click();
  await page.fill("textarea[aria-label^='毕业证明书']", "请补传");
  await page.click(".steps button:has-text('退回修改')");
  await page.click("#sure-no");
  assert.match(command("list"), /submitted/);
  await page.click(".steps button:has-text('退回修改')");
  await page.click("#sure-yes");
  await page.waitForSelector(".history >> text=请重新拍摄");
  await page.waitForSelector(".history >> text=毕业证明书：请补传");
  assert.match(await page.textContent(".history"), /（北京时间）/);
  assert.match(command("list"), /returned/);
  assert.ok(await page.isDisabled(".steps button:has-text('审核通过')"));

  assert.match(seed("1", "2"), /^201/);
  // The page shows an old state: the step is refused, and what is now is shown.
  await page.fill("textarea[aria-label^='考生情况']", "再改一处");
  await page.click(".steps button:has-text('退回修改')");
  await page.click("#sure-yes");
  await page.waitForFunction(() => document.querySelector("#said").textContent.includes("刚刚有变动"));
  assert.equal(await page.inputValue("textarea[aria-label^='考生情况']"), "再改一处");
  await page.click(".steps button:has-text('审核通过')");
  await page.click("#sure-yes");
  await page.waitForSelector(".state.approved");
  assert.match(command("list"), /approved/);
  assert.equal(await page.$$eval(".steps, textarea", (all) => all.length), 0);
  assert.ok(said.every((line) => line.includes("409")), said.join("\n"));
  await close();
});
