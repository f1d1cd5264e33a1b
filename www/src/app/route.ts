/** The six steps and their addresses: `#photo`, or `#materials/identity` for a place within one. */

export const STEPS = ["facts", "photo", "materials", "check", "submit", "status"] as const;
export type Step = (typeof STEPS)[number];

export interface Route {
  step: Step;
  /** A part within the step: a fact, a kind. */
  place: string | null;
}

/** Null where the address names no step. */
export function readRoute(hash: string): Route | null {
  const [step, place] = hash.replace(/^#\/?/, "").split("/");
  if (!(STEPS as readonly string[]).includes(step ?? "")) return null;
  return { step: step as Step, place: place ? decode(place) : null };
}

export function addressOf(step: Step, place?: string): string {
  return place === undefined ? `#${step}` : `#${step}/${encodeURIComponent(place)}`;
}

/** The step before and after. */
export function neighbours(step: Step): { before: Step | null; after: Step | null } {
  const at = STEPS.indexOf(step);
  return { before: STEPS[at - 1] ?? null, after: STEPS[at + 1] ?? null };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
