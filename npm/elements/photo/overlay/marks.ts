/**
 * The marks on a finished photo, in its own pixels: calm lines for crown, eyes and chin, and the place of each finding that
 * has one. A function of the report and the language; drawing.ts draws what it gives.
 */
import { worstFirst, type Crop, type Finding, type PhotoReport } from "exam-preflight";
import { middleOf, type Point } from "../../shared/geometry.js";
import type { Locale } from "../../shared/locale.js";
import { words } from "../words/index.js";

export type Part =
  | "crown" | "eyes" | "chin" | "head" | "position" | "lean" | "edge" | "face" | "cover" | "highlight" | "background" | "frame";

export type Shape =
  /** A help is drawn dashed: where a line ought to be. */
  | { kind: "line"; from: Point; to: Point; isHelp?: boolean }
  | { kind: "ellipse"; middle: Point; across: number; down: number }
  | { kind: "area"; cells: Crop[] };

export interface Mark {
  part: Part;
  label: string;
  /** The number that the mark and its findings share; undefined for a calm line. */
  number: number | undefined;
  /** The worst of its findings; undefined for a calm line. */
  severity: "error" | "warning" | undefined;
  codes: string[];
  shapes: Shape[];
  /** The place that the label speaks of. */
  anchor: Point;
  /** Height of the label's middle, in parts of the photo's height. */
  labelY: number;
}

export interface Overlay {
  widthPx: number;
  heightPx: number;
  /** Calm lines first, then the others in the order of their numbers. */
  marks: Mark[];
}

type Measured = PhotoReport["measured"];
type Drawing = Pick<Mark, "shapes" | "anchor">;

/** Parts that are marked without a finding. */
const CALM: readonly Part[] = ["crown", "eyes", "chin"];

/** The place that a finding speaks of. A finding about the whole photo has none. */
const PLACES: Readonly<Record<string, Part>> = {
  "photo.head.too_small": "head",
  "photo.head.too_large": "head",
  "photo.head.off_centre": "position",
  "photo.head.tilted": "lean",
  "photo.head.cut": "edge",
  "photo.eyes.closed": "eyes",
  "photo.face.covered": "cover",
  "photo.face.turned": "face",
  "photo.mouth.open": "face",
  "photo.light.uneven": "face",
  "photo.blurred": "face",
  "photo.too_dark": "face",
  "photo.too_bright": "face",
  "photo.stretched": "face",
  "photo.light.highlight": "highlight",
  "photo.background.not_white": "background",
  "photo.background.uneven": "background",
  "photo.framed": "frame",
};

/** Half the width of a ring around an eye, in parts of the distance of the eyes. */
const EYE_RING = 0.28;
const COVERED_EYE_RING = 0.42;
/** Labels on one side are at least so far apart, in parts of the photo's height: a line of text on a photo 230 px high. */
const LABEL_GAP = 0.1;

/** No marks where no photo was made, or nothing was measured. */
export function overlayOf({ output, measured, findings }: PhotoReport, locale: Locale): Overlay {
  const [widthPx, heightPx] = [output?.widthPx ?? 0, output?.heightPx ?? 0];
  if (output === null) return { widthPx, heightPx, marks: [] };
  const labels = words(locale).overlay.parts;
  const found = new Map<Part, Finding[]>();
  for (const finding of worstFirst(findings)) {
    const part = placeOf(finding);
    if (part !== undefined) found.set(part, [...(found.get(part) ?? []), finding]);
  }
  const marks: Mark[] = [];
  let count = 0;
  for (const part of new Set([...CALM.filter((part) => !found.has(part)), ...found.keys()])) {
    const about = found.get(part) ?? [];
    const drawing = draw(part, measured, about, { left: 0, top: 0, width: widthPx, height: heightPx });
    if (drawing === undefined) continue;
    const [worst] = about;
    marks.push({
      part,
      label: labels[part],
      number: worst && ++count,
      severity: worst && (worst.severity as Mark["severity"]),
      codes: about.map(({ code }) => code),
      ...drawing,
      labelY: drawing.anchor.y / heightPx,
    });
  }
  spread(marks.filter(({ number }) => number === undefined));
  spread(marks.filter(({ number }) => number !== undefined));
  return { widthPx, heightPx, marks };
}

