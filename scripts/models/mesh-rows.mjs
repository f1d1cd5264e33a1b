// Which of the mesh's 468 points are kept, each by its number in the published topology. The last layer has a row a
// coordinate, two thirds of all weights, and leaving rows out changes nothing in those that stay.

/** The outline of the face, from the middle of the forehead clockwise as the viewer sees it; 152 is the chin. */
const OUTLINE = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172,
  58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/** Corners of the eyes, from left to right. */
const EYES = [33, 133, 362, 263];
/** Bridge, tip and lower end of the nose, and its wings. */
const NOSE = [168, 1, 2, 98, 327];
/**
 * Points that bound what is cut out for an eye or the lips: outermost in some direction, or within 1.5 % of it, on any of
 * 67 portraits, and their mirror images.
 */
const BOUNDS = [
  63, 293, 117, 346, 143, 372, 156, 383, 193, 417, 244, 464, 243, 463, 66, 296, 105, 334, 107, 336, 118, 347, 119, 348, 70, 300,
  61, 291, 185, 409, 40, 270, 39, 269, 37, 267, 76, 306, 184, 408, 17, 84, 314,
];
/** Points whose depth is wanted: pairs at the sides, then the middle line. They tell how the head is turned. */
const DEEP = [127, 356, 234, 454, 93, 323, 132, 361, 58, 288, 162, 389, 10, 152, 168, 1, 2];

const across = [...new Set([...OUTLINE, ...EYES, ...NOSE, ...BOUNDS])].flatMap((point) => [3 * point, 3 * point + 1]);

/** Rows of the last layer, three a point: right, down, away from the viewer. */
export const MESH_ROWS = [...across, ...DEEP.map((point) => 3 * point + 2)].sort((a, b) => a - b);
