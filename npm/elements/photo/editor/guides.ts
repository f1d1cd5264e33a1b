/** Drawings over the picture: the frame, the policy's bands for crown, eyes and chin, and the measured head. */
import { nothing, svg } from "lit";
import type { Crop, Finding } from "exam-preflight";
import type { Point, Size } from "../../shared/geometry.js";
import type { Spec } from "../model/state.js";
import type { Head } from "../model/subject.js";
import type { Words } from "../words/index.js";

export interface GuidesView {
  words: Words;
  spec: Spec;
  stage: Size;
  /** The frame on the stage, in CSS pixels. */
  frame: Crop;
  crop: Crop;
  head: Head | undefined;
  /** The worst that is said of the crop now; undefined while nothing is. */
  worst: Finding["severity"] | "good" | undefined;
}

/** Height of the eyes in a head that was not measured, in parts of the head: a help for the eye, no rule. */
const EYES_IN_HEAD = 0.5;
/** Radius of the ring around an eye, in parts of the head's width: the eye itself stays in sight. */
const EYE_RING = 0.075;
/** Width of a label beside the frame. */
const ROOM_PX = 56;

export function guides(view: GuidesView) {
  const { stage, frame, words, spec, head } = view;
  const { left, top, width, height } = frame;
  const limits = spec.head;
  const eyesInHead = head?.points ? eyesIn(head.head, head.points.eyes) : EYES_IN_HEAD;
  const y = (ratio: number) => top + ratio * height;
  const middle = left + width / 2;
  return svg`<svg class="guides" width=${stage.width} height=${stage.height} aria-hidden="true">
    <path class="shade" fill-rule="evenodd" d="M0 0H${stage.width}V${stage.height}H0Z M${left} ${top}v${height}h${width}v${-height}Z" />
    ${band(view, words.editor.crown, limits.minTopMarginRatio, limits.maxTopMarginRatio)}
    ${band(view, words.editor.chin, limits.targetTopMarginRatio + limits.minHeightRatio, limits.targetTopMarginRatio + limits.maxHeightRatio)}
    ${line(left, y(limits.targetTopMarginRatio + eyesInHead * limits.targetHeightRatio), width, 0, "guide")}
    ${label(words.editor.eyes, frame, y(limits.targetTopMarginRatio + eyesInHead * limits.targetHeightRatio))}
    ${line(middle, top, 0, height, "guide")}
    ${head ? measured(view, head) : nothing}
    <rect class="edge casing" x=${left} y=${top} width=${width} height=${height} />
    <rect class="edge" x=${left} y=${top} width=${width} height=${height} />
  </svg>`;
}

/** Height of the eyes in a head, in parts of the head. */
function eyesIn({ top, height }: Crop, [left, right]: [Point, Point]): number {
  return ((left.y + right.y) / 2 - top) / height;
}

/** The strip that is allowed for the crown or the chin. */
function band({ frame }: GuidesView, name: string, from: number, to: number) {
  const { left, top, width, height } = frame;
  const [y, h] = [top + from * height, (to - from) * height];
  return svg`<rect class="band" x=${left} y=${y} width=${width} height=${h} />
    ${line(left, y, width, 0, "bound")} ${line(left, y + h, width, 0, "bound")} ${label(name, frame, y + h / 2)}`;
}

/** Drawn twice, dark under light, so that it shows on any picture. */
function line(x: number, y: number, dx: number, dy: number, name: string) {
  const d = `M${x} ${y}l${dx} ${dy}`;
  return svg`<path class="${name} casing" d=${d} /><path class=${name} d=${d} />`;
}

/** Beside the frame where there is room, else just inside. */
function label(name: string, { left }: Crop, y: number) {
  const isBeside = left >= ROOM_PX;
  const x = isBeside ? left - 8 : left + 6;
  const text = (kind: string) =>
    svg`<text class=${kind} x=${x} y=${y} dy="0.35em" text-anchor=${isBeside ? "end" : "start"}>${name}</text>`;
  return [text("casing"), text("")];
}

/** The head as it was measured, with its crown, eyes and chin. It moves with the picture. */
function measured({ frame, crop, worst }: GuidesView, { head, points }: Head) {
  const scale = frame.width / crop.width;
  const x = (px: number) => frame.left + (px - crop.left) * scale;
  const y = (px: number) => frame.top + (px - crop.top) * scale;
  const [w, h] = [head.width * scale, head.height * scale];
  const tick = w * 0.36;
  const across = (at: Point) => `M${x(at.x) - tick / 2} ${y(at.y)}h${tick}`;
  const eye = (at: Point) => svg`<circle cx=${x(at.x)} cy=${y(at.y)} r=${w * EYE_RING} />`;
  const outline = (name: string) => svg`<g class="head ${name} ${worst ?? ""}">
    <ellipse cx=${x(head.left) + w / 2} cy=${y(head.top) + h / 2} rx=${w / 2} ry=${h / 2} />
    ${points ? [svg`<path d="${across(points.crown)}${across(points.chin)}" />`, points.eyes.map(eye)] : nothing}
  </g>`;
  return [outline("casing"), outline("core")];
}
