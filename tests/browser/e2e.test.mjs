// The whole loop against the real receiver with its database: fill in, be refused, repair, crop, submit, locked, sent back,
// corrected, approved. In Chromium and Firefox the same steps by the same words; in WebKit the shortest way.
import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { openChromium, openFirefox, openWebKit } from "./browsers.mjs";
import { FACTS, documentFile, temporary } from "./candidate.mjs";
import { inputsFolder, portraitPath } from "./inputs.mjs";
import { IS_PICTURED } from "./pictured.mjs";
import { startReceiver } from "./receiver.mjs";
import { watch } from "./watch.mjs";

let open = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Chromium by playwright, with the words of a WebDriver session. */
async function chromiumDriver(origin) {
  const browser = await openChromium();
  const page = await (await browser.newContext()).newPage();
  const seen = watch(page, origin);
  const locator = (css) => css.split(" >>> ").reduce((at, part) => at.locator(part), page).first();
  return {
    name: `chromium ${browser.version()}`,
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    evaluate: (body) => page.evaluate(`(async () => { ${body} })()`),
    has: async (css) => (await locator(css).count()) > 0,
    click: (css) => locator(css).click(),
    setFiles: (css, paths) => locator(css).setInputFiles(paths),
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press({ "\uE012": "ArrowLeft", "\uE013": "ArrowUp" }[key] ?? key);
    },
    faults: () => seen.faults,
    close: () => browser.close(),
  };
}

/** A session of plain WebDriver: what the page reports of itself is all that is seen of its faults. */
async function webdriver(openSession, { clicks = "pointer" } = {}) {
  const session = await openSession();
  const click = clicks === "pointer" ? session.click : session.clickByScript;
  const listen = () =>
    session.evaluate(`
      if (globalThis.faults) return;
      globalThis.faults = [];
      addEventListener("error", (e) => faults.push("thrown: " + e.message));
      addEventListener("unhandledrejection", (e) => faults.push("rejected: " + e.reason));
      document.addEventListener("securitypolicyviolation", (e) => faults.push("policy: " + e.violatedDirective + " " + e.blockedURI));
      const { error } = console;
      console.error = (...args) => (faults.push("console: " + args.join(" ")), error(...args));
    `);
  const before = [];
  const now = () => session.evaluate("return globalThis.faults ?? []");
  const goto = (url) => session.goto(url).then(listen);
  const reload = async () => {
    before.push(...(await now()));
    await session.reload();
    await listen();
  };
  return { ...session, goto, reload, click, faults: async () => [...before, ...(await now())] };
}

/** Waits for what the page shows; says what it waited for. */
async function until(driver, what, condition, ms = 90_000) {
  const end = Date.now() + ms;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`${driver.name}: not within ${ms} ms: ${what}\n${await driver.evaluate('return document.querySelector("main").innerText')}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

const shows = (driver, css) => until(driver, css, () => driver.has(css));
const isGone = (driver, css) => until(driver, `no ${css}`, async () => !(await driver.has(css)));
const says = (driver, text) =>
  until(driver, text, () => driver.evaluate(`
    const deep = (root) => [...root.querySelectorAll("*")].map((e) => (e.shadowRoot ? deep(e.shadowRoot) : "")).join("") + root.textContent;
    return deep(document.body).includes(${JSON.stringify(text)});`));
const idle = (driver) => until(driver, "everything saved", () => driver.evaluate('return document.querySelector("#app").dataset.idle === "true"'));
const pictured = (driver) => until(driver, "every picture", () => driver.evaluate(`return ${IS_PICTURED}`));
const count = (driver, slot) =>
  driver.evaluate(`return document.querySelector("#materials-${slot} exam-material").shadowRoot.querySelectorAll(".tile").length`);

async function goTo(driver, step) {
  await pictured(driver);
  await driver.click(`nav.steps a[href="#${step}"]`);
  await shows(driver, `nav.steps a[href="#${step}"][aria-current=step]`);
}

async function answer(driver, fact, choice) {
  // A script can click on what a person cannot: no answer is possible before the draft is open.
  await shows(driver, `#facts-${fact} input[value=${choice}]:enabled`);
  await driver.click(`#facts-${fact} label:has(input[value=${choice}])`);
  await idle(driver);
}

