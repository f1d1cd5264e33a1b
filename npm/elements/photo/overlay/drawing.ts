/** Draws the marks over the finished photo, scaled with it. The photo itself is not changed. */
import { html, nothing, svg } from "lit";
import type { Crop } from "exam-preflight";
import type { Size } from "../../shared/geometry.js";
import type { Words } from "../words/index.js";
import type { Mark, Overlay, Part, Shape } from "./marks.js";
import type { Spotlight } from "./spotlight.js";

export interface OverlayView {
  words: Words;
  overlay: Overlay;
  spotlight: Spotlight;
}

/** Labels of numbered marks begin about here, in parts of the photo's width. */
const NEAR_LABELS = 0.8;

/** Id of the label of a part: the buttons of its findings are described by it. */
export const labelId = (part: Part): string => `mark-${part}`;

/** The marks with their labels; nothing where nothing was measured. */
export function marks({ overlay, spotlight }: OverlayView) {
  const { widthPx, heightPx, marks } = overlay;
  if (marks.length === 0) return nothing;
  const isLit = marks.some(({ part }) => part === spotlight.part);
  const nameOf = (mark: Mark) => `spot ${mark.severity ?? "calm"} ${mark.part === spotlight.part ? "on" : ""}`;
  return html`<div id="marks" class="marks ${isLit ? "lit" : ""}" ?hidden=${!spotlight.isShown(overlay)}>
    <svg viewBox="0 0 ${widthPx} ${heightPx}" preserveAspectRatio="none" aria-hidden="true">
      ${marks.map((mark) => svg`<g class=${nameOf(mark)} data-part=${mark.part}>${shapes(mark, { width: widthPx, height: heightPx })}</g>`)}
    </svg>
    ${marks.map(
      (mark) => html`<span
        class=${nameOf(mark)}
        id=${labelId(mark.part)}
        .style=${`top: ${mark.labelY * 100}%`}
        @pointerenter=${() => spotlight.point(mark.number === undefined ? undefined : mark.part)}
        @pointerleave=${() => spotlight.point(undefined)}
        >${mark.number === undefined ? nothing : html`<b>${mark.number}</b>`} ${mark.label}</span
      >`,
    )}
  </div>`;
}

/** Shows and hides the marks. */
export function markSwitch({ words, overlay, spotlight }: OverlayView) {
  if (overlay.marks.length === 0) return nothing;
  return html`<label class="switch">
    <input
      type="checkbox"
      .checked=${spotlight.isShown(overlay)}
      @change=${(event: Event) => spotlight.choose((event.target as HTMLInputElement).checked)}
    />
    ${words.overlay.show}
  </label>`;
}

/** Each path is drawn twice, a wide casing under a narrow core, so that it shows on any picture. */
function shapes(mark: Mark, size: Size) {
  return [
    mark.number === undefined ? nothing : lineTo(mark, size),
    ...mark.shapes.map((shape) => (shape.kind === "area" ? area(mark.part, shape.cells, size) : nothing)),
    ...["casing", "core"].map((layer) => mark.shapes.map((shape) => path(mark.part, shape, layer))),
  ];
}

/** Hatches cells. What is inside of any is kept from the outlines, so that cells side by side have one outline. */
function area(part: Part, cells: Crop[], { width, height }: Size) {
  const d = pathOf({ kind: "area", cells });
  return svg`<pattern id="hatch-${part}" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path class="hatch" d="M6 0V12" />
    </pattern>
    <mask id="outside-${part}" maskUnits="userSpaceOnUse" x="0" y="0" width=${width} height=${height}>
      <rect width=${width} height=${height} fill="#fff" /><path class="hole" d=${d} />
    </mask>
    <path class="filled" fill="url(#hatch-${part})" d=${d} />`;
}

function path(part: Part, shape: Shape, layer: string) {
  const d = pathOf(shape);
  if (shape.kind === "area") return svg`<path class="${layer} outline" mask="url(#outside-${part})" d=${d} />`;
  return svg`<path class="${layer} ${shape.kind === "line" && shape.isHelp ? "help" : ""}" d=${d} />`;
}

/** A thin line from the mark to its label at the right edge, where the label stands apart from it. */
function lineTo({ anchor, labelY }: Mark, { width, height }: Size) {
  if (anchor.x > width * NEAR_LABELS) return nothing;
  return svg`<path class="leader" d="M${anchor.x} ${anchor.y}L${width * NEAR_LABELS} ${labelY * height}" />`;
}

function pathOf(shape: Shape): string {
  switch (shape.kind) {
    case "line":
      return `M${shape.from.x} ${shape.from.y}L${shape.to.x} ${shape.to.y}`;
    case "ellipse": {
      const { middle, across, down } = shape;
      const half = (by: number) => `a${across} ${down} 0 1 1 ${by} 0`;
      return `M${middle.x - across} ${middle.y}${half(2 * across)}${half(-2 * across)}Z`;
    }
    case "area":
      return shape.cells.map(box).join("");
  }
}

const box = ({ left, top, width, height }: Crop): string => `M${left} ${top}h${width}v${height}h${-width}Z`;
