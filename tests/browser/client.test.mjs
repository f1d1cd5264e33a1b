// The worker-backed client in Chromium: queue, abort, trap, silence, dispose, and what it throws.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/server.mjs";
import { openChromium } from "./browsers.mjs";
import { inRoot } from "./files.mjs";
import { portraitPath } from "./inputs.mjs";
import { HANG, SLOW, TRAP, patchFirst } from "./patches.mjs";

let browser;
before(async () => (browser = await openChromium()));
after(() => browser?.close());

/**
 * Runs a function in a page that has the package on its server. It is given `{ createPreflight, portrait }`; `workers`
 * are the patches of the first starts of the worker. Gives back what it returns, and how often the worker was started.
 */
async function inPage(body, { workers = [] } = {}) {
  let starts = 0;
  const patched = patchFirst(inRoot("npm/dist/worker.js"), workers);
  const routes = {
    "/": (_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>client</title>"),
    "/portrait.jpg": (_, response) => response.writeHead(200, { "Content-Type": "image/jpeg" }).end(readFileSync(portraitPath())),
    "/npm/dist/worker.js": (...args) => (starts++, patched(...args)),
  };
  const server = await serve({ "/npm": inRoot("npm"), "/nothing": inRoot("npm/dist") }, { routes });
  const page = await browser.newPage();
  const thrown = [];
  page.on("pageerror", (e) => thrown.push(e.message));
  try {
    await page.goto(`${server.url}/`);
    const kit = await page.evaluateHandle(async () => {
      const { createPreflight } = await import("/npm/dist/index.js");
      const portrait = new File([await (await fetch("/portrait.jpg")).blob()], "a.jpg", { type: "image/jpeg" });
      /** How a promise ended, in a form that can leave the page. */
      const end = (promise) =>
        promise.then(
          (value) => ({ value: value?.report ? { codes: value.report.findings.map((f) => f.code), jpeg: value.jpeg?.size ?? null, report: value.report } : value }),
          (e) => ({ name: e?.name, code: e?.code, message: e?.message, params: e?.params, thrown: typeof e === "string" ? e : undefined }),
        );
      return { createPreflight, portrait, end };
    });
    const value = await page.evaluate(body, kit);
    assert.deepEqual(thrown, []);
    return { value, starts };
  } finally {
    await page.close();
    await server.close();
  }
}

test("calls take their turn, each with its own steps", async () => {
  const { value, starts } = await inPage(async ({ createPreflight, portrait }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const order = [];
    const call = (name) =>
      preflight
        .preparePhoto(portrait, { onProgress: (step) => order.push(`${name} ${step}`) })
        .then(({ jpeg }) => order.push(`${name} ${jpeg.type}`));
    await Promise.all([call("first"), call("second"), call("third")]);
    return order;
  });
  const steps = value.filter((entry) => entry.startsWith("first"));
  assert.deepEqual(value, [...steps, ...steps.map((s) => s.replace("first", "second")), ...steps.map((s) => s.replace("first", "third"))]);
  assert.equal(steps[0], "first decode");
  assert.equal(steps.at(-1), "first image/jpeg");
  assert.equal(starts, 1);
});

test("the same bytes come back for a File, a Blob, an ArrayBuffer and a Uint8Array, and the caller keeps its own", async () => {
  const { value } = await inPage(async ({ createPreflight, portrait }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const buffer = await portrait.arrayBuffer();
    const made = [];
    for (const source of [portrait, new Blob([buffer]), buffer, new Uint8Array(buffer)]) {
      const { report, jpeg } = await preflight.preparePhoto(source);
      const digest = await crypto.subtle.digest("SHA-256", await jpeg.arrayBuffer());
      const hex = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
      made.push([hex === report.output.sha256, report.output.sha256, report.input.bytes === buffer.byteLength]);
    }
    return made;
  });
  assert.equal(value.length, 4);
  for (const one of value) assert.deepEqual(one, [true, value[0][1], true]);
});

test("a call that waits can be given up without harm to the one at work", async () => {
  const { value, starts } = await inPage(async ({ createPreflight, portrait, end }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const abort = new AbortController();
    const first = end(preflight.preparePhoto(portrait));
    const second = end(preflight.preparePhoto(portrait, { signal: abort.signal }));
    abort.abort("changed my mind");
    return [await second, (await first).value.jpeg > 0, await end(preflight.preparePhoto(portrait, { signal: abort.signal }))];
  });
  assert.deepEqual([value[0].thrown, value[1], value[2].thrown], ["changed my mind", true, "changed my mind"]);
  assert.equal(starts, 1);
});

test("a call at work can be given up; the next one has a new worker", async () => {
  const { value, starts } = await inPage(
    async ({ createPreflight, portrait, end }) => {
      const preflight = await createPreflight({ policy: "hubei-2025" });
      const abort = new AbortController();
      const first = end(preflight.preparePhoto(portrait, { signal: abort.signal, onProgress: () => abort.abort() }));
      const second = end(preflight.preparePhoto(portrait));
      return [await first, (await second).value.jpeg > 0];
    },
    { workers: [SLOW] },
  );
  assert.deepEqual([value[0].name, value[1]], ["AbortError", true]);
  assert.equal(starts, 2);
});

test("a trap blames the file and replaces the worker", async () => {
  const { value, starts } = await inPage(
    async ({ createPreflight, portrait, end }) => {
      const preflight = await createPreflight({ policy: "hubei-2025" });
      return [await end(preflight.preparePhoto(portrait)), await end(preflight.preparePhoto(portrait))];
    },
    { workers: [TRAP] },
  );
  const [{ value: first }, { value: second }] = value;
  assert.deepEqual([first.codes, first.jpeg, first.report.verdict], [["file.unreadable"], null, "blocked"]);
  assert.match(first.report.findings[0].params.reason, /unreachable/);
  assert.equal(first.report.findings[0].file, "a.jpg");
  // The report on a trap has the same members as any other, and says which file it was.
  assert.deepEqual(Object.keys(first.report).sort(), Object.keys(second.report).sort());
  assert.deepEqual(Object.keys(first.report.measured).sort(), Object.keys(second.report.measured).sort());
  assert.equal(first.report.input.sha256, second.report.input.sha256);
  assert.ok(second.jpeg > 0);
  assert.equal(starts, 2);
});

test("a worker that says nothing more is given up after the time that was set", async () => {
  const { value } = await inPage(
    async ({ createPreflight, portrait, end }) => {
      const preflight = await createPreflight({ policy: "hubei-2025", silenceMs: 300 });
      return end(preflight.preparePhoto(portrait));
    },
    { workers: [HANG] },
  );
  assert.deepEqual(value.value.codes, ["file.unreadable"]);
  assert.match(value.value.report.findings[0].params.reason, /300 ms/);
});

test("a caller's mistakes are thrown, with a code, and stop nothing", async () => {
  const { value, starts } = await inPage(async ({ createPreflight, portrait, end }) => {
    const bad = [
      await end(createPreflight({ policy: "no-such-policy" })),
      await end(createPreflight({ policy: { id: "mine" } })),
      await end(createPreflight({ policy: "/nothing/policy.json" })),
    ];
    const preflight = await createPreflight({ policy: "hubei-2025" });
    bad.push(await end(preflight.preparePhoto(portrait, { preset: "1x1" })));
    bad.push(await end(preflight.preparePhoto(portrait, { today: "tomorrow" })));
    bad.push(await end(preflight.preparePhoto(portrait, { crop: { left: 0, top: 0, width: 0, height: 5 } })));
    const good = await end(preflight.preparePhoto(portrait));
    preflight.dispose();
    bad.push(await end(preflight.preparePhoto(portrait)));
    return { bad, good: good.value.jpeg > 0 };
  });
  assert.deepEqual(value.bad.map(({ name }) => name), Array(7).fill("PreflightError"));
  assert.deepEqual(value.bad.map(({ code }) => code), ["misuse", "policy.invalid", "asset.failed", "misuse", "misuse", "misuse", "disposed"]);
  assert.ok(value.bad[1].params.findings.length > 0, "every fault of the policy is named");
  assert.ok(value.good);
  assert.equal(starts, 3);
});

test("disposing rejects what waits and what is at work", async () => {
  const { value } = await inPage(async ({ createPreflight, portrait, end }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const calls = [end(preflight.preparePhoto(portrait)), end(preflight.preparePhoto(portrait))];
    preflight.dispose();
    return Promise.all(calls);
  });
  assert.deepEqual(value.map(({ code }) => code), ["disposed", "disposed"]);
});

test("a policy can come from an address, or be an object", async () => {
  const { value } = await inPage(async ({ createPreflight, portrait, end }) => {
    const fromUrl = await createPreflight({ policy: "/npm/policies/hubei-2025.json" });
    const mine = structuredClone(fromUrl.policy);
    mine.id = "mine";
    mine.photo.maxBytes = 20_000;
    const preflight = await createPreflight({ policy: mine });
    const made = await end(preflight.preparePhoto(portrait));
    return [fromUrl.policy.id, made.value.report.policy, made.value.jpeg];
  });
  assert.deepEqual(value.slice(0, 2), ["hubei-2025", "mine"]);
  assert.ok(value[2] <= 20_000, `${value[2]} bytes`);
});

test("a file that cannot be read from the disk is blamed, not the page", async () => {
  const { value, starts } = await inPage(async ({ createPreflight, portrait, end }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    // The file was moved away after it was picked.
    const gone = Object.defineProperty(portrait, "name", { value: "gone.jpg" });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      return post.call(this, message.call ? { ...message, file: { broken: true } } : message, ...rest);
    };
    const broken = await end(preflight.preparePhoto(gone));
    Worker.prototype.postMessage = post;
    return [broken, await end(preflight.preparePhoto(portrait))];
  });
  assert.deepEqual([value[0].value.codes, value[1].value.jpeg > 0, starts], [["file.unreadable"], true, 1]);
});