const slot = (kind) => `#materials-${kind} exam-material`;

async function addDocuments(driver, kind, paths) {
  const before = await count(driver, kind);
  await driver.setFiles(`${slot(kind)} >>> input.files`, paths);
  await until(driver, `${paths.length} more of ${kind}`, async () => (await count(driver, kind)) === before + paths.length);
  await idle(driver);
}

async function choosePhoto(driver, path) {
  await goTo(driver, "photo");
  await shows(driver, "exam-photo >>> .pick button:enabled");
  await driver.setFiles("exam-photo >>> input[type=file]:not([capture])", [path]);
}

async function fillIn(driver) {
  await shows(driver, "#facts-origin");
  // Wrong first: said at once, and repaired.
  await answer(driver, "origin", "mainland");
  await answer(driver, "service", "civilian");
  await answer(driver, "idDocument", "military_card");
  await shows(driver, "#facts-idDocument .note.error");
  for (const [fact, choice] of Object.entries(FACTS)) await answer(driver, fact, choice);
  await isGone(driver, "#facts-idDocument .note.error");

  // Refused, then a photo, then another crop by hand.
  await choosePhoto(driver, temporary("not-a-picture.jpg", Buffer.from("this is no picture")));
  await shows(driver, 'exam-photo >>> [data-code^="file."]');
  await choosePhoto(driver, portraitPath());
  await shows(driver, "exam-photo >>> .result.ready");
}

async function crop(driver) {
  const cropOf = () => driver.evaluate('return document.querySelector("exam-photo").value.report.measured.crop');
  const before = await cropOf();
  await pictured(driver);
  await driver.click("exam-photo >>> .adjust");
  await shows(driver, "exam-photo-editor >>> .findings-now dl");
  await driver.evaluate('document.querySelector("exam-photo").shadowRoot.querySelector("exam-photo-editor").shadowRoot.querySelector(".stage").focus()');
  await driver.press("\uE013", "\uE013");
  await pictured(driver);
  await driver.click("exam-photo-editor >>> button.primary");
  await isGone(driver, "exam-photo-editor");
  await shows(driver, "exam-photo >>> .result");
  await idle(driver);
  assert.notDeepEqual(await cropOf(), before, "the crop by hand");
  // The automatic one again: what is sent must pass.
  if (!(await driver.has("exam-photo >>> .result.ready"))) {
    await choosePhoto(driver, portraitPath());
    await shows(driver, "exam-photo >>> .result.ready");
  }
}

async function repairAndAdd(driver) {
  await goTo(driver, "materials");
  await shows(driver, slot("identity"));
  // Lying on its side: refused beside the slots, repaired in one tap.
  await driver.setFiles(`${slot("identity")} >>> input.files`, [join(inputsFolder(), "page-lying.jpg")]);
  await shows(driver, `${slot("identity")} >>> .refused .actions button.primary`);
  assert.equal(await count(driver, "identity"), 0, "a refused picture takes no slot");
  await driver.click(`${slot("identity")} >>> .refused .actions button.primary`);
  await until(driver, "the repaired picture", async () => (await count(driver, "identity")) === 1);
  await addDocuments(driver, "identity", [documentFile(2)]);
  await addDocuments(driver, "apprenticeship_certificate", [documentFile(3)]);
}

async function submit(driver, status) {
  await goTo(driver, "check");
  await shows(driver, ".verdict.ready");
  await goTo(driver, "submit");
  await shows(driver, "button.submit:enabled");
  await driver.click("button.submit");
  await shows(driver, `.verdict[data-status="${status}"]`);
  await says(driver, "上报完成，内容已锁定");
  await shows(driver, ".receipt.latest");
}

