import { html, nothing } from "lit";
import type { Crop } from "exam-preflight";
import { behindWindow, orientationOf, percent, turnOf, uprightSize, uprightStyle, type Orientation } from "./model/picture.js";
import type { ShownPhoto, Spec } from "./model/state.js";
import { marks, markSwitch, type OverlayView } from "./overlay/drawing.js";
import type { Words } from "./words/index.js";

export interface ComparisonView extends OverlayView {
  shown: ShownPhoto;
  spec: Spec;
}

/** Left the part that was used, right what became of it, at one scale, with what was found on it. */
export function comparison(view: ComparisonView) {
  const { words, shown, spec, overlay, spotlight } = view;
  const { crop, orientation } = placeOf(shown);
  // A file that was kept may have another shape than the size that was chosen.
  const { widthPx, heightPx } = shown.value.report.output ?? spec;
  const shape = `aspect-ratio: ${widthPx} / ${heightPx}`;
  const describedBy = spotlight.isShown(overlay) && overlay.marks.length > 0 ? "marks" : nothing;
  return html`<div class="pair">
      <figure>
        <div class="frame" .style=${shape}>
          ${crop && orientation ? used(view, crop, orientation) : whole(view)}
          <span class="cannot">${words.cannotShow}</span>
        </div>
        <figcaption>${words.before}<small>${shown.value.name}</small></figcaption>
      </figure>
      <figure class="after">
        <div class="frame" .style=${shape}>
          ${shown.jpegUrl === undefined
            ? html`<span class="empty">${words.notMade}</span>`
            : html`<img src=${shown.jpegUrl} alt=${words.afterAlt} aria-describedby=${describedBy} />${marks(view)}`}
        </div>
        <figcaption>${words.after}</figcaption>
        ${shown.jpegUrl === undefined ? nothing : markSwitch(view)}
      </figure>
    </div>
    ${crop && orientation ? html`<p class="quiet scale">${words.sameScale}</p>` : nothing}`;
}

/** The photo as it will be printed, and where in the file it comes from. */
export function details(view: ComparisonView) {
  const { words, shown, spec } = view;
  const { crop, orientation } = placeOf(shown);
  if (crop === undefined || orientation === undefined) return nothing;
  return html`<div class="small-pictures">
    ${shown.jpegUrl === undefined ? nothing : print(words, shown.jpegUrl, spec)} ${map(view, crop, orientation)}
  </div>`;
}

function placeOf({ value }: ShownPhoto): { crop: Crop | undefined; orientation: Orientation | undefined } {
  return { crop: value.report.measured.crop ?? undefined, orientation: orientationOf(value.report, turnOf(value)) };
}

/** Degrees clockwise by which the crop was turned about its middle. */
const straightened = ({ value }: ShownPhoto): number => value.report.measured.straightenedDeg ?? 0;

function used({ shown, words }: ComparisonView, crop: Crop, orientation: Orientation) {
  return html`<div class="moved" .style=${behindWindow(uprightSize(orientation), crop, straightened(shown))}>
    <img src=${shown.sourceUrl} alt=${words.beforeAlt} decoding="async" .style=${uprightStyle(orientation)} @load=${mark} @error=${mark} />
  </div>`;
}

function whole({ shown, words }: ComparisonView) {
  return html`<img class="contained" src=${shown.sourceUrl} alt=${words.before} decoding="async" @load=${mark} @error=${mark} />`;
}

/** As large as it will be printed, as far as a screen knows its millimetres. */
function print(words: Words, url: string, { widthMm, heightMm }: Spec) {
  return html`<figure class="print">
    <div class="frame" .style=${`width: ${widthMm}mm; height: ${heightMm}mm`}><img src=${url} alt=${words.printAlt} /></div>
    <figcaption>${words.print(widthMm, heightMm)}</figcaption>
  </figure>`;
}

function map({ shown, words }: ComparisonView, crop: Crop, orientation: Orientation) {
  const size = uprightSize(orientation);
  const box = `left: ${percent(crop.left, size.width)}; top: ${percent(crop.top, size.height)};
    width: ${percent(crop.width, size.width)}; height: ${percent(crop.height, size.height)};
    transform: rotate(${straightened(shown)}deg)`;
  return html`<figure class="map">
    <div class="frame" .style=${`aspect-ratio: ${size.width} / ${size.height}`}>
      <div class="moved" .style=${"inset: 0"}>
        <img src=${shown.sourceUrl} alt=${words.wholeAlt} decoding="async" .style=${uprightStyle(orientation)} @load=${mark} @error=${mark} />
      </div>
      <span class="outline" .style=${box}></span>
    </div>
    <figcaption>${words.whole}</figcaption>
  </figure>`;
}

/** A format that the browser does not show: the sentence behind the picture is seen instead, until another one loads. */
function mark(event: Event): void {
  (event.target as HTMLImageElement).closest("figure")?.classList.toggle("unshown", event.type === "error");
}