test("a call without a file is given up by its signal, and a new application is a draft of its own", async () => {
  const { value } = await inPage(async ({ createPreflight, end }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const draft = preflight.newApplication();
    draft.profile.origin = "mainland";
    const event = { type: "setFact", fact: "origin", choice: "mainland" };
    const rect = { left: 0, top: 0, width: 400, height: 500 };
    const given = AbortSignal.abort(new Error("enough"));
    const late = new AbortController();
    const waiting = end(preflight.apply(preflight.newApplication(), event, { signal: late.signal }));
    late.abort(new Error("too late"));
    return {
      refused: [
        await end(preflight.apply(draft, event, { signal: given })),
        await end(preflight.evaluate(draft, { signal: given })),
        await end(preflight.checkCrop({ head: rect, face: rect, crop: rect, signal: given })),
        await waiting,
      ].map(({ message }) => message),
      fresh: preflight.newApplication().profile,
      applied: (await preflight.apply(preflight.newApplication(), event)).application.profile,
    };
  });
  assert.deepEqual(value.refused, ["enough", "enough", "enough", "too late"]);
  assert.deepEqual([value.fresh, value.applied], [{}, { origin: "mainland" }]);
});

test("an application is evaluated in the worker, against the policy in force", async () => {
  const { value } = await inPage(async ({ createPreflight, end }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const draft = { version: 1, policy: "hubei-2025", profile: { origin: "mainland" }, photo: null, slots: {}, status: "draft", open: [], history: [] };
    const { report } = await preflight.evaluate(draft);
    const identity = report.measured.slots.find(({ kind }) => kind === "identity");
    return {
      subject: report.subject,
      verdict: report.verdict,
      identity: [identity.need, identity.min, identity.max, identity.status],
      codes: [...new Set(report.findings.map(({ code }) => code))],
      broken: await end(preflight.evaluate({ version: 99 })),
    };
  });
  assert.deepEqual([value.subject, value.verdict], ["application", "blocked"]);
  assert.deepEqual(value.identity, ["required", 2, 2, "empty"]);
  assert.ok(value.codes.includes("profile.fact.missing") && value.codes.includes("slot.files.too_few"), value.codes.join());
  assert.equal(value.broken.code, "application.unreadable");
});

