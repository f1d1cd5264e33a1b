/** The submission: what goes, whether it may, how far it is. The button renders the gate and nothing else. */
import { fileSize, type Application, type Policy } from "exam-preflight";
import { severityWords } from "exam-preflight/elements";
import { html, nothing } from "lit";
import { words } from "../words";
import type { Progress } from "../receiver/send";
import type { App } from "../app/app";
import { PHOTO } from "../application/events";
import { findingsByPart, lockedNote } from "./check";
import { addressOf } from "../app/route";
import { titleOf } from "./titles";
import type { State } from "../app/state";

export function submit(app: App) {
  const { state } = app;
  const { report, locale, token, sent, draft, hold } = state;
  if (report === undefined || draft === null) return html``;
  const w = words(locale);
  if (report.measured.locked) return lockedNote(state);
  if (sent.kind === "sending") return sending(app, sent.progress);
  const isClosed = report.verdict !== "ready";
  return html`
    ${outcome(state)}
    ${draft.sending !== null && sent.kind === "idle" ? html`<p class="note info"><b>${severityWords(locale).info}</b>${w.resume}</p>` : nothing}
    ${token === undefined
      ? html`<section class="card no-token"><h2>${w.noTokenTitle}</h2><p>${w.noToken}</p></section>`
      : nothing}
    ${whatGoes(state)}
    ${isClosed
      ? html`<p class="note error" id="closed">
          <b>${w.submitClosed}</b>${w.notReady(report.findings.filter(({ severity }) => severity === "error").length)}
          <a href=${addressOf("check")}>${w.seeCheck}</a>
        </p>`
      : nothing}
    <button
      class="primary submit"
      ?disabled=${isClosed || token === undefined || hold !== "owner"}
      aria-describedby=${isClosed ? "closed" : nothing}
      @click=${() => app.submit()}
    >
      ${w.submit}
    </button>
  `;
}

/** Outcome of the last attempt. */
function outcome(state: State) {
  const { sent, locale } = state;
  const w = words(locale);
  switch (sent.kind) {
    case "cancelled":
      return html`<p class="note info" role="status"><b>${severityWords(locale).info}</b>${w.cancelled}</p>`;
    case "unreadable":
      return html`<p class="note error" role="alert"><b>${w.troubleTitle}</b>${w.unreadableFile(sent.name)}</p>`;
    case "trouble":
      return html`<p class="note error" role="alert" data-code=${sent.trouble.code}>
        <b>${w.troubleTitle}</b>${w.troubles[sent.trouble.code]}
      </p>`;
    case "refused":
      return html`<section role="alert" class="refused">
        <h2>${w.refusedTitle}</h2>
        ${findingsByPart(state, sent.findings)}
      </section>`;
    default:
      return nothing;
  }
}

interface File {
  part: string;
  name: string;
  sha256: string;
  bytes: number;
}

/** The photo, then the kinds in the policy's order. */
function sentFilesOf({ photo, slots }: Application, policy: Policy): File[] {
  const list = (part: string, files: readonly NonNullable<Application["photo"]>[]) =>
    files.map(({ name, sha256, bytes }) => ({ part, name, sha256, bytes }));
  return [...list(PHOTO, photo === null ? [] : [photo]), ...policy.materials.flatMap(({ kind }) => list(kind, slots[kind] ?? []))];
}

function whatGoes({ draft, policy, locale }: State) {
  const w = words(locale);
  if (policy === undefined || draft === null) return nothing;
  const files = sentFilesOf(draft.application, policy);
  if (files.length === 0) return nothing;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return html`<section class="card goes">
    <h2>${w.willSend}</h2>
    <p>${w.willSendFiles(files.length, fileSize(bytes, locale))}</p>
    <details>
      <summary>${w.fileList}</summary>
      <ul>
        ${files.map(
          ({ part, name, bytes }) => html`<li>${titleOf(part, policy, locale)}<small>${name}, ${fileSize(bytes, locale)}</small></li>`,
        )}
      </ul>
    </details>
  </section>`;
}

function sending(app: App, progress: Progress) {
  const { state } = app;
  const { locale, sent, draft, policy, online } = state;
  if (policy === undefined || draft === null) return html``;
  const w = words(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const waiting = sent.kind === "sending" ? sent.waiting : null;
  const stateOf = (sha256: string) => {
    const part = progress.files[sha256];
    if (part === undefined) return w.alreadyThere;
    return part >= 1 ? w.fileSent : part > 0 ? w.filePart(percent.format(part)) : w.fileWaiting;
  };
  return html`<section class="card sending" aria-busy="true">
    <h2>${w.sending}</h2>
    <p>${w.sendingNote}</p>
    <progress max=${progress.total} .value=${progress.sent} aria-label=${w.sending}></progress>
    <p class="quiet">${w.sentOf(fileSize(progress.sent, locale), fileSize(progress.total, locale))}</p>
    ${waiting === null
      ? nothing
      : html`<p class="note warning" role="status">
          <b>${severityWords(locale).warning}</b>
          ${online ? w.waiting(waiting.leftS) : w.waitingOffline}
        </p>`}
    <ul class="parts">
      ${sentFilesOf(draft.application, policy).map(
        ({ part, name, sha256 }) => html`<li>
          <span>${titleOf(part, policy, locale)}<small>${name}</small></span>
          <progress max="1" .value=${progress.files[sha256] ?? 1} aria-label=${name}></progress>
          <small>${stateOf(sha256)}</small>
        </li>`,
      )}
    </ul>
    <button @click=${() => app.cancelSubmission()}>${w.cancel}</button>
  </section>`;
}
