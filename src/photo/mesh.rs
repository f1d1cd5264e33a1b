//! Points on a face: MediaPipe's attention mesh, pruned to the points in use. Takes a frame around a face, gives points.

use super::frame::{Frame, Point};
use super::model::FaceModel;
use crate::codec::bitmap::Bitmap;
use crate::codec::rect::Rect;
use crate::net::{Net, Plane};

/// Side of the net's input, in pixels.
const SIDE: usize = 192;
/// Side of the tile for an eye or the lips, in cells of the feature plane.
const TILE: usize = 16;
/// Side of a cell of the feature plane, in pixels of the input.
const PLANE_STEP: f64 = 4.0;
/// Units per cell in the points of a tile.
const TILE_PARTS: f64 = 4.0;
/// Side of a tile in sides of the eye or the lips, as the net was trained.
const TILE_ROOM: f64 = 1.5;
/// Side of a frame in sides of the face, as the net was trained.
const FACE_ROOM: f64 = 1.5;

/// The outline from the middle of the forehead clockwise, by the numbers of the published topology.
const OUTLINE: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/// Index of the chin in the outline.
const CHIN: usize = 18;
/// Points at the sides of the face, a left and a right one.
const PAIRS: [[usize; 2]; 6] = [[127, 356], [234, 454], [93, 323], [132, 361], [58, 288], [162, 389]];
/// Points at the middle of the forehead and at the chin.
const MIDDLE_LINE: [usize; 2] = [10, 152];
const NOSE_TIP: usize = 1;
/// Pitch that the mesh measures on a level head, in degrees, with the forehead nearer than the chin: the median of 62
/// shared portraits.
const PITCH_OF_A_LEVEL_HEAD: f64 = 6.6;

/// A part of the face with a net of its own: the points that bound its tile, and the two points that set the tile level.
struct Part {
    bounds: &'static [usize],
    level: [usize; 2],
}

const EYES: [Part; 2] = [
    Part { bounds: &[63, 117, 143, 156, 193, 244, 243, 66, 105, 107, 118, 119, 70], level: [33, 133] },
    Part { bounds: &[293, 346, 372, 383, 417, 464, 463, 296, 334, 336, 347, 348, 300], level: [362, 263] },
];
const LIPS: Part =
    Part { bounds: &[61, 291, 185, 409, 40, 270, 39, 269, 37, 267, 76, 306, 184, 408, 17, 84, 314], level: [61, 291] };

/// An eye's outline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Eye {
    /// Lower lid, from the outer corner to the inner one.
    lower: [Point; 9],
    /// Upper lid between the corners.
    upper: [Point; 7],
}

impl Eye {
    /// Returns the point halfway between the corners.
    pub fn middle(&self) -> Point {
        self.lower[0].middle(self.lower[8])
    }

    /// Returns the height in the middle as a ratio of the width.
    pub fn openness(&self) -> f64 {
        let heights = (2..5).map(|i| self.upper[i].distance(self.lower[i + 1]));
        heights.sum::<f64>() / 3.0 / self.lower[0].distance(self.lower[8]).max(f64::MIN_POSITIVE)
    }
}

/// A face, in pixels of the bitmap. Left and right are the viewer's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Landmarks {
    /// Probability of a face, 0 to 1.
    pub flag: f64,
    /// From the middle of the forehead clockwise.
    pub outline: Vec<Point>,
    pub eyes: [Eye; 2],
    pub nose: Point,
    /// Corners of the mouth.
    pub mouth: [Point; 2],
    /// Distance between the inner edges of the lips, in pixels.
    pub lip_gap_px: f64,
    /// Turn of the head to the viewer's right, in degrees.
    pub yaw_deg: f64,
    /// Nod of the head, in degrees; negative with a lifted chin.
    pub pitch_deg: f64,
}

impl Landmarks {
    /// Returns the distance between the middles of the eyes.
    pub fn inter_eye_px(&self) -> f64 {
        self.eyes[0].middle().distance(self.eyes[1].middle())
    }

    /// Returns the clockwise lean of the line of the eyes.
    pub fn lean_rad(&self) -> f64 {
        self.eyes[0].middle().lean_to(self.eyes[1].middle())
    }

