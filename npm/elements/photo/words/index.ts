/** The element's languages: its own words, and the package's sentences for what the checks find. */
import type { Messages } from "exam-preflight";
import { MESSAGES } from "../../generated/messages.js";
import { en } from "./en.js";
import { zh, type Words } from "./zh-CN.js";

export type Locale = "zh-CN" | "en";
export type { Words };

const WORDS: Record<Locale, Words> = { "zh-CN": zh, en };

// An attribute may say anything: what is not known is Chinese.
export const words = (locale: Locale): Words => WORDS[locale] ?? zh;
export const messages = (locale: Locale): Messages => MESSAGES[locale] ?? MESSAGES["zh-CN"];
