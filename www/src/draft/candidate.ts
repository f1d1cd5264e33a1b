/** Whose draft it is. The link that the office hands out ends in `#token=...`: a fragment is in no server's log. */

/** The name under which a draft is kept where there is no link. */
export const LOCAL = "local";

/** The token of the address, which is then taken out of the address bar and of the history. */
export function takeToken(): string | undefined {
  const token = /^#token=([\w.~+/=-]{8,512})$/.exec(location.hash)?.[1];
  if (location.hash.startsWith("#token=")) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** A name for the candidate that gives nothing away. */
export async function nameOf(token: string): Promise<string> {
  const bytes = new TextEncoder().encode(token);
  // Pages without TLS have no digests: there the names need only differ.
  if (globalThis.crypto?.subtle === undefined) return `plain-${checksum(bytes)}`;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** FNV-1a over 64 bits. */
function checksum(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
