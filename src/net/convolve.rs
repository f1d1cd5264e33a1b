//! The two kinds of convolution: the loops with nearly all of a net's work.

use super::plane::{BLOCK, Plane};

/// Cells that are summed together: four by eight sums fit the registers of every processor that browsers run on.
const PLACES: usize = 4;

type Lane = [f32; BLOCK];

/// Activation of a sum.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Activation {
    None,
    Relu,
    /// Negative values times a slope, one slope per channel, in whole blocks.
    Prelu(Vec<f32>),
    HardSwish,
    Sigmoid,
}

impl Activation {
    /// Applies it to the block of channels that begins at `first`.
    #[inline]
    pub fn apply(&self, first: usize, mut values: Lane) -> Lane {
        match self {
            Self::None => {}
            Self::Relu => values.iter_mut().for_each(|v| *v = if *v > 0.0 { *v } else { 0.0 }),
            Self::Prelu(slopes) => {
                for (v, slope) in values.iter_mut().zip(&slopes[first..][..BLOCK]) {
                    *v = if *v > 0.0 { *v } else { *v * slope };
                }
            }
            Self::HardSwish => {
                for v in &mut values {
                    let gate = *v + 3.0;
                    let gate = if gate > 0.0 { gate } else { 0.0 };
                    *v *= (if gate < 6.0 { gate } else { 6.0 }) * (1.0 / 6.0);
                }
            }
            Self::Sigmoid => values.iter_mut().for_each(|v| *v = 1.0 / (1.0 + libm::expf(-*v))),
        }
        values
    }
}

/// A window, and its movement over a plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// Rows and columns of the window.
    pub side: usize,
    /// Cells from one window to the next.
    pub step: usize,
    /// `true` if zeros around the plane let the window begin at its first cell.
    pub padded: bool,
}

impl Window {
    /// Returns the number of windows along a side, and the number of zeros before it; `None` if not one window fits.
    pub fn along(self, length: usize) -> Option<(usize, usize)> {
        if self.padded {
            let windows = length.div_ceil(self.step);
            let zeros = ((windows - 1) * self.step + self.side).saturating_sub(length);
            return Some((windows, zeros / 2));
        }
        Some((length.checked_sub(self.side)? / self.step + 1, 0))
    }
}

/// A convolution of every input channel to every output channel.
#[derive(Debug)]
pub(super) struct Convolution {
    pub window: Window,
    pub channels_out: usize,
    /// For each block of outputs the weights of each input: row, column, channel in the plane's stride.
    pub weights: Vec<Vec<Lane>>,
    /// One a block.
    pub bias: Vec<Lane>,
    pub activation: Activation,
}

impl Convolution {
    pub fn run(&self, input: &Plane) -> Plane {
        let Window { side, step, .. } = self.window;
        let [(height, above), (width, before)] =
            [input.height, input.width].map(|n| self.window.along(n).unwrap_or((0, 0)));
        let mut out = Plane::blocks(height, width, self.channels_out);
        let stride = input.stride();
        if side == 1 && step == 1 {
            for row in 0..height {
                self.places(input.row(row), stride, out.row_mut(row));
            }
            return out;
        }
        let length = side * side * stride;
        let mut windows = vec![0.0; width * length];
        for row in 0..height {
            windows.fill(0.0);
            for (column, window) in windows.chunks_exact_mut(length).enumerate() {
                for (y, line) in window.chunks_exact_mut(side * stride).enumerate() {
                    let Some(from) = (row * step + y).checked_sub(above).filter(|&y| y < input.height) else {
                        continue;
                    };
                    // Columns of the window inside the plane.
                    let left = column * step;
                    let first = before.saturating_sub(left);
                    let last = side.min((input.width + before).saturating_sub(left));
                    if first < last {
                        let source = &input.row(from)[(left + first - before) * stride..][..(last - first) * stride];
                        line[first * stride..last * stride].copy_from_slice(source);
                    }
                }
            }
            self.places(&windows, length, out.row_mut(row));
        }
        out
    }

