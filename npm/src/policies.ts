/** Policies as the module holds them: read and checked once, at their first use. */
import { HeldPolicy } from "../wasm/exam_preflight.js";
import type { Policy } from "./generated/policy.js";
import type { PolicyChoice } from "./options.js";

const byId = new Map<string, HeldPolicy>();
// A policy that the page lets go of is let go of here, and then in the module.
const byObject = new WeakMap<Policy, HeldPolicy>();

/** The policy as the module holds it. Throws for one that is unknown or invalid. */
export function held(choice: PolicyChoice): HeldPolicy {
  if (typeof choice === "string") return remembered(byId, choice, () => HeldPolicy.builtIn(choice));
  return remembered(byObject, choice, () => HeldPolicy.fromJson(JSON.stringify(choice)));
}

interface Memory<K> {
  get(key: K): HeldPolicy | undefined;
  set(key: K, value: HeldPolicy): unknown;
}

function remembered<K>(memory: Memory<K>, key: K, read: () => HeldPolicy): HeldPolicy {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const policy = read();
  memory.set(key, policy);
  return policy;
}
