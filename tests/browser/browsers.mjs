// The three engines, as Debian packages them. Chromium by playwright-core, which sees requests and consoles; Firefox and
// WebKit by plain WebDriver, which is all that their unpatched builds speak.
import { spawn } from "node:child_process";
import { globSync } from "./files.mjs";
import { createServer } from "node:net";
import { chromium } from "playwright-core";

const QUIET_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function openChromium(args = []) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: [...QUIET_CHROMIUM, ...args] });
}

export async function openFirefox() {
  const port = await freePort();
  const driver = start("geckodriver", ["--port", String(port)]);
  return session(driver, port, {
    "moz:firefoxOptions": { args: ["-headless"], binary: process.env.FIREFOX ?? "/usr/bin/firefox-esr" },
  });
}

export async function openWebKit() {
  const port = await freePort();
  const miniBrowser = globSync("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")[0];
  if (miniBrowser === undefined) throw new Error("no MiniBrowser under /usr/lib/*/webkit2gtk-4.1");
  // Without a sandbox of its own: as root in a container bubblewrap cannot make one.
  const driver = start("xvfb-run", ["--auto-servernum", "WebKitWebDriver", `--port=${port}`], {
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  });
  return session(driver, port, { "webkitgtk:browserOptions": { binary: miniBrowser, args: ["--automation"] } });
}

/** Its own process group, so that the browsers below it can be stopped with it. */
function start(command, args, env = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], detached: true, env: { ...process.env, ...env } });
  child.said = "";
  child.stderr.on("data", (data) => (child.said = (child.said + data).slice(-4000)));
  child.once("error", (e) => (child.failed = e));
  return child;
}

function stop(child) {
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
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

/** A WebDriver session with the few commands that the tests need. */
async function session(driver, port, options) {
  const base = `http://127.0.0.1:${port}`;
  const command = async (method, path, body) => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  try {
    await untilUp(base, driver);
    const { sessionId, capabilities } = await command("POST", "/session", {
      capabilities: { alwaysMatch: { ...options, pageLoadStrategy: "normal" } },
    });
    const at = `/session/${sessionId}`;
    await command("POST", `${at}/timeouts`, { script: 300_000, pageLoad: 60_000 });
    const find = async (css) => {
      const element = await command("POST", `${at}/execute/sync`, { script: `${DEEP} return deep(document, arguments[0]);`, args: [css] });
      if (element === null) throw new Error(`nothing matches ${css}`);
      return Object.values(element)[0];
    };
    return {
      name: `${capabilities.browserName} ${capabilities.browserVersion}`,
      goto: (url) => command("POST", `${at}/url`, { url }),
      reload: () => command("POST", `${at}/refresh`, {}),
      /** Runs the body of an async function in the page; what it returns must be JSON. */
      evaluate: async (body, ...args) => {
        const script = `const done = arguments[arguments.length - 1];
          (async (...args) => { ${body} })(...[...arguments].slice(0, -1))
            .then((value) => done({ value }), (e) => done({ error: e + " " + (e && e.stack) }));`;
        const { value, error } = await command("POST", `${at}/execute/async`, { script, args });
        if (error !== undefined) throw new Error(error);
        return value;
      },
      /** Whether something matches; `css` as in `click`. */
      has: (css) => command("POST", `${at}/execute/sync`, { script: `${DEEP} return deep(document, arguments[0]) !== null;`, args: [css] }),
      /** Clicks what a person would click; `css` finds it in any depth of shadow. */
      click: async (css) => command("POST", `${at}/element/${await find(css)}/click`, {}),
      clickByScript: (css) => command("POST", `${at}/execute/sync`, { script: `${DEEP} deep(document, arguments[0]).click();`, args: [css] }),
      /** Chooses files by their paths, as the browser's own picker would. */
      setFiles: async (css, paths) => {
        const text = paths.join("\n");
        await command("POST", `${at}/element/${await find(css)}/value`, { text, value: [...text] });
      },
      /** Presses keys where the focus is. */
      press: async (...keys) => {
        const actions = keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
        await command("POST", `${at}/actions`, { actions: [{ type: "key", id: "keyboard", actions }] });
      },
      screenshot: async () => Buffer.from(await command("GET", `${at}/screenshot`), "base64"),
      close: async () => {
        await command("DELETE", at).catch(() => {});
        stop(driver);
      },
    };
  } catch (e) {
    stop(driver);
    throw new Error(`${e.message}\n${driver.said}`);
  }
}

async function untilUp(base, driver) {
  for (let i = 0; i < 150; i++) {
    if (driver.failed) throw driver.failed;
    if (driver.exitCode !== null) throw new Error(`the driver ended with ${driver.exitCode}`);
    const isUp = await fetch(`${base}/status`).then((r) => r.ok, () => false);
    if (isUp) return;
    await new Promise((wait) => setTimeout(wait, 200));
  }
  throw new Error("the driver did not come up");
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
