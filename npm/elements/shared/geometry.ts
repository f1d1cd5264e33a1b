/** Lengths and places, in whatever unit the caller counts. */
import type { Crop, PhotoOptions } from "exam-preflight";

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** The middle of a rectangle. */
export const middleOf = ({ left, top, width, height }: Crop): Point => ({ x: left + width / 2, y: top + height / 2 });

/** Degrees clockwise. */
export type QuarterTurn = NonNullable<PhotoOptions["rotationCw"]>;
