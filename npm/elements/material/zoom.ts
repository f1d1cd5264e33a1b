/** The arithmetic of zooming a picture on a stage. Pure. */
import type { Point, Size } from "../shared/geometry.js";

/** The scale of the picture, and the place of its upper left corner on the stage. */
export interface Zoom extends Point {
  scale: number;
}

/** Four stage pixels a picture pixel: beyond that a letter shows no more than it does. */
const MAX_SCALE = 4;

/** The whole picture, as large as it goes, but not larger than it is. */
export function fit(stage: Size, picture: Size): Zoom {
  const scale = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  return within({ scale, x: 0, y: 0 }, stage, picture);
}

/** Scaled to `scale`, with the picture's point under `at` staying there. */
export function zoomTo(from: Zoom, scale: number, at: Point, stage: Size, picture: Size): Zoom {
  const bounded = Math.min(MAX_SCALE, Math.max(fit(stage, picture).scale, scale));
  const x = at.x - ((at.x - from.x) * bounded) / from.scale;
  const y = at.y - ((at.y - from.y) * bounded) / from.scale;
  return within({ scale: bounded, x, y }, stage, picture);
}

export function moveBy(from: Zoom, x: number, y: number, stage: Size, picture: Size): Zoom {
  return within({ ...from, x: from.x + x, y: from.y + y }, stage, picture);
}

/** Centred where it is smaller than the stage; otherwise no edge leaves a gap. */
function within({ scale, x, y }: Zoom, stage: Size, picture: Size): Zoom {
  const along = (at: number, room: number, length: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, at));
  return {
    scale,
    x: along(x, stage.width, picture.width * scale),
    y: along(y, stage.height, picture.height * scale),
  };
}
