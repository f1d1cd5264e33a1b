/** Findings about an application in words: what they name by its short name is named as the candidate reads it. */
import { describe, type Finding, type Policy } from "exam-preflight";
import { messages, words, type Locale } from "../words/locale";
import { PHOTO, PROFILE } from "../application/events";

export function say(finding: Finding, policy: Policy, locale: Locale): { text: string; hint: string } {
  const params = Object.fromEntries(
    Object.entries(finding.params).map(([name, value]) => [name, typeof value === "string" ? read(name, value, policy, locale) : value]),
  );
  return describe({ ...finding, params }, messages(locale), locale);
}

/** The name of a part: a kind, the photo, the facts. */
export function titleOf(part: string, policy: Policy, locale: Locale): string {
  const w = words(locale);
  if (part === PHOTO) return w.steps.photo;
  if (part === PROFILE) return w.steps.facts;
  return policy.materials.find(({ kind }) => kind === part)?.title[locale] ?? part;
}

function read(name: string, value: string, policy: Policy, locale: Locale): string {
  const question = (fact: string) => policy.facts.find((one) => one.name === fact)?.title[locale] ?? fact;
  const quoted = (text: string) => words(locale).quoted(text);
  if (name === "fact") return quoted(question(value));
  if (name === "facts") return value.split(", ").map(question).map(quoted).join(words(locale).listComma);
  if (name === "contradiction") return policy.contradictions?.find(({ id }) => id === value)?.text[locale].replace(/[。.]$/, "") ?? value;
  if (name === "otherSlot" || name === "kind") return titleOf(value, policy, locale);
  if (name === "status") return (words(locale).statuses as Record<string, string>)[value] ?? value;
  return value;
}
