/** Times as people read them. */
import type { Locale } from "exam-preflight/elements";
import { words } from "./index";

/** The zone of the exam, for what the office and the candidate both speak of. China has one. */
const EXAM_ZONE = "Asia/Shanghai";

/** A time as the candidate's clock has it; with the day where that is not today. */
export function timeOf(utc: string, locale: Locale): string {
  const time = new Date(utc);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ year: "numeric", month: "long", day: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
}

/** To the second, with the day, in Beijing time: for what may have to be proved. */
export function exactTimeOf(utc: string, locale: Locale): string {
  const form = { dateStyle: "long", timeStyle: "medium", hourCycle: "h23", timeZone: EXAM_ZONE } as const;
  return words(locale).beijing(new Intl.DateTimeFormat(locale, form).format(new Date(utc)));
}
