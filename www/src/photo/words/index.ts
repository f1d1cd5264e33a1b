/** The element's languages: its own words, and the package's sentences for what the checks find. */
import zhMessages from "exam-preflight/messages/zh-CN.json";
import enMessages from "exam-preflight/messages/en.json";
import type { Messages } from "exam-preflight";
import { en } from "./en";
import { zh, type Words } from "./zh-CN";

export type Locale = "zh-CN" | "en";
export type { Words };

const WORDS: Record<Locale, Words> = { "zh-CN": zh, en };
const MESSAGES: Record<Locale, Messages> = { "zh-CN": zhMessages, en: enMessages };

// An attribute may say anything: what is not known is Chinese.
export const words = (locale: Locale): Words => WORDS[locale] ?? zh;
export const messages = (locale: Locale): Messages => MESSAGES[locale] ?? zhMessages;
