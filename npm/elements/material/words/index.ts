import { wordsIn } from "../../shared/locale.js";
import { en } from "./en.js";
import { zh, type Words } from "./zh-CN.js";

export type { Words };

/** The words of `<exam-material>` and its dialogs. */
export const words = wordsIn<Words>({ "zh-CN": zh, en });