    /// Returns the outline's bounds: hairline to chin, cheek to cheek.
    pub fn rect(&self) -> Rect {
        let along = |axis: fn(&Point) -> f64| {
            let values = self.outline.iter().map(axis);
            values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let ((left, right), (top, bottom)) = (along(|p| p.x), along(|p| p.y));
        Rect { left, top, width: right - left, height: bottom - top }
    }

    pub fn chin(&self) -> Point {
        self.outline[CHIN]
    }

    /// Returns the middle of the forehead's upper edge.
    pub fn forehead(&self) -> Point {
        self.outline[0]
    }

    /// Returns the frame for a second run of the net: around the outline, level with the eyes.
    pub fn frame(&self) -> Frame {
        let lean_rad = self.lean_rad();
        let (sine, cosine) = (libm::sin(lean_rad), libm::cos(lean_rad));
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for point in &self.outline {
            let (x, y) = (point.x - self.nose.x, point.y - self.nose.y);
            for (axis, v) in [x * cosine + y * sine, y * cosine - x * sine].into_iter().enumerate() {
                (low[axis], high[axis]) = (low[axis].min(v), high[axis].max(v));
            }
        }
        let side = (high[0] - low[0]).max(high[1] - low[1]) * FACE_ROOM;
        let (x, y) = ((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0);
        let middle = Point { x: self.nose.x + x * cosine - y * sine, y: self.nose.y + x * sine + y * cosine };
        Frame { middle, width: side, height: side, lean_rad }
    }

    /// Returns the same face in another picture. `place` moves a point, `factor` scales a distance.
    pub fn moved(&self, place: impl Fn(Point) -> Point, factor: f64) -> Self {
        Self {
            flag: self.flag,
            outline: self.outline.iter().map(|&p| place(p)).collect(),
            eyes: self.eyes.clone().map(|e| Eye { lower: e.lower.map(&place), upper: e.upper.map(&place) }),
            nose: place(self.nose),
            mouth: self.mouth.map(&place),
            lip_gap_px: self.lip_gap_px * factor,
            yaw_deg: self.yaw_deg,
            pitch_deg: self.pitch_deg,
        }
    }
}

/// Returns the frame for a face of the detector.
pub(super) fn first_frame(middle: Point, size: f64, eyes: [Point; 2]) -> Frame {
    let side = size * FACE_ROOM;
    Frame { middle, width: side, height: side, lean_rad: eyes[0].lean_to(eyes[1]) }
}

/// Runs the net once. The closer the frame fits the face, the more exact are the points: run it again in
/// [`Landmarks::frame`].
pub(super) fn look(bitmap: &Bitmap, frame: &Frame, model: &FaceModel) -> Landmarks {
    let answers = model.mesh().run(frame.cut(bitmap, SIDE, SIDE, (1.0, 0.0)));
    let [points, flag, plane] = &answers[..] else { unreachable!("the mesh has three answers") };
    let numbers = points.at(0, 0);
    let coordinate = |point, axis| f64::from(numbers[model.row(point, axis)]);
    let seen = Seen { coordinate: &coordinate, plane, frame };
    let [eyes_left, eyes_right] = [0, 1].map(|side| {
        let points = seen.part(&EYES[side], model.eye(side));
        Eye { lower: std::array::from_fn(|i| points[i]), upper: std::array::from_fn(|i| points[9 + i]) }
    });
    let lips = seen.part(&LIPS, model.lips());
    // Inner edges, the lower one from 20 on, the upper one between its corners from 31 on; their middles.
    let gaps = [(24, 34), (25, 35), (26, 36)].map(|(lower, upper): (usize, usize)| lips[lower].distance(lips[upper]));
    let (mut across, mut away) = (0.0, 0.0);
    for [left, right] in PAIRS {
        across += coordinate(right, 0) - coordinate(left, 0);
        away += coordinate(right, 2) - coordinate(left, 2);
    }
    let [forehead, chin] = MIDDLE_LINE;
    let (down, back) = (coordinate(chin, 1) - coordinate(forehead, 1), coordinate(chin, 2) - coordinate(forehead, 2));
    Landmarks {
        flag: 1.0 / (1.0 + libm::exp(-f64::from(flag.at(0, 0)[0]))),
        outline: OUTLINE.iter().map(|&point| seen.point(point)).collect(),
        eyes: [eyes_left, eyes_right],
        nose: seen.point(NOSE_TIP),
        mouth: [lips[0], lips[10]],
        lip_gap_px: gaps.iter().sum::<f64>() / 3.0,
        yaw_deg: libm::atan2(away, across).to_degrees(),
        pitch_deg: libm::atan2(back, down).to_degrees() - PITCH_OF_A_LEVEL_HEAD,
    }
}

/// One answer of the mesh.
struct Seen<'a> {
    coordinate: &'a dyn Fn(usize, usize) -> f64,
    /// Features of the whole face.
    plane: &'a Plane,
    frame: &'a Frame,
}

impl Seen<'_> {
    fn point(&self, point: usize) -> Point {
        self.placed((self.coordinate)(point, 0), (self.coordinate)(point, 1))
    }