/** The mark of a finding; undefined where it has no place on the photo. */
export function markOf({ marks }: Overlay, { code, severity }: Finding): Mark | undefined {
  return severity === "info" ? undefined : marks.find(({ codes }) => codes.includes(code));
}

function placeOf({ code, severity }: Finding): Part | undefined {
  return severity === "info" ? undefined : PLACES[code];
}

function draw(part: Part, measured: Measured, about: Finding[], photo: Crop): Drawing | undefined {
  const { head, face, eyes, crown, chin } = measured;
  const faceY = middleOf(face ?? photo).y;
  switch (part) {
    case "crown":
      return head && crown ? level(head, crown.y) : undefined;
    case "chin":
      return head && chin ? level(head, chin.y) : undefined;
    case "eyes":
      return eyes ? rings(eyes, EYE_RING) : undefined;
    case "head":
      return head ? height(head, photo) : undefined;
    case "position":
      return head && about[0] ? position(head, measured, about[0], photo) : undefined;
    case "lean":
      return head && eyes ? lean(head, eyes) : undefined;
    case "edge":
      return edge(String(about[0]?.params["edge"]), head, photo);
    case "face":
      return face ? oval(face) : undefined;
    case "cover":
      if (!eyes || !chin) return undefined;
      return about[0]?.params["part"] === "eyes" ? rings(eyes, COVERED_EYE_RING) : cheeks(eyes, chin);
    case "highlight":
      return measured.highlight ? oval(measured.highlight, 1.4) : face ? oval(face) : undefined;
    case "background":
      // A draft may hold a report from before these were measured.
      return area(measured.backgroundCells ?? [], faceY);
    case "frame":
      return measured.insideFrame ? area(strips(measured.insideFrame, photo), faceY) : undefined;
  }
}

/** A level line from one side of the head to the other. */
function level({ left, width }: Crop, y: number): Drawing {
  return { shapes: [line({ x: left, y }, { x: left + width, y })], anchor: { x: left, y } };
}

type Eyes = NonNullable<Measured["eyes"]>;

/** A ring around each eye, so that the eyes themselves stay in sight; `by` in parts of their distance. */
function rings({ left, right }: Eyes, by: number): Drawing {
  const across = Math.hypot(right.x - left.x, right.y - left.y) * by;
  const ring = (middle: Point): Shape => ({ kind: "ellipse", middle, across, down: across * 0.68 });
  return { shapes: [ring(left), ring(right)], anchor: { x: right.x + across, y: (left.y + right.y) / 2 } };
}

/** Nose and cheeks: what is compared with the skin about the eyes. */
function cheeks({ left, right }: Eyes, chin: Point): Drawing {
  const eyes = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const middle = { x: eyes.x + (chin.x - eyes.x) * 0.5, y: eyes.y + (chin.y - eyes.y) * 0.5 };
  const [across, down] = [Math.hypot(right.x - left.x, right.y - left.y) * 0.9, Math.hypot(chin.x - eyes.x, chin.y - eyes.y) * 0.36];
  return { shapes: [{ kind: "ellipse", middle, across, down }], anchor: { x: middle.x + across, y: middle.y } };
}

/** Crown to chin, as a measure beside the head. */
function height({ left, top, width, height }: Crop, photo: Crop): Drawing {
  const x = Math.min(left + width * 1.08, photo.width * 0.95);
  return { shapes: bracket({ x, y: top }, { x, y: top + height }), anchor: { x, y: top + height * 0.8 } };
}

/** The middles of head and photo, or the space above the head: the one that the finding complains of. */
function position(head: Crop, measured: Measured, { params }: Finding, photo: Crop): Drawing {
  const middle = photo.width / 2;
  const offset = measured.centreOffsetRatio ?? 0;
  const x = middle + offset * photo.width;
  const isAside = Math.abs(offset) > Number(params["maxCentreOffsetRatio"] ?? Infinity);
  const aside = isAside
    ? [line({ x, y: head.top }, { x, y: head.top + head.height }), line({ x: middle, y: 0 }, { x: middle, y: photo.height }, true)]
    : [];
  const margin = measured.topMarginRatio ?? 0;
  const isHigh = margin < Number(params["minTopMarginRatio"] ?? -Infinity) || margin > Number(params["maxTopMarginRatio"] ?? Infinity);
  const above = isHigh || !isAside ? bracket({ x, y: 0 }, { x, y: Math.max(head.top, 0) }) : [];
  return { shapes: [...aside, ...above], anchor: { x, y: Math.max(head.top, 0) / 2 } };
}

