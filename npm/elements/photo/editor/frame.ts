/**
 * Moves of a crop: arithmetic on rectangles in pixels of the turned picture, no element and no event. The crop keeps the
 * photo's shape and never leaves the picture, so what is asked of the preparation is what it does.
 */
import type { Crop } from "exam-preflight";
import type { Point, Size } from "../../shared/geometry.js";

export interface Bounds {
  picture: Size;
  /** Width by height of the photo. */
  aspect: number;
  /** A crop narrower than this is not offered: far inside what the checks call enlarged. */
  minWidth: number;
}

/**
 * `widthPx` is the photo's width: down to half of it the candidate may go, and is told what that means; as far as the
 * automatic crop went in any case.
 */
export function boundsOf(picture: Size, widthPx: number, heightPx: number, automaticWidth: number): Bounds {
  const aspect = widthPx / heightPx;
  return { picture, aspect, minWidth: Math.min(widthPx / 2, maxWidth(picture, aspect) / 2, automaticWidth) };
}

function maxWidth({ width, height }: Size, aspect: number): number {
  return Math.min(width, height * aspect);
}

/** The nearest crop of the right shape inside the picture, around the same middle. */
export function fitted({ left, top, width, height }: Crop, { picture, aspect, minWidth }: Bounds): Crop {
  const w = clamp(Math.min(width, height * aspect), minWidth, maxWidth(picture, aspect));
  const h = Math.min(w / aspect, picture.height);
  return {
    left: clamp(left + (width - w) / 2, 0, picture.width - w),
    top: clamp(top + (height - h) / 2, 0, picture.height - h),
    width: w,
    height: h,
  };
}

export function movedBy(crop: Crop, { x, y }: Point, bounds: Bounds): Crop {
  return fitted({ ...crop, left: crop.left + x, top: crop.top + y }, bounds);
}

/** Closer by a factor above 1; the point, in pixels of the picture, stays where it is seen. */
export function zoomedBy(crop: Crop, factor: number, at: Point, bounds: Bounds): Crop {
  const width = clamp(crop.width / factor, bounds.minWidth, maxWidth(bounds.picture, bounds.aspect));
  const shrunk = width / crop.width;
  const left = at.x - (at.x - crop.left) * shrunk;
  const top = at.y - (at.y - crop.top) * shrunk;
  return fitted({ left, top, width, height: crop.height * shrunk }, bounds);
}

/** The same part once the picture is turned a quarter clockwise, as far as the shape allows; `bounds` are the new ones. */
export function turnedQuarter(crop: Crop, bounds: Bounds): Crop {
  const x = bounds.picture.width - (crop.top + crop.height / 2);
  const y = crop.left + crop.width / 2;
  return fitted({ left: x - crop.width / 2, top: y - crop.height / 2, width: crop.width, height: crop.height }, bounds);
}

/** Zoom from 0 to 1, in steps that look equal. */
export function zoomOf({ width }: Crop, { picture, aspect, minWidth }: Bounds): number {
  const widest = maxWidth(picture, aspect);
  return Math.log(widest / width) / Math.log(widest / minWidth);
}

/** The factor that leads from one zoom to another. */
export function factorTo(zoom: number, crop: Crop, bounds: Bounds): number {
  const widest = maxWidth(bounds.picture, bounds.aspect);
  const width = widest * (bounds.minWidth / widest) ** zoom;
  return crop.width / width;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), Math.max(max, min));
}
