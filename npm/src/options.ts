import type { Policy } from "./generated/policy.js";

/** Left, top, width and height in pixels of the upright picture. */
export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The parts of the work, in order. Some may come more than once, or not at all. */
export type Step = "decode" | "locate" | "crop" | "resize" | "encode" | "judge";

/** A policy that the package carries, by its id, or one of your own. */
export type PolicyChoice = string | Policy;

/** How a portrait is prepared. */
export interface PhotoOptions {
  /** One of the policy's sizes, such as `35x45`. Default: the policy's first. */
  preset?: string | undefined;
  /** The part of the picture to use. Default: chosen by the head. */
  crop?: Crop | undefined;
  /** The day on which the photo's age is judged, as `YYYY-MM-DD`. Default: the machine's own date. */
  today?: string | undefined;
}
