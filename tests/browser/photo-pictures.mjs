// Portraits for the photo element, drawn from the generated one: larger, turned, with an orientation tag.
import { readFileSync } from "node:fs";
import { portraitPath } from "./inputs.mjs";

/**
 * The generated portrait as a file that the browser writes: of another height, turned clockwise, then mirrored, in the middle
 * of a white square; `filter` is one of CSS.
 * Only tests draw on a canvas; the page never does.
 */
export async function redrawn(page, { heightPx = 1200, turnedCw = 0, isMirrored = false, type = "image/jpeg", canvasPx = 0, filter = "none" } = {}) {
  const source = readFileSync(portraitPath()).toString("base64");
  const base64 = await page.evaluate(
    async ([source, heightPx, turnedCw, isMirrored, type, canvasPx, filter]) => {
      const bytes = Uint8Array.from(atob(source), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const [w, h] = [Math.round((heightPx * bitmap.width) / bitmap.height), heightPx];
      const canvas = turnedCw % 180 === 0 ? new OffscreenCanvas(w, h) : new OffscreenCanvas(h, w);
      if (canvasPx > 0) canvas.width = canvas.height = canvasPx;
      const context = canvas.getContext("2d");
      context.fillStyle = "#fdfdfd";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.translate(canvas.width / 2, canvas.height / 2);
      if (isMirrored) context.scale(-1, 1);
      context.rotate((turnedCw * Math.PI) / 180);
      context.filter = filter;
      context.drawImage(bitmap, -w / 2, -h / 2, w, h);
      context.filter = "none";
      // The generated face is the same mirrored; a badge on its right shoulder is not.
      context.fillStyle = "#143d24";
      context.fillRect(-0.29 * w, 0.125 * h, 0.16 * w, 0.125 * h);
      const blob = await canvas.convertToBlob({ type, quality: 0.92 });
      const url = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(blob);
      });
      return url.slice(url.indexOf(",") + 1);
    },
    [source, heightPx, turnedCw, isMirrored, type, canvasPx, filter],
  );
  return Buffer.from(base64, "base64");
}

/** Turn and mirror of the stored pixels, by the tag that sets them upright. */
export const PLACEMENTS = {
  2: { isMirrored: true },
  3: { turnedCw: 180 },
  5: { turnedCw: 90, isMirrored: true },
  6: { turnedCw: 270 },
  7: { turnedCw: 270, isMirrored: true },
  8: { turnedCw: 90 },
};

/** A TIFF block that holds an orientation and nothing else. */
function tiff(orientation) {
  const block = Buffer.from("49492a0008000000010012010300010000000000000000000000", "hex");
  block.writeUInt16LE(orientation, 18);
  return block;
}

/** The picture, JPEG or PNG, with that in it. */
export function tagged(picture, orientation) {
  return picture[0] === 0xff ? taggedJpeg(picture, orientation) : taggedPng(picture, orientation);
}

function taggedJpeg(jpeg, orientation) {
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff(orientation)]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), marker, body, jpeg.subarray(2)]);
}

function taggedPng(png, orientation) {
  const chunk = Buffer.concat([Buffer.from("eXIf", "latin1"), tiff(orientation)]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(chunk.length - 4);
  crc.writeUInt32BE(crc32(chunk));
  // Behind the signature (8 bytes) and the header's chunk (25).
  return Buffer.concat([png.subarray(0, 33), length, chunk, crc, png.subarray(33)]);
}

/** Node 20 has none of its own. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
