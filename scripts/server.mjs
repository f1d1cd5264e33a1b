// A small static server that sends the policy a deployment is asked to send. The page's tests and the bench use it too.
//   node scripts/server.mjs [--port=8080] FOLDER
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** `img-src blob:` shows the candidate's own picture, which has no other address; everything else is ours alone. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "img-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Serves folders by prefix, the longest first: `{ "/": "www/dist", "/npm": "npm" }`.
 * `port` 0 takes any. `routes` answers paths of its own: `{ "/golden": (request, response) => {} }`.
 * Gives back `{ url, close }`.
 */
export function serve(folders, { port = 0, routes = {}, headers = {} } = {}) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    const path = decodePath(request.url);
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-cache");
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (path !== null && routes[path]) return routes[path](request, response);
    const file = path === null ? null : find(folders, prefixes, path);
    if (file === null || !["GET", "HEAD"].includes(request.method)) {
      response.writeHead(file === null ? 404 : 405, { "Content-Type": "text/plain" });
      return response.end(file === null ? "not found\n" : "only GET\n");
    }
    const { size } = statSync(file);
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file).toLowerCase()] ?? "application/octet-stream",
      "Content-Length": size,
    });
    if (request.method === "HEAD") return response.end();
    createReadStream(file).pipe(response);
  });
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      const close = () => new Promise((closed) => (server.closeAllConnections(), server.close(closed)));
      done({ url: `http://localhost:${server.address().port}`, close });
    });
  });
}

function decodePath(url) {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
}

/** A file inside the folder, and nothing outside of it. */
function find(folders, prefixes, path) {
  const prefix = prefixes.find((one) => path === one || path.startsWith(one.endsWith("/") ? one : `${one}/`));
  if (prefix === undefined) return null;
  const root = resolve(folders[prefix]);
  let file = normalize(join(root, path.slice(prefix.length)));
  if (file !== root && !file.startsWith(root + sep)) return null;
  try {
    if (statSync(file).isDirectory()) file = join(file, "index.html");
    return statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flag = process.argv.find((arg) => arg.startsWith("--port="));
  const folder = process.argv.slice(2).find((arg) => !arg.startsWith("--")) ?? "www/dist";
  const wanted = Number(flag?.split("=")[1] ?? process.env.PORT ?? 8080);
  // A port that is taken is no reason to fail, unless it was asked for by name.
  const isChosen = flag !== undefined || process.env.PORT !== undefined;
  const { url } = await serve({ "/": folder }, { port: wanted }).catch((e) => {
    if (e.code !== "EADDRINUSE" || isChosen) throw e;
    return serve({ "/": folder });
  });
  console.log(`\nThe page is at ${url}/  (Ctrl+C stops it)\n`);
}
