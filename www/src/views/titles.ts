/** The names of the parts of an application, as the candidate reads them. */
import type { Policy } from "exam-preflight";
import { PHOTO, PROFILE } from "../application/events";
import { words, type Locale } from "../words";

/** The name of a part: a kind, the photo, the facts. */
export function titleOf(part: string, policy: Policy, locale: Locale): string {
  const w = words(locale);
  if (part === PHOTO) return w.steps.photo;
  if (part === PROFILE) return w.steps.facts;
  return policy.materials.find(({ kind }) => kind === part)?.title[locale] ?? part;
}
