/** The questions that the policy puts to this candidate, and what each answer changed. */
import type { Finding, Policy, SlotChange } from "exam-preflight";
import { sentence, severityWords } from "exam-preflight/elements";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { words, type Locale } from "../words";
import type { App } from "../app/app";
import { PROFILE } from "../application/events";
import { checklist } from "./checklist";
import { notes, noticesAt } from "./notices";
import { answered } from "./progress";
import { titleOf } from "./titles";
import { answerOf, feedbackOf, isOpen, type State } from "../app/state";

type Fact = Policy["facts"][number];

export function facts(app: App) {
  const { state } = app;
  const { locale, policy, report } = state;
  if (policy === undefined || report === undefined) return html``;
  const w = words(locale);
  const asked = policy.facts.filter(({ name }) => report.measured.asked.includes(name));
  const feedback = feedbackOf(state).get(PROFILE) ?? [];
  return html`
    ${feedback.map((text) => html`<p class="feedback"><b>${w.feedbackTitle}</b>${text}</p>`)}
    ${(state.refusals[PROFILE] ?? []).map((finding) => html`<p class="note error" role="alert">${sentence(finding, locale, policy).text}</p>`)}
    ${repeat(asked, ({ name }) => name, (fact) => question(app, fact))}
    <p class="quiet">${w.answered(answered(state), asked.length)}</p>
    ${checklist(state)}
  `;
}

function question(app: App, fact: Fact) {
  const { state } = app;
  const { locale, changed } = state;
  const answer = answerOf(state, fact.name);
  const wrong = contradictions(state, fact);
  const isChoosable = isOpen(state, PROFILE);
  const describedBy = [fact.note ? `note-${fact.name}` : "", wrong.length > 0 ? `wrong-${fact.name}` : ""].join(" ").trim();
  return html`<fieldset
    class="question card ${wrong.some(({ severity }) => severity === "error") ? "wrong" : ""}"
    id="facts-${fact.name}"
    tabindex="-1"
    aria-describedby=${describedBy || nothing}
    ?disabled=${!isChoosable}
  >
    <legend>${fact.title[locale]}</legend>
    ${fact.note ? html`<p class="quiet" id="note-${fact.name}">${fact.note[locale]}</p>` : nothing}
    <div class="choices ${widthOf(fact, locale)}">
      ${fact.choices.map(
        ({ value, title }) => html`<label>
          <input
            type="radio"
            name=${fact.name}
            .value=${value}
            .checked=${answer === value}
            @change=${() => choose(app, fact, value)}
          />
          <span>${title[locale]}</span>
        </label>`,
      )}
    </div>
    <div id="wrong-${fact.name}">
      ${wrong.map((finding) => {
        const { text, hint } = sentence(finding, locale, state.policy);
        const { severity } = finding;
        return html`<p class="note ${severity}"><b>${severityWords(locale)[severity]}</b>${text}<small>${hint}</small></p>`;
      })}
    </div>
    ${notes(noticesAt(state, ({ facts }) => facts?.includes(fact.name)), locale)} ${changed?.fact === fact.name ? changes(state) : nothing}
  </fieldset>`;
}

/** Short answers stand side by side. A Chinese character is about twice as wide as a letter. */
function widthOf({ choices }: Fact, locale: Locale): string {
  const longest = Math.max(...choices.map(({ title }) => title[locale].length * (locale === "en" ? 1 : 2)));
  return longest <= 8 ? "short" : longest <= 26 ? "medium" : "";
}

async function choose(app: App, fact: Fact, choice: string): Promise<void> {
  await app.setFact(fact.name, choice);
  const { state } = app;
  // A person who does not see the page hears the effect of the answer.
  const wrong = contradictions(state, fact).map((finding) => sentence(finding, state.locale, state.policy).text);
  app.say([...sentences(state), ...wrong].join(" "));
}

/** The gate's findings on answers that cannot stand together, at each of the questions. */
function contradictions({ report }: State, { name }: Fact): Finding[] {
  const isHere = ({ code, params }: Finding) =>
    code === "profile.facts.contradictory" && String(params["facts"]).split(", ").includes(name);
  return report?.findings.filter(isHere) ?? [];
}

/** The slots that the last answer changed. */
function changes(state: State) {
  const said = sentences(state);
  if (said.length === 0) return nothing;
  return html`<div class="note info">
    <b>${words(state.locale).changedTitle}</b>
    ${said.map((text) => html`<p>${text}</p>`)}
  </div>`;
}

function sentences({ changed, policy, locale }: State): string[] {
  if (changed === null || policy === undefined) return [];
  const w = words(locale);
  // While questions are open, most kinds may still be asked; that one of those falls away is no news.
  const isNews = ({ after, before }: SlotChange) => after.need !== "none" || before.need === "required" || before.have > 0;
  const titles = (need: string) =>
    changed.slots
      .filter((change) => change.after.need === need && change.before.need !== need && isNews(change))
      .map(({ after }) => {
        const title = titleOf(after.kind, policy, locale);
        return need === "required" ? w.kindWithCount(title, after.min) : title;
      })
      .join(w.listComma);
  const [required, optional, none] = [titles("required"), titles("optional"), titles("none")];
  return [
    required === "" ? "" : w.nowNeeded(required),
    optional === "" ? "" : w.nowOptional(optional),
    none === "" ? "" : w.noLonger(none),
    ...changed.slots
      .filter(({ superfluous }) => superfluous.length > 0)
      .map(({ after, superfluous }) => w.stays(titleOf(after.kind, policy, locale), superfluous.join(w.listComma))),
  ].filter((text) => text !== "");
}
