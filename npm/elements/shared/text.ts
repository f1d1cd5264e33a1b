/** Figures and formats as people read them. */
import type { Locale } from "./locale.js";

export const number = (value: number, locale: Locale, maximumFractionDigits = 0): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value);

/** By the name that people know a format by. */
export const formatName = (format: string): string => (format === "jpeg" ? "JPG" : format.toUpperCase());

export const pixels = (widthPx: number | null | undefined, heightPx: number | null | undefined): string =>
  widthPx && heightPx ? `${widthPx} × ${heightPx}` : "–";
