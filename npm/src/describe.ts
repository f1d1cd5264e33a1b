import type { Finding } from "./generated/report.js";

/** What `exam-preflight/messages/*.json` holds: sentences by code, what to do by `code.hint`, either said otherwise of a
 *  warning by `code.warning` and `code.warning.hint`, and words that a figure may
 *  be, such as `word.top`. */
export type Messages = Readonly<Record<string, string>>;

/**
 * A finding in words: what is wrong, and what to do about it. `locale` decides how numbers are written.
 * A code without a sentence gives the code itself: newer than the messages, but never silent.
 */
export function describe(finding: Finding, messages: Messages, locale: string): { text: string; hint: string } {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const fill = (sentence: string) =>
    sentence.replace(/\{(\w+)(%?)\}/g, (placeholder, name: string, percent: string) => {
      const value = finding.params[name];
      // `{name%}` shows a part of one in hundredths.
      if (typeof value === "number") return numbers.format(percent ? value * 100 : value) + percent;
      return value === undefined ? placeholder : (messages[`word.${value}`] ?? value);
    });
  const own = `${finding.code}.${finding.severity}`;
  return {
    text: fill(messages[own] ?? messages[finding.code] ?? finding.code),
    hint: fill(messages[`${own}.hint`] ?? messages[`${finding.code}.hint`] ?? ""),
  };
}
