//! Samples of each component, and the way from them to colour rows at the picture's size.
//!
//! Chroma is enlarged with the triangle filter that libjpeg calls fancy upsampling, where the ratio is two; other
//! ratios repeat samples, as libjpeg does.

use crate::codec::decode::Sink;
use crate::codec::probe::jpeg::Model;

/// The samples of one component: all rows, or the few that are being worked on.
pub(super) struct Plane {
    samples: Vec<u8>,
    /// Samples a row in memory: whole blocks.
    stride: usize,
    /// Samples a row that belong to the picture.
    width: usize,
    /// Rows that belong to the picture.
    height: usize,
    /// The row that `samples` begins with.
    first: usize,
    /// Past the last row that is there.
    end: usize,
    /// Output columns and rows per column and row of the plane: 1-4.
    expand_x: usize,
    expand_y: usize,
}

/// Size of a plane, and its relation to the output.
pub(super) struct PlaneSize {
    pub(super) stride: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) expand_x: usize,
    pub(super) expand_y: usize,
}

/// Rows that stay for the filter and for components that are further along; see [`Plane::open`].
pub(super) const KEPT_ROWS: usize = 8;

impl Plane {
    /// With room for `rows` rows.
    pub(super) fn new(size: PlaneSize, rows: usize) -> Self {
        let PlaneSize { stride, width, height, expand_x, expand_y } = size;
        Self { samples: vec![0; stride * rows], stride, width, height, first: 0, end: 0, expand_x, expand_y }
    }

    /// Drops the rows that output row `next` and later ones do not need, and adds `rows` rows. Returns the new rows, and
    /// their stride.
    pub(super) fn open(&mut self, rows: usize, next: usize) -> (&mut [u8], usize) {
        let keep = (next / self.expand_y).saturating_sub(1).clamp(self.first, self.end);
        let (from, to) = ((keep - self.first) * self.stride, (self.end - self.first) * self.stride);
        self.samples.copy_within(from..to, 0);
        self.first = keep;
        let start = to - from;
        self.end += rows;
        if self.samples.len() < start + rows * self.stride {
            self.samples.resize(start + rows * self.stride, 0);
        }
        (&mut self.samples[start..][..rows * self.stride], self.stride)
    }

    /// All rows at once, `stride` apart: for pictures that come one component after the other.
    pub(super) fn open_all(&mut self) -> (&mut [u8], usize) {
        self.end = self.samples.len() / self.stride;
        (&mut self.samples, self.stride)
    }

    /// Returns `true` if all rows are there that output row `y` needs.
    fn is_ready(&self, y: usize) -> bool {
        (y / self.expand_y + 1).min(self.height - 1) < self.end
    }

    fn row(&self, y: usize) -> &[u8] {
        let y = y.min(self.height - 1);
        &self.samples[(y - self.first) * self.stride..][..self.width]
    }

    /// Returns the output row `y` of this component; `buffer` holds it if it must be made.
    fn expanded<'a>(&'a self, y: usize, fancy: bool, buffer: &'a mut [u8]) -> &'a [u8] {
        let near = y / self.expand_y;
        // The neighbour on the output row's side.
        let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { near + 1 };
        // libjpeg asks this of the width only.
        let wide = fancy && self.width > 2;
        match (self.expand_x, self.expand_y) {
            (1, 1) => return self.row(near),
            (2, 1) if wide => widen(self.row(near), buffer),
            (2, 2) if wide => widen_between(self.row(near), self.row(far), buffer),
            (1, 2) if fancy => between(self.row(near), self.row(far), y.is_multiple_of(2), buffer),
            (times, _) => {
                for (out, &sample) in buffer.chunks_mut(times).zip(self.row(near)) {
                    out.fill(sample);
                }
            }
        }
        buffer
    }
}

