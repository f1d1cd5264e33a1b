/** The page's language: Chinese first, English on request, remembered on this device. */
import zhMessages from "exam-preflight/messages/zh-CN.json";
import enMessages from "exam-preflight/messages/en.json";
import type { Messages } from "exam-preflight";
import { en } from "./words/en";
import { zh, type Words } from "./words/zh-CN";

export type Locale = "zh-CN" | "en";
export type { Words };

const WORDS: Record<Locale, Words> = { "zh-CN": zh, en };
const MESSAGES: Record<Locale, Messages> = { "zh-CN": zhMessages, en: enMessages };
const KEY = "exam-preflight.locale";

export const words = (locale: Locale): Words => WORDS[locale];
export const messages = (locale: Locale): Messages => MESSAGES[locale];

export function initialLocale(): Locale {
  return (new URLSearchParams(location.search).get("lang") ?? remembered()) === "en" ? "en" : "zh-CN";
}

export function remember(locale: Locale): void {
  try {
    localStorage.setItem(KEY, locale);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
