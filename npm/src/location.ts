/** Addresses that the page gives, seen from the worker, and a policy behind one. */
import { PreflightError } from "./errors.js";
import type { Policy } from "./generated/policy.js";
import type { PolicyChoice } from "./options.js";

/** The worker has another base address than the page. */
export function absolute(url: string | URL | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url, globalThis.location?.href).href;
}

/** The policy itself, if an address was given: a `URL`, or a string with a slash. */
export async function fetchedPolicy(policy: PolicyChoice | URL): Promise<PolicyChoice> {
  const isUrl = policy instanceof URL || (typeof policy === "string" && policy.includes("/"));
  if (!isUrl) return policy;
  const url = absolute(policy) ?? "";
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return (await response.json()) as Policy;
  } catch (e) {
    throw new PreflightError("asset.failed", `cannot load the policy ${url}: ${String(e)}`, { url });
  }
}
