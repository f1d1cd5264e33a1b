// A static server for the tests in browsers and the benches: folders by prefix, a few routes, and the policy that a
// deployment is asked to send. `sirv` serves the files.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const sirv = createRequire(new URL("../tests/browser/package.json", import.meta.url))("sirv");

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

const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
};

/**
 * Serves folders by prefix, the longest first: `{ "/": "www/dist", "/npm": "npm" }`.
 * `port` 0 takes any free one. `routes` answers single paths: `{ "/golden": (request, response) => {} }`.
 * Returns `{ url, close }`.
 */
export async function serve(folders, { port = 0, routes = {}, headers = {} } = {}) {
  const mounts = Object.entries(folders)
    .map(([prefix, folder]) => ({ prefix: prefix.replace(/\/$/, ""), files: sirv(folder, { dev: true }) }))
    .sort((a, b) => b.prefix.length - a.prefix.length);

  const server = createServer((request, response) => {
    const refuse = (status, text) => response.writeHead(status, { "Content-Type": "text/plain" }).end(text);
    for (const [name, value] of Object.entries({ ...HEADERS, ...headers })) response.setHeader(name, value);
    const path = new URL(request.url, "http://localhost").pathname;
    if (routes[path]) return routes[path](request, response);
    if (!["GET", "HEAD"].includes(request.method)) return refuse(405, "only GET\n");
    const mount = mounts.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
    if (mount === undefined) return refuse(404, "not found\n");
    request.url = request.url.slice(mount.prefix.length) || "/";
    mount.files(request, response, () => refuse(404, "not found\n"));
  });
  await new Promise((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  return {
    url: `http://localhost:${server.address().port}`,
    close: () => new Promise((closed) => (server.closeAllConnections(), server.close(closed))),
  };
}