test("the list of what a candidate needs is made in the worker, as data and as Markdown", async () => {
  const { value } = await inPage(async ({ createPreflight, end }) => {
    const preflight = await createPreflight({ policy: "hubei-2025" });
    const { application } = await preflight.apply(preflight.newApplication(), { type: "setFact", fact: "origin", choice: "foreign" });
    const { checklist, markdown } = await preflight.checklist(application);
    const identity = checklist.documents.find(({ kind }) => kind === "identity");
    return {
      answers: checklist.answers.map(({ fact, choice }) => `${fact}=${choice}`),
      open: checklist.unanswered.length,
      identity: [identity.need, identity.min, identity.max, identity.notices[0].id],
      markdown,
      broken: await end(preflight.checklist({ version: 99 })),
    };
  });
  assert.deepEqual(value.answers, ["origin=foreign"]);
  assert.ok(value.open > 0);
  assert.deepEqual(value.identity, ["required", 1, 2, "passport_pages"]);
  assert.match(value.markdown["zh-CN"], /- \[ \] \*\*身份证明\*\*（1～2 张）/);
  assert.match(value.markdown.en, /- \[ \] \*\*Proof of identity\*\* \(1 to 2 pictures\)/);
  assert.equal(value.broken.code, "application.unreadable");
});
