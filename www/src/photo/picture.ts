/** The candidate's file as the browser shows it, and how it lies: upright pixels are those of the report. */
import type { Crop, PhotoReport } from "exam-preflight";
import type { PhotoValue, QuarterTurn } from "./state";

export interface Size {
  width: number;
  height: number;
}

/** Size of the file as a browser shows it: its orientation tag is applied, nothing else is turned. */
export function displayedSize({ input }: PhotoReport): Size | undefined {
  if (!input?.widthPx || !input.heightPx) return undefined;
  const isTagTurned = (input.orientation ?? 1) >= 5;
  return isTagTurned ? { width: input.heightPx, height: input.widthPx } : { width: input.widthPx, height: input.heightPx };
}

/** How far clockwise the file, as displayed, is turned for the person to stand upright. */
export function turnOf({ rotationCw, report }: Pick<PhotoValue, "rotationCw" | "report">): QuarterTurn {
  return ((rotationCw + 360 - (report.measured.rotationCw ?? 0)) % 360) as QuarterTurn;
}

export function turnedSize({ width, height }: Size, turnCw: QuarterTurn): Size {
  return turnCw % 180 === 0 ? { width, height } : { width: height, height: width };
}

export const percent = (part: number, of: number) => `${(part / of) * 100}%`;

/** Style of an `<img>` that fills a box of the turned size: the browser applies the orientation tag by itself. */
export function turnedStyle(displayed: Size, turnCw: QuarterTurn): string {
  if (turnCw === 0) return "width: 100%; height: 100%";
  const box = turnedSize(displayed, turnCw);
  return `width: ${percent(displayed.width, box.width)}; height: ${percent(displayed.height, box.height)};
    left: 50%; top: 50%; transform: translate(-50%, -50%) rotate(${turnCw}deg)`;
}

/** Style of a box of the whole picture behind a window that shows the crop. */
export function behindWindow(size: Size, crop: Crop): string {
  return `width: ${percent(size.width, crop.width)}; height: ${percent(size.height, crop.height)};
    left: ${percent(-crop.left, crop.width)}; top: ${percent(-crop.top, crop.height)}`;
}
