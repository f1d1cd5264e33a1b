/** The knowledge about a picture from its preparations: the place of the head, and the automatic crop. */
import type { Crop, PhotoReport } from "exam-preflight";
import type { QuarterTurn } from "../../shared/geometry.js";
import { turnOf } from "./picture.js";
import type { PhotoValue } from "./value.js";

/** A measured head, in pixels of the picture as it was turned then. */
export interface Head {
  turnCw: QuarterTurn;
  head: Crop;
  face: Crop;
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

/** The report measures in pixels of the photo; back through its crop and scale these are pixels of the picture. */
function headOf(value: PhotoValue): Head | undefined {
  const { head, face, crop, scale } = value.report.measured;
  if (!head || !face || !crop || !scale) return undefined;
  const inPicture = (rect: Rect): Crop => ({
    left: crop.left + rect.left / scale,
    top: crop.top + rect.top / scale,
    width: rect.width / scale,
    height: rect.height / scale,
  });
  return { turnCw: turnOf(value), head: inPicture(head), face: inPicture(face) };
}

type Rect = NonNullable<PhotoReport["measured"]["head"]>;
