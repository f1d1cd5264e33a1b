/** The language of the page: Chinese, or English on request, remembered on this device. */
import type { Locale } from "exam-preflight/elements";

const KEY = "exam-preflight.locale";

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
