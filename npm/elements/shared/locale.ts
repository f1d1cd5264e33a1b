/** The languages, and how a text of either is chosen. */
import type { Messages } from "exam-preflight";
import { MESSAGES } from "../generated/messages.js";

export type Locale = keyof typeof MESSAGES;

/** One of a pair of texts. An attribute may say anything: a language that is not known is Chinese. */
export const inLocale = <T>(texts: Readonly<Record<Locale, T>>, locale: Locale): T => texts[locale] ?? texts["zh-CN"];

/** The package's sentences for findings. */
export const messages = (locale: Locale): Messages => inLocale(MESSAGES, locale);

/** A table of words in both languages, as a function of the language. */
export const wordsIn = <W>(words: Readonly<Record<Locale, W>>) => (locale: Locale): W => inLocale(words, locale);
