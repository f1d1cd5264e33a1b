/** The candidate whose draft it is. The link that the office hands out ends in `#token=...`: a fragment is in no server's log. */
import { sha256Hex } from "exam-preflight";

/** The name under which a draft is kept where there is no link. */
export const LOCAL = "local";

/** The token of the address, which is then taken out of the address bar and of the history. */
export function takeToken(): string | undefined {
  const token = /^#token=([\w.~+/=-]{8,512})$/.exec(location.hash)?.[1];
  if (location.hash.startsWith("#token=")) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** A name for the candidate that gives nothing away. */
export const nameOf = (token: string): Promise<string> => sha256Hex(new TextEncoder().encode(token));
