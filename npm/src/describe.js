// JavaScript, because the receiver's page for reviewers is served this very file.

/** @import { Policy } from "./generated/policy.js" */
/** @import { Finding } from "./generated/report.js" */

/**
 * The content of `exam-preflight/messages/*.json`: a sentence by code, the cure by `code.hint`; for a warning either may
 * stand apart as `code.warning` and `code.warning.hint`; and words for parameters, such as `word.top`.
 * @typedef {Readonly<Record<string, string>>} Messages
 */

/**
 * The parts of a policy that findings name by their ids.
 * @typedef {Pick<Policy, "materials" | "facts" | "contradictions">} Titles
 */

/**
 * A finding in words: what is wrong, and what to do about it. `locale` decides how numbers are written. With a policy,
 * kinds and questions are named by their titles; without one, by their ids.
 * A code without a sentence gives the code itself: newer than the messages, but never silent.
 * @param {Finding} finding
 * @param {Messages} messages
 * @param {string} locale
 * @param {Titles} [policy]
 * @returns {{ text: string, hint: string }}
 */
export function describe(finding, messages, locale, policy) {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  /** @param {string} sentence */
  const fill = (sentence) =>
    sentence.replace(/\{(\w+)(%?)\}/g, (placeholder, /** @type {string} */ name, /** @type {string} */ percent) => {
      const value = finding.params[name];
      // `{name%}` shows a part of one in hundredths.
      if (typeof value === "number") return numbers.format(percent ? value * 100 : value) + percent;
      if (value === undefined) return placeholder;
      return titleOf(name, value, locale, policy) ?? messages[`word.${value}`] ?? value;
    });
  const own = `${finding.code}.${finding.severity}`;
  return {
    text: fill(messages[own] ?? messages[finding.code] ?? finding.code),
    hint: fill(messages[`${own}.hint`] ?? messages[`${finding.code}.hint`] ?? ""),
  };
}

/**
 * The title in the policy of what a parameter names by its id.
 * @param {string} param
 * @param {string} id
 * @param {string} locale
 * @param {Titles | undefined} policy
 * @returns {string | undefined}
 */
function titleOf(param, id, locale, policy) {
  /** @param {{ "zh-CN": string, en: string } | undefined} text */
  const inLocale = (text) => text?.[/** @type {"zh-CN" | "en"} */ (locale)];
  /** @param {string} name */
  const question = (name) => inLocale(policy?.facts.find((fact) => fact.name === name)?.title);
  switch (param) {
    case "kind":
    case "otherSlot":
      return inLocale(policy?.materials.find(({ kind }) => kind === id)?.title);
    case "fact":
      return question(id);
    case "facts":
      return id
        .split(", ")
        .map((name) => `“${question(name) ?? name}”`)
        .join(locale.startsWith("zh") ? "、" : ", ");
    case "contradiction":
      // It stands inside a sentence.
      return inLocale(policy?.contradictions?.find((one) => one.id === id)?.text)?.replace(/[。.]$/, "");
    default:
      return undefined;
  }
}

/** @type {Readonly<Record<Finding["severity"], number>>} */
const WEIGHT = { error: 0, warning: 1, info: 2 };

/**
 * The findings that block first, then the warnings; within these the order of the checks.
 * @param {readonly Finding[]} findings
 * @returns {Finding[]}
 */
export function worstFirst(findings) {
  return [...findings].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

/**
 * A size in words. In thousands, as the office counts; rounded up, so that a file above a limit never seems to be at it.
 * @param {number} bytes
 * @param {string} locale
 * @returns {string}
 */
export function fileSize(bytes, locale) {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${numbers.format(Math.ceil(bytes / 1000))} KB`;
  return `${numbers.format(Math.ceil(bytes / 100_000) / 10)} MB`;
}
