/** The result of a preparation. */
import type { Crop, PhotoReport } from "exam-preflight";
import type { QuarterTurn } from "../../shared/geometry.js";

/** A finished preparation: its source, its options, its outcome. Enough to show it again without preparing. */
export interface PhotoValue {
  /** The candidate's file as it came. */
  source: Blob;
  name: string;
  /** A turn by hand before anything else; 0 where the candidate left that to the preparation. */
  rotationCw: QuarterTurn;
  /** The crop by hand, in pixels of the turned picture; null where the crop was automatic. */
  crop: Crop | null;
  /** The size that was chosen; null for the policy's first. */
  preset: string | null;
  /** The photo; null where none could be made. */
  jpeg: Blob | null;
  report: PhotoReport;
}
