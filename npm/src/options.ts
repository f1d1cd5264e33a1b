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
export type PhotoStep = "decode" | "locate" | "crop" | "resize" | "encode" | "judge";

/** The parts of the work on a document picture, in order; a repair begins again at the end, with what it made. */
export type MaterialStep = "decode" | "orient" | "judge" | "turn" | "encode";

export type Step = PhotoStep | MaterialStep;

/** A policy that the package carries, by its id, or one of your own. */
export type PolicyChoice = string | Policy;

/** How a portrait is prepared. */
export interface PhotoOptions {
  /** One of the policy's sizes, such as `35x45`. Default: the policy's first. */
  preset?: string | undefined;
  /** The part of the picture to use. Default: chosen by the head. */
  crop?: Crop | undefined;
  /** A turn clockwise by hand, before anything else. The crop is in pixels of the turned picture. Default: a person who lies is set upright, and that is said. */
  rotationCw?: QuarterTurn | undefined;
  /** The day on which the photo's age is judged, as `YYYY-MM-DD`. Default: the machine's own date. */
  today?: string | undefined;
}

/** What a crop is checked against, all in pixels of the upright picture: from `measured` of a photo's report, taken back
 *  through its crop and scale. */
export interface CropOptions {
  head: Crop;
  face: Crop;
  crop: Crop;
  preset?: string | undefined;
}

/** How the content of a document picture lies, where a person says so. */
export interface Placement {
  /** How far it is turned clockwise from upright, once a mirror is undone. */
  rotationCw: QuarterTurn;
  mirrored?: boolean | undefined;
}

/** What any work on a document picture is told. */
export interface KindOptions {
  /** The kind of material, as the policy names it. */
  kind: string;
}

/** How a document picture is inspected. */
export interface MaterialOptions extends KindOptions {
  /**
   * A person has looked at it and says that it lies right: where it would be refused for how it lies, the report has the warning
   * `material.orientation.confirmed` instead, for the reviewer. Default: false.
   */
  confirmedUpright?: boolean | undefined;
}

/** How it is repaired. */
export interface RepairOptions extends KindOptions {
  /** Where this is given, a person has confirmed the result: inspect it with `confirmedUpright`. Default: as the content shows, where that is sure. */
  placement?: Placement | undefined;
}