async function wholeLoop(driver, receiver) {
  await driver.goto(`${receiver.url}/#token=${receiver.token}`);
  await idle(driver);
  await fillIn(driver);
  await crop(driver);
  await repairAndAdd(driver);
  // A reload in between loses nothing, in any engine.
  await driver.reload();
  await idle(driver);
  await goTo(driver, "materials");
  await until(driver, "the documents after a reload", async () => (await count(driver, "identity")) === 2);
  await submit(driver, "submitted");
  const first = await receiver.read();
  assert.equal(first.application.status, "submitted");
  assert.equal(first.files.length, 4);

  // Locked: nothing can be changed.
  await goTo(driver, "facts");
  assert.equal(await driver.evaluate('return [...document.querySelectorAll(".question")].every((question) => question.disabled)'), true);

  // Sent back: only the slot that was named is open, with the reviewer's words.
  await receiver.sendBack([{ part: "identity", text: "背面不清楚，请重拍" }]);
  await goTo(driver, "status");
  await shows(driver, '.verdict[data-status="returned"]');
  await says(driver, "背面不清楚，请重拍");
  await driver.click(".feedback-list a.button");
  await shows(driver, 'nav.steps a[href="#materials"][aria-current=step]');
  const isLocked = (kind) => driver.evaluate(`return document.querySelector("#materials-${kind} exam-material").locked`);
  await until(driver, "identity open", async () => !(await isLocked("identity")));
  assert.equal(await isLocked("apprenticeship_certificate"), true);
  await driver.click(`${slot("identity")} >>> .tile:last-of-type .remove`).catch(() => driver.click(`${slot("identity")} >>> .tile .remove`));
  await until(driver, "one less", async () => (await count(driver, "identity")) === 1);
  await idle(driver);
  await addDocuments(driver, "identity", [documentFile(9)]);
  await submit(driver, "resubmitted");
  const second = await receiver.read();
  assert.equal(second.application.status, "resubmitted");
  assert.ok(second.application.slots.identity.some(({ name }) => name === "document-9.jpg"));
  assert.deepEqual(second.application.history.map(({ status }) => status), ["submitted", "returned", "resubmitted"]);

  await receiver.approve();
  await goTo(driver, "facts");
  await goTo(driver, "status");
  await shows(driver, '.verdict[data-status="approved"]');
  await shows(driver, "details.earlier");
  assert.deepEqual(await driver.faults(), []);
}

test("Chromium: the whole loop", { timeout: 300_000 }, async () => {
  const receiver = await startReceiver();
  open.push(() => receiver.close());
  const driver = await chromiumDriver(receiver.url);
  open.unshift(() => driver.close());
  await wholeLoop(driver, receiver);
});

test("Firefox: the whole loop", { timeout: 600_000 }, async () => {
  const receiver = await startReceiver();
  open.push(() => receiver.close());
  const driver = await webdriver(openFirefox);
  open.unshift(() => driver.close());
  await wholeLoop(driver, receiver);
});

test("WebKit: from the first question to the receipt", { timeout: 600_000 }, async () => {
  const receiver = await startReceiver();
  open.push(() => receiver.close());
  // Its driver finds no place to click on in a label; the script's click goes the same way from there on.
  const driver = await webdriver(openWebKit, { clicks: "script" });
  open.unshift(() => driver.close());
  await driver.goto(`${receiver.url}/#token=${receiver.token}`);
  await idle(driver);
  await shows(driver, "#facts-origin");
  for (const [fact, choice] of Object.entries(FACTS)) await answer(driver, fact, choice);
  await choosePhoto(driver, portraitPath());
  await shows(driver, "exam-photo >>> .result.ready");
  await goTo(driver, "materials");
  await addDocuments(driver, "identity", [documentFile(1)]);
  await addDocuments(driver, "identity", [documentFile(2)]);
  await addDocuments(driver, "apprenticeship_certificate", [documentFile(3)]);
  await submit(driver, "submitted");
  assert.equal((await receiver.read()).files.length, 4);
  assert.deepEqual(await driver.faults(), []);
  // The draft and its pictures are this engine's own, too.
  await driver.reload();
  await idle(driver);
  await shows(driver, ".receipt.latest");
  await goTo(driver, "materials");
  await until(driver, "the documents after a reload", async () => (await count(driver, "identity")) === 2);
  await goTo(driver, "photo");
  await shows(driver, "exam-photo >>> .result.ready");
});
