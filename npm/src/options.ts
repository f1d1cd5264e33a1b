import type { PHOTO_STEPS, REPAIR_STEPS } from "./generated/constants.js";
import type { Policy } from "./generated/policy.js";
import type { QuarterTurn } from "./generated/report.js";

/** Left, top, width and height in pixels of the upright picture. */
export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The parts of the work on a portrait, in order. Some may come more than once, or not at all. */
export type PhotoStep = (typeof PHOTO_STEPS)[number];

/** The parts of the work on a document picture, in order; a repair ends with an inspection of its result. */
export type MaterialStep = (typeof REPAIR_STEPS)[number];

export type Step = PhotoStep | MaterialStep;

/** A policy that the package carries, by its id, or one of your own. */
export type PolicyChoice = string | Policy;

/** Options of the preparation of a portrait. */
export interface PhotoOptions {
  /** One of the policy's sizes, such as `35x45`. Default: the policy's first. */
  preset?: string | undefined;
  /** The part of the picture to use. Default: chosen by the head. */
  crop?: Crop | undefined;
  /** A turn clockwise by hand, before anything else. The crop is in pixels of the turned picture. Default: a person who is seen turned is set upright, and a finding says so. */
  rotationCw?: QuarterTurn | undefined;
  /** Straightens a lean of 1 to 10 degrees by a turn of the crop, as far as the picture has the pixels. `true` turns also a crop by hand,
   *  about its middle; `false` turns nothing. Default: a crop by the head is turned, a crop by hand is not. */
  straighten?: boolean | undefined;
  /** The day on which the photo's age is judged, as `YYYY-MM-DD`. Default: the machine's own date. */
  today?: string | undefined;
}

/** A crop and the head that it is checked against, in pixels of the upright picture: from `measured` of a photo's report, taken back
 *  through its crop and scale. */
export interface CropOptions {
  head: Crop;
  face: Crop;
  crop: Crop;
  preset?: string | undefined;
}

/** Placement of the content in a document picture, as a person says. */
export interface Placement {
  /** Turn clockwise from upright, once a mirror is undone. */
  rotationCw: QuarterTurn;
  mirrored?: boolean | undefined;
}

/** Option of all work on a document picture. */
export interface KindOptions {
  /** The kind of material, as the policy names it. */
  kind: string;
}

/** Options of the inspection of a document picture. */
export interface MaterialOptions extends KindOptions {
  /**
   * A person has looked at the picture and says that it is upright: where its placement would be refused, the report has the warning
   * `material.orientation.confirmed` instead, for the reviewer. Default: false.
   */
  confirmedUpright?: boolean | undefined;
}

/** Options of a repair. */
export interface RepairOptions extends KindOptions {
  /** The placement that a person has found. The person has then confirmed the result: inspect it with `confirmedUpright`. Default: the placement that the content shows, where that is certain. */
  placement?: Placement | undefined;
}
