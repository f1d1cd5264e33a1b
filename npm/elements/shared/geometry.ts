/** Lengths and places, in whatever unit the caller counts. */
import type { PhotoOptions } from "exam-preflight";

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Degrees clockwise. */
export type QuarterTurn = NonNullable<PhotoOptions["rotationCw"]>;