/// Twice the width: three parts of the nearer sample, one of the further; halves are rounded down to the left, up to the
/// right, so that no side is favoured.
fn widen(row: &[u8], out: &mut [u8]) {
    let last = row.len() - 1;
    for (x, out) in out.chunks_exact_mut(2).enumerate().take(row.len()) {
        let near = 3 * u16::from(row[x]);
        out[0] = if x == 0 { row[0] } else { ((near + u16::from(row[x - 1]) + 1) >> 2) as u8 };
        out[1] = if x == last { row[last] } else { ((near + u16::from(row[x + 1]) + 2) >> 2) as u8 };
    }
}

/// Twice the width out of two rows, three parts of the nearer and one of the further.
fn widen_between(near: &[u8], far: &[u8], out: &mut [u8]) {
    let column = |x: usize| 3 * u16::from(near[x]) + u16::from(far[x]);
    let last = near.len() - 1;
    let mut before = column(0);
    let mut this = before;
    for (x, out) in out.chunks_exact_mut(2).enumerate().take(near.len()) {
        let after = if x == last { this } else { column(x + 1) };
        out[0] = ((3 * this + before + 8) >> 4) as u8;
        out[1] = ((3 * this + after + 7) >> 4) as u8;
        (before, this) = (this, after);
    }
}

/// Twice the height: the upper of two output rows rounds halves down, the lower up.
fn between(near: &[u8], far: &[u8], upper: bool, out: &mut [u8]) {
    let bias = if upper { 1 } else { 2 };
    for ((out, &near), &far) in out.iter_mut().zip(near).zip(far) {
        *out = ((3 * u16::from(near) + u16::from(far) + bias) >> 2) as u8;
    }
}

/// Joins the planes to rows and hands them on, in order.
pub(super) struct Rows {
    model: Model,
    width: usize,
    height: usize,
    /// The next row to hand on.
    pub(super) next: usize,
    fancy: bool,
    buffers: [Vec<u8>; 4],
    joined: Vec<u8>,
}

impl Rows {
    /// For an output of this size. `fancy` as in libjpeg: not where a block gives one sample.
    pub(super) fn new(model: Model, width: usize, height: usize, components: usize, fancy: bool) -> Self {
        // Widening writes pairs and fours, up to a sample past each side's last.
        let buffer = || vec![0; width + 8];
        let buffers = [buffer(), buffer(), buffer(), buffer()];
        let joined = if components == 1 { Vec::new() } else { vec![0; width * components] };
        Self { model, width, height, next: 0, fancy, buffers, joined }
    }

    /// Hands on all rows for which the planes are ready.
    pub(super) fn hand_on(&mut self, planes: &[Plane], sink: &mut Sink) {
        while self.next < self.height && planes.iter().all(|plane| plane.is_ready(self.next)) {
            self.join(planes);
            match self.model {
                Model::Grey => {
                    let [buffer, ..] = &mut self.buffers;
                    sink.push_row(&planes[0].expanded(self.next, self.fancy, buffer)[..self.width]);
                }
                _ => sink.push_row(&self.joined),
            }
            self.next += 1;
        }
    }

    /// One row of all components, in colours as the sink wants them.
    fn join(&mut self, planes: &[Plane]) {
        let [b0, b1, b2, b3] = &mut self.buffers;
        let (y, fancy, width) = (self.next, self.fancy, self.width);
        let [p0, p1, p2, rest @ ..] = planes else { return };
        let one = &p0.expanded(y, fancy, b0)[..width];
        let two = &p1.expanded(y, fancy, b1)[..width];
        let three = &p2.expanded(y, fancy, b2)[..width];
        let black = rest.first().map(|plane| &plane.expanded(y, fancy, b3)[..width]);
        match (self.model, black) {
            (Model::YCbCr, _) => ycc_rows(one, two, three, &mut self.joined),
            (Model::Ycck, Some(black)) => {
                for (x, out) in self.joined.chunks_exact_mut(4).enumerate() {
                    // The file holds inverted ink as YCbCr, so the RGB it stands for is the ink itself.
                    out[..3].copy_from_slice(&ycc(one[x], two[x], three[x]));
                    out[3] = 255 - black[x];
                }
            }
            (_, Some(black)) => {
                for (x, out) in self.joined.chunks_exact_mut(4).enumerate() {
                    out.copy_from_slice(&[one[x], two[x], three[x], black[x]].map(|sample| 255 - sample));
                }
            }
            (_, None) => {
                for (x, out) in self.joined.chunks_exact_mut(3).enumerate() {
                    out.copy_from_slice(&[one[x], two[x], three[x]]);
                }
            }
        }
    }
}

