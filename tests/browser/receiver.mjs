// The real receiver, built from receiver, in a folder of its own: started, asked as a reviewer, killed.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRoot } from "./files.mjs";

/** Built first; fast where there is nothing to do. */
function binary() {
  if (process.env.RECEIVER) return process.env.RECEIVER;
  const target = process.env.CARGO_TARGET_DIR ?? inRoot("target/receiver");
  const args = ["build", "--locked", "--quiet", "--manifest-path", inRoot("receiver/Cargo.toml")];
  execFileSync("cargo", args, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, CARGO_TARGET_DIR: target } });
  return join(target, "debug/receiver");
}

/** Serves the built page with a demo candidate and a demo reviewer. */
export async function startReceiver() {
  const program = binary();
  const data = mkdtempSync(join(tmpdir(), "exam-preflight-receiver-"));
  const start = async (port) => {
    const args = ["--data", data, "serve", "--demo", "--listen", `127.0.0.1:${port}`, "--page", inRoot("www/dist"),
      // The tests of several pages together ask more than one candidate does.
      "--rate-per-token", "6000", "--rate-per-address", "60000"];
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    let log = "";
    child.stderr.on("data", (bytes) => (log = (log + bytes).slice(-8000)));
    const up = new Promise((done, fail) => {
      child.once("error", fail);
      child.once("exit", (code) => fail(new Error(`the receiver ended with ${code}: ${log}`)));
      child.stdout.on("data", (bytes) => {
        said += bytes;
        if (/Listening on/.test(said)) done();
      });
    });
    await up;
    const url = /Listening on (http:\/\/\S+?)\/?\s/.exec(said)[1];
    const [candidate, reviewer] = [...said.matchAll(/#token=(\S+)/g)].map(([, token]) => token);
    return { child, url, candidate, reviewer, log: () => log };
  };
  let now = await start(0);
  const stop = (signal) =>
    new Promise((ended) => {
      if (now.child.exitCode !== null || now.child.signalCode !== null) return ended();
      now.child.once("exit", ended);
      now.child.kill(signal);
    });
  const review = async (method, path, body) => {
    const response = await fetch(`${now.url}/api/v1/review/applications${path}`, {
      method,
      headers: { Authorization: `Bearer ${now.reviewer}`, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const only = async () => (await review("GET", "")).applications[0];
  return {
    url: now.url,
    token: now.candidate,
    reviewerToken: now.reviewer,
    log: () => now.log(),
    /** All that a reviewer sees. */
    list: async () => (await review("GET", "")).applications,
    read: async () => review("GET", `/${(await only()).candidate}`),
    sendBack: async (feedback) => {
      const { candidate, revision } = await only();
      return review("POST", `/${candidate}/return`, { revision, feedback });
    },
    approve: async () => {
      const { candidate, revision } = await only();
      return review("POST", `/${candidate}/approve`, { revision });
    },
    /** Another candidate's token. */
    newToken: (candidate) => execFileSync(program, ["--data", data, "token", "add", "--candidate", candidate], { encoding: "utf8", env: { ...process.env, RECEIVER_LOG: "error" } }).trim(),
    close: async () => {
      await stop("SIGTERM");
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * A line to the receiver that can be cut: forwards everything, and breaks what it is told to break: the next submissions by
 * `breaks`, all others by `always`. `before: "answer"`: the receiver has it all and the page does not know; `bytes`: the
 * receiver has a part; `answer`: somebody else answers. `seen` are the submissions that came by.
 */
export async function startLine(receiver) {
  const breaks = [];
  const seen = [];
  const line = { breaks, seen, always: undefined };
  const server = createServer((request, response) => {
    const isSubmission = request.method === "POST" && request.url.endsWith("/submissions");
    const cut = isSubmission ? (breaks.shift() ?? line.always) : undefined;
    if (isSubmission) seen.push({ key: request.headers["idempotency-key"], cut });
    if (cut?.answer) return cut.answer(request, response);
    const { hostname, port } = new URL(receiver.url);
    const onward = ask({ hostname, port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      if (cut?.before === "answer") {
        answer.resume();
        answer.on("end", () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    if (cut?.bytes !== undefined) {
      let passed = 0;
      request.on("data", (chunk) => {
        passed += chunk.length;
        if (passed < cut.bytes) return void onward.write(chunk);
        onward.destroy();
        request.socket.destroy();
      });
    } else request.pipe(onward);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  line.url = `http://localhost:${server.address().port}`;
  line.close = () => new Promise((closed) => (server.closeAllConnections(), server.close(closed)));
  return line;
}
