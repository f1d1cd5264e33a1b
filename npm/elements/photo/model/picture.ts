/**
 * The candidate's file as it is shown. Browsers apply the orientation tag of a JPEG, some of a PNG, none of a WebP; the
 * package applies all. So the tag is kept from the browser (`image-orientation: none`) and applied here: the picture on the
 * screen has the orientation of the report's upright pixels.
 */
import type { Crop, PhotoReport } from "exam-preflight";
import { middleOf, type Point, type QuarterTurn, type Size } from "../../shared/geometry.js";
import type { PhotoValue } from "./value.js";

/** A file's pixels as they are stored, and what sets them upright: a mirror first where there is one, then a turn. */
export interface Orientation {
  stored: Size;
  isMirrored: boolean;
  turnCw: QuarterTurn;
}

/** By EXIF tag 1 to 8. */
const BY_TAG: readonly Omit<Orientation, "stored">[] = [
  { isMirrored: false, turnCw: 0 },
  { isMirrored: true, turnCw: 0 },
  { isMirrored: false, turnCw: 180 },
  { isMirrored: true, turnCw: 180 },
  { isMirrored: true, turnCw: 270 },
  { isMirrored: false, turnCw: 90 },
  { isMirrored: true, turnCw: 90 },
  { isMirrored: false, turnCw: 270 },
];

/** The orientation by the tag alone, turned by `turnCw` more; undefined where the size is not known. */
export function orientationOf({ input }: PhotoReport, turnCw: QuarterTurn): Orientation | undefined {
  if (!input?.widthPx || !input.heightPx) return undefined;
  const tag = BY_TAG[(input.orientation ?? 1) - 1] ?? BY_TAG[0]!;
  return {
    stored: { width: input.widthPx, height: input.heightPx },
    isMirrored: tag.isMirrored,
    turnCw: ((tag.turnCw + turnCw) % 360) as QuarterTurn,
  };
}

/** Turn clockwise that sets the person upright, in a picture that is upright by its tag. */
export function turnOf({ rotationCw, report }: Pick<PhotoValue, "rotationCw" | "report">): QuarterTurn {
  return ((rotationCw + 360 - (report.measured.rotationCw ?? 0)) % 360) as QuarterTurn;
}

/** The way from a pixel of the photo back to the picture, upright; undefined where no crop was made. */
export function toPicture({ measured, output }: PhotoReport): ((at: Point) => Point) | undefined {
  const { crop, scale } = measured;
  if (!crop || !scale || !output) return undefined;
  const { x: middleX, y: middleY } = middleOf(crop);
  // The crop was turned about its middle, where a leaning head was straightened.
  const angle = ((measured.straightenedDeg ?? 0) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ({ x, y }) => {
    const [across, down] = [(x - output.widthPx / 2) / scale, (y - output.heightPx / 2) / scale];
    return { x: middleX + across * cos - down * sin, y: middleY + across * sin + down * cos };
  };
}

/** Size of the picture as it is shown. */
export function uprightSize({ stored: { width, height }, turnCw }: Orientation): Size {
  return turnCw % 180 === 0 ? { width, height } : { width: height, height: width };
}

export const percent = (part: number, of: number) => `${(part / of) * 100}%`;

/** Style of an `<img>` that fills a box of the shown size. */
export function uprightStyle(orientation: Orientation): string {
  const { stored, isMirrored, turnCw } = orientation;
  const box = uprightSize(orientation);
  return `width: ${percent(stored.width, box.width)}; height: ${percent(stored.height, box.height)}; left: 50%; top: 50%;
    transform: translate(-50%, -50%) rotate(${turnCw}deg) scaleX(${isMirrored ? -1 : 1}); image-orientation: none`;
}

/** Style of a box of the whole picture behind a window that shows the crop, which was turned clockwise by `deg`. */
export function behindWindow(size: Size, crop: Crop, deg: number): string {
  const { x, y } = middleOf(crop);
  return `width: ${percent(size.width, crop.width)}; height: ${percent(size.height, crop.height)};
    left: ${percent(-crop.left, crop.width)}; top: ${percent(-crop.top, crop.height)};
    transform: rotate(${-deg}deg); transform-origin: ${percent(x, size.width)} ${percent(y, size.height)}`;
}
