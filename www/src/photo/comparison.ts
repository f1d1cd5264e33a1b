import { html, nothing } from "lit";
import type { PhotoReport, Policy } from "exam-preflight";
import type { Words } from "../locale";
import type { Picked } from "./state";

export interface ComparisonView {
  words: Words;
  report: PhotoReport;
  picked: Picked;
  made: { url: string } | undefined;
  spec: Policy["photo"] | undefined;
}

/** Left the part that was used, right what became of it, at one scale; below, where in the picture the part lies. */
export function comparison(view: ComparisonView) {
  const { words, made, spec, picked, report } = view;
  const shape = spec === undefined ? "" : `aspect-ratio: ${spec.widthPx} / ${spec.heightPx}`;
  const upright = uprightSize(report);
  const crop = report.measured.crop ?? undefined;
  return html`<div class="pair">
      <figure>
        <div class="frame" .style=${shape}>
          ${crop && upright ? used(view, crop, upright) : whole(picked, words)}
          <span class="cannot">${words.cannotShow}</span>
        </div>
        <figcaption>${words.before}<small>${picked.name}</small></figcaption>
      </figure>
      <figure>
        <div class="frame" .style=${shape}>
          ${made ? html`<img src=${made.url} alt=${words.afterAlt} />` : html`<span class="empty">${words.notMade}</span>`}
        </div>
        <figcaption>${words.after}</figcaption>
      </figure>
    </div>
    ${crop && upright
      ? html`<p class="quiet scale">${words.sameScale}</p>
          ${map(view, crop, upright)}`
      : nothing}`;
}

interface Size {
  width: number;
  height: number;
}
type Crop = NonNullable<PhotoReport["measured"]["crop"]>;

/** The size of the input as it is shown, once its orientation tag is applied and a lying person is set upright. */
function uprightSize({ input, measured }: PhotoReport): Size | undefined {
  if (!input?.widthPx || !input.heightPx) return undefined;
  const isTagTurned = (input.orientation ?? 1) >= 5;
  const isLying = (measured.rotationCw ?? 0) % 180 !== 0;
  return isTagTurned !== isLying
    ? { width: input.heightPx, height: input.widthPx }
    : { width: input.widthPx, height: input.heightPx };
}

const percent = (part: number, of: number) => `${(part / of) * 100}%`;

/** The browser applies the orientation tag by itself; what lies beyond that is turned here. */
function turned(report: PhotoReport, size: Size): string {
  const cw = report.measured.rotationCw ?? 0;
  if (cw === 0) return "width: 100%; height: 100%";
  const isLying = cw % 180 !== 0;
  const width = isLying ? percent(size.height, size.width) : "100%";
  const height = isLying ? percent(size.width, size.height) : "100%";
  return `width: ${width}; height: ${height}; left: 50%; top: 50%; transform: translate(-50%, -50%) rotate(${-cw}deg)`;
}

function used({ report, picked, words }: ComparisonView, crop: Crop, size: Size) {
  const box = `width: ${percent(size.width, crop.width)}; height: ${percent(size.height, crop.height)};
    left: ${percent(-crop.left, crop.width)}; top: ${percent(-crop.top, crop.height)}`;
  return html`<div class="moved" .style=${box}>
    <img src=${picked.url} alt=${words.beforeAlt} .style=${turned(report, size)} @error=${hide} />
  </div>`;
}

function whole(picked: Picked, words: Words) {
  return html`<img class="contained" src=${picked.url} alt=${words.before} @error=${hide} />`;
}

function map({ report, picked, words }: ComparisonView, crop: Crop, size: Size) {
  const box = `left: ${percent(crop.left, size.width)}; top: ${percent(crop.top, size.height)};
    width: ${percent(crop.width, size.width)}; height: ${percent(crop.height, size.height)}`;
  return html`<figure class="map">
    <div class="frame" .style=${`aspect-ratio: ${size.width} / ${size.height}`}>
      <div class="moved" .style=${"inset: 0"}>
        <img src=${picked.url} alt=${words.wholeAlt} .style=${turned(report, size)} @error=${hide} />
      </div>
      <span class="outline" .style=${box}></span>
    </div>
    <figcaption>${words.whole}</figcaption>
  </figure>`;
}

/** A format that the browser does not show: the sentence behind the picture is seen instead. */
function hide(event: Event): void {
  (event.target as HTMLImageElement).closest("figure")!.classList.add("unshown");
}
