/** The words of the page, Chinese first. */
import { wordsIn, type Locale } from "exam-preflight/elements";
import { en } from "./en";
import { zh, type Words } from "./zh-CN";

export type { Locale, Words };

export const words = wordsIn<Words>({ "zh-CN": zh, en });
