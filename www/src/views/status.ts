/** The status step: state, feedback of the reviewers, history, receipts. */
import { html, nothing } from "lit";
import { words } from "../words";
import { exactTimeOf, timeOf } from "../words/time";
import type { Receipt } from "../application/receipt";
import type { App } from "../app/app";
import { PHOTO, PROFILE } from "../application/events";
import { stepOf } from "./progress";
import { addressOf } from "../app/route";
import { titleOf } from "./titles";
import { feedbackOf, type State } from "../app/state";

export function status(app: App) {
  const { state } = app;
  const { locale, draft, report } = state;
  if (draft === null) return html``;
  const w = words(locale);
  const { status, history } = draft.application;
  const weight = status === "returned" ? "blocked" : status === "draft" ? "waiting" : "ready";
  const mark = { draft: "…", submitted: "✓", resubmitted: "✓", returned: "!", approved: "✓" }[status];
  return html`
    <section class="verdict card ${weight}" data-status=${status}>
      <span class="mark" aria-hidden="true">${mark}</span>
      <div>
        <h2>${w.statuses[status]}</h2>
        <p>${w.statusNotes[status]}</p>
        <p><span class="lock">${report?.measured.locked ? w.isLocked : w.unlocked}</span></p>
      </div>
    </section>
    ${feedback(state)} ${asking(app)}
    ${history.length === 0
      ? nothing
      : html`<section class="card history">
          <h2>${w.historyTitle}</h2>
          <ol>
            ${history.map((step) => html`<li><b>${w.statuses[step.status]}</b> <small>${exactTimeOf(step.at, locale)}</small></li>`)}
          </ol>
        </section>`}
    ${receipts(state)}
  `;
}

function feedback(state: State) {
  const { locale, policy } = state;
  const w = words(locale);
  const byPart = [...feedbackOf(state)];
  if (byPart.length === 0 || policy === undefined) return nothing;
  return html`<section class="card feedback-list">
    <h2>${w.feedbackTitle}</h2>
    <ul>
      ${byPart.map(([part, texts]) => {
        const title = titleOf(part, policy, locale);
        const address = addressOf(stepOf(part), part === PHOTO || part === PROFILE ? undefined : part);
        return html`<li>
          <h3>${title}</h3>
          ${texts.map((text) => html`<p class="words">${text}</p>`)}
          <a class="button" href=${address}>${w.feedbackGo(title)}</a>
        </li>`;
      })}
    </ul>
  </section>`;
}

function asking(app: App) {
  const { locale, link, token } = app.state;
  const w = words(locale);
  if (token === undefined) return html`<section class="card no-token"><h2>${w.statusNoToken}</h2><p>${w.noToken}</p></section>`;
  return html`<p class="asking">
    <span role="status">
      ${link.kind === "asking" ? w.asking : nothing} ${link.kind === "heard" ? w.heardAt(timeOf(link.at, locale)) : nothing}
      ${link.kind === "trouble" ? html`${w.askFailed}${w.troubles[link.trouble.code]}` : nothing}
    </span>
    <button ?disabled=${link.kind === "asking"} @click=${() => app.refreshStatus()}>${w.askAgain}</button>
  </p>`;
}

function receipts(state: State) {
  const { draft, locale } = state;
  const [latest, ...earlier] = [...(draft?.receipts ?? [])].reverse();
  if (latest === undefined) return nothing;
  return html`${receipt(state, latest, true)}
  ${earlier.length === 0
    ? nothing
    : html`<details class="card earlier">
        <summary>${words(locale).earlierReceipts(earlier.length)}</summary>
        ${earlier.map((one) => receipt(state, one, false))}
      </details>`}`;
}

function receipt({ locale, policy }: State, { id, receivedAt, files, manifestSha256, policy: policyId }: Receipt, isLatest: boolean) {
  const w = words(locale);
  const number = new Intl.NumberFormat(locale);
  const rows: [string, unknown][] = [
    [w.receiptId, id],
    [w.receiptTime, html`<time datetime=${receivedAt}>${exactTimeOf(receivedAt, locale)}</time>`],
    [w.receiptPolicy, policy?.id === policyId ? policy.title[locale] : policyId],
    [w.receiptManifest, html`<code>${manifestSha256}</code>`],
  ];
  return html`<section class="receipt ${isLatest ? "card latest" : ""}">
    <h2>${w.receiptTitle}</h2>
    <dl>
      ${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
    <h3>${w.receiptFiles}</h3>
    <ol>
      ${files.map(
        ({ slot, name, sha256, bytes }) => html`<li>
          <b>${policy === undefined ? slot : titleOf(slot, policy, locale)}</b>
          <span>${name}, ${number.format(bytes)} ${w.receiptBytes}</span>
          <code>${sha256}</code>
        </li>`,
      )}
    </ol>
    <p class="quiet">${w.receiptNote}</p>
    ${isLatest ? html`<button class="print" @click=${() => print()}>${w.print}</button>` : nothing}
  </section>`;
}
