import { wordsIn } from "../../shared/locale.js";
import { en } from "./en.js";
import { zh, type Words } from "./zh-CN.js";

export type { Words };

/** The words of `<exam-photo>` and its editor. */
export const words = wordsIn<Words>({ "zh-CN": zh, en });
