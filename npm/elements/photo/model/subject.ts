/** The knowledge about a picture from its preparations: the place of the head, and the automatic crop. */
import type { Crop, PhotoReport } from "exam-preflight";
import { middleOf, type Point, type QuarterTurn } from "../../shared/geometry.js";
import { toPicture, turnOf } from "./picture.js";
import type { PhotoValue } from "./value.js";

/** A measured head, in pixels of the picture as it was turned then. */
export interface Head {
  turnCw: QuarterTurn;
  head: Crop;
  face: Crop;
  /** The middles of the eyes, the crown, the chin; undefined in a report from before they were measured. */
  points: { eyes: [Point, Point]; crown: Point; chin: Point } | undefined;
}

export interface Knowledge {
  head: Head | undefined;
  /** The crop that the head led to; unknown for a restored photo that was cropped by hand. */
  automatic: { crop: Crop; turnCw: QuarterTurn } | undefined;
}

/** Combines a value with the knowledge about the same picture and size from before. */
export function learn(value: PhotoValue, before: { value: PhotoValue; known: Knowledge } | undefined): Knowledge {
  const head = headOf(value);
  const { crop } = value.report.measured;
  if (value.crop === null) return { head, automatic: crop ? { crop, turnCw: turnOf(value) } : undefined };
  const isSame = before?.value.source === value.source && before.value.preset === value.preset;
  // A crop by hand may cut the head: the measure from a crop with the whole head is better.
  return { head: (isSame ? before.known.head : undefined) ?? head, automatic: isSame ? before.known.automatic : undefined };
}

/** The report measures in pixels of the photo. */
function headOf(value: PhotoValue): Head | undefined {
  const { head, face, eyes, crown, chin, scale } = value.report.measured;
  const place = toPicture(value.report);
  if (!head || !face || !scale || place === undefined) return undefined;
  const inPicture = (rect: Rect): Crop => {
    const middle = place(middleOf(rect));
    const [width, height] = [rect.width / scale, rect.height / scale];
    return { left: middle.x - width / 2, top: middle.y - height / 2, width, height };
  };
  const points =
    eyes && crown && chin
      ? { eyes: [place(eyes.left), place(eyes.right)] as [Point, Point], crown: place(crown), chin: place(chin) }
      : undefined;
  return { turnCw: turnOf(value), head: inPicture(head), face: inPicture(face), points };
}

type Rect = NonNullable<PhotoReport["measured"]["head"]>;