    /// Converts a place from the net's pixels to the bitmap's.
    fn placed(&self, x: f64, y: f64) -> Point {
        self.frame.place(x / SIDE as f64, y / SIDE as f64)
    }

    /// Cuts an eye or the lips out of the feature plane, level and at its own size, and runs the part's own net on it.
    fn part(&self, part: &Part, net: &Net) -> Vec<Point> {
        let at = |point| [(self.coordinate)(point, 0), (self.coordinate)(point, 1)];
        let [[left, upper], [right, lower]] = part.level.map(at);
        let lean = libm::atan2(lower - upper, right - left);
        let (sine, cosine) = (libm::sin(lean), libm::cos(lean));
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for [x, y] in part.bounds.iter().map(|&point| at(point)) {
            for (axis, v) in [x * cosine + y * sine, y * cosine - x * sine].into_iter().enumerate() {
                (low[axis], high[axis]) = (low[axis].min(v), high[axis].max(v));
            }
        }
        // Side of a cell of the tile in the net's pixels, and the tile's middle along the tile's own axes.
        let step = [0, 1].map(|axis| (high[axis] - low[axis]) * TILE_ROOM / TILE as f64);
        let middle = [0, 1].map(|axis| (high[axis] + low[axis]) / 2.0);
        let in_net = |across: f64, down: f64| {
            let (x, y) = (middle[0] + across * step[0], middle[1] + down * step[1]);
            (x * cosine - y * sine, x * sine + y * cosine)
        };
        let half = TILE as f64 / 2.0;
        let mut tile = Vec::with_capacity(TILE * TILE * self.plane.channels);
        for row in 0..TILE {
            for column in 0..TILE {
                let (x, y) = in_net(column as f64 + 0.5 - half, row as f64 + 0.5 - half);
                self.features(x / PLANE_STEP - 0.5, y / PLANE_STEP - 0.5, &mut tile);
            }
        }
        let answer = net.run(Plane::new(TILE, TILE, self.plane.channels, tile));
        let parts = answer[0].at(0, 0).chunks_exact(2);
        let parts = parts.map(|p| [p[0], p[1]].map(|v| f64::from(v) / TILE_PARTS - half));
        parts.map(|[across, down]| in_net(across, down)).map(|(x, y)| self.placed(x, y)).collect()
    }

    /// Appends the features between four cells; zeros outside the plane.
    fn features(&self, x: f64, y: f64, out: &mut Vec<f32>) {
        let Plane { width, height, channels, .. } = *self.plane;
        if !(x >= 0.0 && y >= 0.0 && x <= (width - 1) as f64 && y <= (height - 1) as f64) {
            out.resize(out.len() + channels, 0.0);
            return;
        }
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
        let (x, y) = ((x - left as f64) as f32, (y - top as f64) as f32);
        let [a, b] = [left, right].map(|column| self.plane.at(top, column));
        let [c, d] = [left, right].map(|column| self.plane.at(bottom, column));
        out.extend((0..channels).map(|i| {
            let (upper, lower) = (a[i] + (b[i] - a[i]) * x, c[i] + (d[i] - c[i]) * x);
            upper + (lower - upper) * y
        }));
    }
}