/** The line through the eyes, and a level one beside it. */
function lean({ left, width }: Crop, eyes: Eyes): Drawing {
  const middle = { x: (eyes.left.x + eyes.right.x) / 2, y: (eyes.left.y + eyes.right.y) / 2 };
  const slope = (eyes.right.y - eyes.left.y) / (eyes.right.x - eyes.left.x || 1);
  const at = (x: number, by: number) => ({ x, y: middle.y + (x - middle.x) * by });
  const across = (by: number, isHelp: boolean) => line(at(left, by), at(left + width, by), isHelp);
  return { shapes: [across(slope, false), across(0, true)], anchor: at(left + width, slope) };
}

/** The edge of the photo that cuts the head; of the two sides the nearer one. */
function edge(name: string, head: Measured["head"], { width, height }: Crop): Drawing {
  const inset = Math.round(width * 0.01);
  const isLeft = head !== null && head.left + head.width / 2 < width / 2;
  const isAcross = name !== "side";
  const at = isAcross ? (name === "top" ? inset : height - inset) : isLeft ? inset : width - inset;
  const [from, to] = isAcross ? [{ x: inset, y: at }, { x: width - inset, y: at }] : [{ x: at, y: inset }, { x: at, y: height - inset }];
  return { shapes: [line(from, to)], anchor: { x: to.x, y: (from.y + to.y) / 2 } };
}

function oval(box: Crop, by = 1): Drawing {
  const middle = middleOf(box);
  const [across, down] = [(box.width / 2) * by, (box.height / 2) * by];
  return { shapes: [{ kind: "ellipse", middle, across, down }], anchor: { x: middle.x + across, y: middle.y } };
}

/** The label is beside the cells at the right, at the end that is farther from the face, so that it covers no face. */
function area(cells: Crop[], faceY: number): Drawing | undefined {
  if (cells.length === 0) return undefined;
  const rightOf = ({ left, width }: Crop) => left + width;
  const x = Math.max(...cells.map(rightOf));
  const beside = cells.filter((cell) => rightOf(cell) >= x * 0.9);
  const top = Math.min(...beside.map((cell) => cell.top));
  const bottom = Math.max(...beside.map((cell) => cell.top + cell.height));
  return { shapes: [{ kind: "area", cells }], anchor: { x, y: faceY - top >= bottom - faceY ? top : bottom } };
}

/** The four sides between two rectangles, without the empty ones. */
function strips(inner: Crop, outer: Crop): Crop[] {
  const right = inner.left + inner.width;
  const bottom = inner.top + inner.height;
  const sides = [
    { ...outer, height: inner.top },
    { ...outer, top: bottom, height: outer.height - bottom },
    { left: 0, top: inner.top, width: inner.left, height: inner.height },
    { left: right, top: inner.top, width: outer.width - right, height: inner.height },
  ];
  return sides.filter(({ width, height }) => width > 0 && height > 0);
}

function line(from: Point, to: Point, isHelp = false): Shape {
  return isHelp ? { kind: "line", from, to, isHelp } : { kind: "line", from, to };
}

/** An upright measure with a tick at each end. */
function bracket(from: Point, to: Point): Shape[] {
  const tick = ({ x, y }: Point) => line({ x: x - 6, y }, { x: x + 6, y });
  return [line(from, to), tick(from), tick(to)];
}

/** Moves labels apart, downwards first, and back up where the photo ends. */
function spread(marks: Mark[]): void {
  const down = [...marks].sort((a, b) => a.labelY - b.labelY);
  let least = LABEL_GAP / 2;
  for (const mark of down) {
    mark.labelY = Math.max(mark.labelY, least);
    least = mark.labelY + LABEL_GAP;
  }
  let most = 1 - LABEL_GAP / 2;
  for (const mark of down.reverse()) {
    mark.labelY = Math.min(mark.labelY, most);
    most = mark.labelY - LABEL_GAP;
  }
}