/// Pixels whose colours are reckoned together, in vectors.
const CHUNK: usize = 16;

fn ycc_rows(y: &[u8], cb: &[u8], cr: &[u8], out: &mut [u8]) {
    let (out, rest) = out.as_chunks_mut::<{ 3 * CHUNK }>();
    let done = out.len() * CHUNK;
    let chunks = y.as_chunks::<CHUNK>().0.iter().zip(cb.as_chunks::<CHUNK>().0).zip(cr.as_chunks::<CHUNK>().0);
    for (out, ((y, cb), cr)) in out.iter_mut().zip(chunks) {
        let (mut red, mut green, mut blue) = ([0; CHUNK], [0; CHUNK], [0; CHUNK]);
        for i in 0..CHUNK {
            [red[i], green[i], blue[i]] = ycc(y[i], cb[i], cr[i]);
        }
        for i in 0..CHUNK {
            [out[3 * i], out[3 * i + 1], out[3 * i + 2]] = [red[i], green[i], blue[i]];
        }
    }
    for (x, out) in (done..).zip(rest.as_chunks_mut::<3>().0) {
        *out = ycc(y[x], cb[x], cr[x]);
    }
}

/// JFIF's full-range ITU-R BT.601, in 16-bit fixed point with libjpeg's rounding.
#[inline(always)]
fn ycc(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    const fn fix(x: f64) -> i32 {
        (x * 65_536.0 + 0.5) as i32
    }
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let red = y + ((fix(1.402) * cr + HALF) >> 16);
    let green = y + ((-fix(0.344_14) * cb - fix(0.714_14) * cr + HALF) >> 16);
    let blue = y + ((fix(1.772) * cb + HALF) >> 16);
    // Not by `map`, which keeps the compiler from vectors.
    [red.clamp(0, 255) as u8, green.clamp(0, 255) as u8, blue.clamp(0, 255) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_keeps_flat_rows_and_weighs_three_to_one() {
        let mut out = [0; 8];
        widen(&[9, 9, 9, 9], &mut out);
        assert_eq!(out, [9; 8]);
        widen(&[0, 100, 100, 0], &mut out);
        assert_eq!(out, [0, 25, 75, 100, 100, 75, 25, 0]);
        widen_between(&[0, 100, 100, 0], &[0, 100, 100, 0], &mut out);
        assert_eq!(out, [0, 25, 75, 100, 100, 75, 25, 0]);
        widen_between(&[80; 4], &[0; 4], &mut out);
        assert_eq!(out, [60; 8]);
        between(&[10; 8], &[12; 8], true, &mut out);
        assert_eq!(out, [10; 8]);
        between(&[10; 8], &[12; 8], false, &mut out);
        assert_eq!(out, [11; 8]);
    }

    #[test]
    fn colours_follow_jfif() {
        assert_eq!(ycc(255, 128, 128), [255, 255, 255]);
        assert_eq!(ycc(0, 128, 128), [0, 0, 0]);
        assert_eq!(ycc(76, 85, 255), [254, 0, 0]);
        assert_eq!(ycc(150, 44, 21), [0, 255, 1]);
        assert_eq!(ycc(29, 255, 107), [0, 0, 254]);
    }
}