    /// Computes the outputs of cells that are `stride` numbers apart.
    fn places(&self, input: &[f32], stride: usize, out: &mut [f32]) {
        let out_stride = self.weights.len() * BLOCK;
        for (block, (weights, bias)) in self.weights.iter().zip(&self.bias).enumerate() {
            let first = block * BLOCK;
            let mut groups = input.chunks_exact(stride * PLACES);
            let mut targets = out.chunks_exact_mut(out_stride * PLACES);
            for (group, target) in groups.by_ref().zip(targets.by_ref()) {
                let sums = sums::<PLACES>(group, stride, weights, bias);
                for (to, sum) in target.chunks_exact_mut(out_stride).zip(sums) {
                    to[first..][..BLOCK].copy_from_slice(&self.activation.apply(first, sum));
                }
            }
            let rest = groups.remainder().chunks_exact(stride);
            for (place, to) in rest.zip(targets.into_remainder().chunks_exact_mut(out_stride)) {
                let [sum] = sums::<1>(place, stride, weights, bias);
                to[first..][..BLOCK].copy_from_slice(&self.activation.apply(first, sum));
            }
        }
    }
}

/// Computes a block of outputs at `N` cells.
#[inline]
fn sums<const N: usize>(input: &[f32], stride: usize, weights: &[Lane], bias: &Lane) -> [Lane; N] {
    let places: [&[f32]; N] = std::array::from_fn(|n| &input[n * stride..][..weights.len()]);
    let mut sums = [*bias; N];
    for (i, weight) in weights.iter().enumerate() {
        for (sum, place) in sums.iter_mut().zip(places) {
            let value = place[i];
            for (s, w) in sum.iter_mut().zip(weight) {
                *s += value * w;
            }
        }
    }
    sums
}

/// A convolution of every channel by itself.
#[derive(Debug)]
pub(super) struct Depthwise {
    pub window: Window,
    /// For each block of channels the weights of each place of the window.
    pub weights: Vec<Vec<Lane>>,
    /// One a block.
    pub bias: Vec<Lane>,
    pub activation: Activation,
}

impl Depthwise {
    pub fn run(&self, input: &Plane) -> Plane {
        let Window { side, step, .. } = self.window;
        let [(height, above), (width, before)] =
            [input.height, input.width].map(|n| self.window.along(n).unwrap_or((0, 0)));
        let mut out = Plane::blocks(height, width, input.channels);
        let stride = input.stride();
        // A few rows with zeros around them, so that the inner loop has no edge.
        let wide = ((width.max(1) - 1) * step + side).max(input.width + before) * stride;
        let mut rows = vec![0.0; side * wide];
        for row in 0..height {
            for (y, line) in rows.chunks_exact_mut(wide).enumerate() {
                match (row * step + y).checked_sub(above).filter(|&y| y < input.height) {
                    Some(from) => line[before * stride..][..input.width * stride].copy_from_slice(input.row(from)),
                    None => line.fill(0.0),
                }
            }
            let target = out.row_mut(row);
            for (block, (weights, bias)) in self.weights.iter().zip(&self.bias).enumerate() {
                let first = block * BLOCK;
                for column in 0..width {
                    let mut sum = *bias;
                    for (y, line) in weights.chunks_exact(side).enumerate() {
                        let from = &rows[y * wide + column * step * stride + first..];
                        for (x, weight) in line.iter().enumerate() {
                            let value: &Lane = from[x * stride..].first_chunk().expect("a block lies in its row");
                            for i in 0..BLOCK {
                                sum[i] += value[i] * weight[i];
                            }
                        }
                    }
                    target[column * stride + first..][..BLOCK].copy_from_slice(&self.activation.apply(first, sum));
                }
            }
        }
        out
    }
}
