/** Sentences above every step: other tabs, full disks, no network, a new version, a return. */
import { fileSize } from "exam-preflight";
import { html, nothing } from "lit";
import { LITTLE_BYTES } from "../draft/space";
import { words } from "../words";
import type { App } from "../app/app";
import { addressOf } from "../app/route";

export function banners(app: App) {
  const { locale, hold, saved, space, online, update, orphan, draft, route } = app.state;
  const w = words(locale);
  const isShort = space?.leftBytes !== null && space?.leftBytes !== undefined && space.leftBytes < LITTLE_BYTES;
  return html`
    ${hold === "reader" ? banner("warning", w.readerTitle, w.reader, button(w.continueHere, () => app.takeDraftOver())) : nothing}
    ${hold === "gone" ? banner("warning", w.goneTitle, w.gone, button(w.reload, () => location.reload())) : nothing}
    ${saved.kind === "full" ? banner("error", w.fullTitle, w.full, button(w.saveAgain, () => app.saveAgain())) : nothing}
    ${saved.kind === "none" ? banner("warning", w.noneTitle, w.none) : nothing}
    ${saved.kind !== "full" && isShort ? banner("warning", w.littleTitle, w.little(fileSize(space!.leftBytes!, locale))) : nothing}
    ${online ? nothing : banner("info", w.offlineTitle, w.offline)}
    ${update === null ? nothing : banner("info", w.updateTitle, w.update, button(w.updateNow, update))}
    ${orphan
      ? banner("info", w.orphanTitle, w.orphan, [
          button(w.orphanUse, () => app.adoptOrphan(true)),
          button(w.orphanLeave, () => app.adoptOrphan(false)),
        ])
      : nothing}
    ${draft?.application.status === "returned" && route.step !== "status"
      ? banner("error", w.returnedTitle, "", html`<a class="button" href=${addressOf("status")}>${w.seeStatus}</a>`)
      : nothing}
  `;
}

function banner(weight: "error" | "warning" | "info", title: string, text: string, action: unknown = nothing) {
  return html`<section class="banner ${weight}" role=${weight === "info" ? "status" : "alert"}>
    <div><b>${title}</b>${text === "" ? nothing : html`<p>${text}</p>`}</div>
    ${action === nothing ? nothing : html`<div class="row">${action}</div>`}
  </section>`;
}

function button(label: string, onClick: () => void) {
  return html`<button @click=${onClick}>${label}</button>`;
}
