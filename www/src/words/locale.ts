/** The page's language: Chinese first, English on request, remembered on this device. */
import type { Messages } from "exam-preflight";
import { MESSAGES } from "exam-preflight/elements";
import { en } from "./en";
import { zh, type Words } from "./zh-CN";

export type Locale = "zh-CN" | "en";
export type { Words };

const WORDS: Record<Locale, Words> = { "zh-CN": zh, en };
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

export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has nothing to delete.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** A time as the candidate's clock has it; with the day where that is not today. */
export function timeOf(utc: string, locale: Locale): string {
  const time = new Date(utc);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ year: "numeric", month: "long", day: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
}

/** To the second, with the day: for what may have to be proved. */
export function exactTimeOf(utc: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "medium", hourCycle: "h23" }).format(new Date(utc));
}

/** A size as people read it. In thousands, as the office counts. */
export function sizeOf(bytes: number, locale: Locale): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, "KB"] : [bytes / 1_000_000, "MB"];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`;
}
