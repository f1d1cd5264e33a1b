/** Words, and everything else whose shape depends on the language. */
import { describe, type Finding, type Policy } from "exam-preflight";
import { MESSAGES } from "../../generated/messages.js";
import { en } from "./en.js";
import { zh, type Words } from "./zh-CN.js";

export type Locale = "zh-CN" | "en";
export type { Words };

const WORDS: Record<Locale, Words> = { "zh-CN": zh, en };

export const words = (locale: Locale): Words => WORDS[locale] ?? zh;

/** A finding in the person's language. A kind that is named in it is given its title: nobody knows kinds by their ids. */
export function sentence(finding: Finding, locale: Locale, policy: Policy | undefined): { text: string; hint: string } {
  const { otherSlot } = finding.params;
  const params =
    typeof otherSlot === "string" ? { ...finding.params, otherSlot: slotTitle(otherSlot, locale, policy) } : finding.params;
  return describe({ ...finding, params }, MESSAGES[locale] ?? MESSAGES["zh-CN"], locale);
}

function slotTitle(slot: string, locale: Locale, policy: Policy | undefined): string {
  if (slot === "photo") return words(locale).photoSlot;
  return policy?.materials.find((material) => material.kind === slot)?.title[locale] ?? slot;
}

export const number = (value: number, locale: Locale): string => new Intl.NumberFormat(locale).format(value);

/** In thousands, as the office counts. Rounded up, so that a file above the limit never seems to be at it. */
export function size(bytes: number, locale: Locale): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${number(Math.ceil(bytes / 1000), locale)} KB`;
  return `${number(Math.ceil(bytes / 100_000) / 10, locale)} MB`;
}

const FORMATS: Record<string, string> = { jpeg: "JPG" };
export const formatName = (format: string): string => FORMATS[format] ?? format.toUpperCase();

export const pixels = (widthPx: number | null | undefined, heightPx: number | null | undefined): string =>
  widthPx && heightPx ? `${widthPx} × ${heightPx}` : "–";

const WEIGHT = { error: 0, warning: 1, info: 2 };

/** What blocks comes first; otherwise the order of the checks. */
export const byWeight = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
