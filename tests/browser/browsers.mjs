// The three engines, as Debian packages them. Chromium by playwright-core, which sees requests and consoles; Firefox and
// WebKit by selenium-webdriver, since plain WebDriver is all that their unpatched builds speak.
import { spawn } from "node:child_process";
import { chromium } from "playwright-core";
import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { globSync } from "./files.mjs";

const QUIET_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function openChromium(args = []) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: [...QUIET_CHROMIUM, ...args] });
}

export function openFirefox() {
  const options = { args: ["-headless"], binary: process.env.FIREFOX ?? "/usr/bin/firefox-esr" };
  // The second port is the one between geckodriver and Firefox: by default two sessions at once would take the same.
  return session("geckodriver", ["--websocket-port", "0"], { "moz:firefoxOptions": options });
}

export async function openWebKit() {
  const binary = globSync("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")[0];
  if (binary === undefined) throw new Error("no MiniBrowser under /usr/lib/*/webkit2gtk-4.1");
  const display = await openDisplay();
  const env = {
    DISPLAY: display.name,
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    // Without a sandbox of its own: as root in a container bubblewrap cannot make one.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  };
  return session("WebKitWebDriver", [], { "webkitgtk:browserOptions": { binary, args: ["--automation"] } }, { env, after: display.close });
}

/** A virtual display. The server picks a free number by itself, which `xvfb-run` gets wrong when two start at once. */
async function openDisplay() {
  const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3].once("data", (text) => done(String(text).trim()));
  });
  return { name: `:${number}`, close: () => child.kill() };
}

/** The first element that matches, in the document or in any shadow below it; `host >>> inner` looks inside one host only. */
const DEEP = `
  function deep(root, css) {
    const [first, ...rest] = css.split(" >>> ");
    if (rest.length > 0) {
      const host = deep(root, first);
      return host === null ? null : deep(host.shadowRoot ?? host, rest.join(" >>> "));
    }
    const found = root.querySelector(css);
    if (found !== null) return found;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot === null ? null : deep(element.shadowRoot, css);
      if (inside !== null) return inside;
    }
    return null;
  }`;

/** Starts a driver and opens one session; returns the few commands that the tests need. */
async function session(program, args, capabilities, { env = {}, after = () => {} } = {}) {
  const port = await findFreePort("127.0.0.1");
  const service = new DriverService(program, {
    hostname: "127.0.0.1",
    port,
    args: [`--port=${port}`, ...args],
    env: { ...process.env, ...env },
  });
  const stop = async () => {
    await service.kill();
    after();
  };
  try {
    const executor = new Executor(new HttpClient(await service.start()));
    const driver = WebDriver.createSession(executor, new Capabilities(capabilities), stop);
    await driver.manage().setTimeouts({ script: 300_000, pageLoad: 60_000 });
    const found = await driver.getCapabilities();
    return commands(driver, `${found.getBrowserName()} ${found.getBrowserVersion()}`);
  } catch (e) {
    await stop();
    throw e;
  }
}

function commands(driver, name) {
  const find = async (css) => {
    const element = await driver.executeScript(`${DEEP} return deep(document, arguments[0]);`, css);
    if (element === null) throw new Error(`nothing matches ${css}`);
    return element;
  };
  return {
    name,
    goto: (url) => driver.get(url),
    reload: () => driver.navigate().refresh(),
    /** Runs the body of an async function in the page; its result must be JSON. */
    evaluate: async (body, ...args) => {
      const script = `const done = arguments[arguments.length - 1];
        (async (...args) => { ${body} })(...[...arguments].slice(0, -1))
          .then((value) => done({ value }), (e) => done({ error: e + " " + (e && e.stack) }));`;
      const { value, error } = await driver.executeAsyncScript(script, ...args);
      if (error !== undefined) throw new Error(error);
      return value;
    },
    /** Says if something matches; `css` as in `click`. */
    has: (css) => driver.executeScript(`${DEEP} return deep(document, arguments[0]) !== null;`, css),
    /** Clicks as a person would; `css` finds the element in any depth of shadow. */
    click: async (css) => (await find(css)).click(),
    clickByScript: (css) => driver.executeScript(`${DEEP} deep(document, arguments[0]).click();`, css),
    /** Chooses files by their paths, as the browser's own picker would. */
    setFiles: async (css, paths) => (await find(css)).sendKeys(paths.join("\n")),
    /** Presses keys at the focused element. */
    press: (...keys) => driver.actions().sendKeys(...keys).perform(),
    close: () => driver.quit().catch(() => {}),
  };
}
