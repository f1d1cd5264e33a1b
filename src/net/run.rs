//! The steps of a net, one after another.

use super::convolve::{Activation, Convolution, Depthwise};
use super::plane::{BLOCK, Plane};

/// One step. Values are numbered: 0 is the input, and each step gives the next.
#[derive(Debug)]
pub(super) enum Step {
    Convolution {
        from: usize,
        by: Convolution,
    },
    Depthwise {
        from: usize,
        by: Depthwise,
    },
    /// Sum of two values. The second may have fewer channels: the others stay unchanged.
    Add {
        more: usize,
        fewer: usize,
        activation: Activation,
    },
    /// The largest of two by two cells.
    MaxPool {
        from: usize,
    },
    /// The mean over all cells.
    Mean {
        from: usize,
    },
    /// Each channel times its number in the only cell of the second value.
    Scale {
        from: usize,
        by: usize,
    },
    /// Twice as many cells per side, bilinear.
    Enlarge {
        from: usize,
    },
}

impl Step {
    /// Returns the values that it reads.
    pub fn reads(&self) -> [usize; 2] {
        match *self {
            Self::Add { more, fewer, .. } => [more, fewer],
            Self::Scale { from, by } => [from, by],
            Self::Convolution { from, .. }
            | Self::Depthwise { from, .. }
            | Self::MaxPool { from }
            | Self::Mean { from }
            | Self::Enlarge { from } => [from, from],
        }
    }

    /// Runs the step. `value` gives an earlier value.
    pub fn run<'a>(&self, value: impl Fn(usize) -> &'a Plane) -> Plane {
        match self {
            Self::Convolution { from, by } => by.run(value(*from)),
            Self::Depthwise { from, by } => by.run(value(*from)),
            Self::Add { more, fewer, activation } => add(value(*more), value(*fewer), activation),
            Self::MaxPool { from } => max_pool(value(*from)),
            Self::Mean { from } => mean(value(*from)),
            Self::Scale { from, by } => scale(value(*from), value(*by)),
            Self::Enlarge { from } => enlarge(value(*from)),
        }
    }
}

fn add(more: &Plane, fewer: &Plane, activation: &Activation) -> Plane {
    let mut out = Plane::blocks(more.height, more.width, more.channels);
    let (stride, shared) = (more.stride(), fewer.stride());
    let places = more.numbers().chunks_exact(stride).zip(fewer.numbers().chunks_exact(shared));
    for (to, (a, b)) in out.numbers_mut().chunks_exact_mut(stride).zip(places) {
        for first in (0..stride).step_by(BLOCK) {
            let mut sum = [0.0; BLOCK];
            sum.copy_from_slice(&a[first..][..BLOCK]);
            if first < shared {
                for (s, v) in sum.iter_mut().zip(&b[first..][..BLOCK]) {
                    *s += v;
                }
            }
            to[first..][..BLOCK].copy_from_slice(&activation.apply(first, sum));
        }
    }
    out
}

fn max_pool(input: &Plane) -> Plane {
    let mut out = Plane::blocks(input.height / 2, input.width / 2, input.channels);
    let stride = input.stride();
    for row in 0..out.height {
        let (upper, lower) = (input.row(2 * row), input.row(2 * row + 1));
        let pairs = upper.chunks_exact(2 * stride).zip(lower.chunks_exact(2 * stride));
        for (to, (upper, lower)) in out.row_mut(row).chunks_exact_mut(stride).zip(pairs) {
            let larger = |a: f32, b: f32| if a > b { a } else { b };
            for (i, to) in to.iter_mut().enumerate() {
                *to = larger(larger(upper[i], upper[stride + i]), larger(lower[i], lower[stride + i]));
            }
        }
    }
    out
}

/// Returns the mean of each channel, summed row by row, so that small numbers are not lost in a long sum.
fn mean(input: &Plane) -> Plane {
    let mut out = Plane::blocks(1, 1, input.channels);
    let stride = input.stride();
    let mut line = vec![0.0; stride];
    for row in 0..input.height {
        line.fill(0.0);
        for place in input.row(row).chunks_exact(stride) {
            line.iter_mut().zip(place).for_each(|(sum, v)| *sum += v);
        }
        out.numbers_mut().iter_mut().zip(&line).for_each(|(sum, v)| *sum += v);
    }
    let places = (input.height * input.width) as f32;
    out.numbers_mut().iter_mut().for_each(|sum| *sum /= places);
    out
}

fn scale(input: &Plane, by: &Plane) -> Plane {
    let mut out = Plane::blocks(input.height, input.width, input.channels);
    let stride = input.stride();
    for (to, from) in out.numbers_mut().chunks_exact_mut(stride).zip(input.numbers().chunks_exact(stride)) {
        for ((to, v), factor) in to.iter_mut().zip(from).zip(by.numbers()) {
            *to = v * factor;
        }
    }
    out
}

fn enlarge(input: &Plane) -> Plane {
    let mut out = Plane::blocks(input.height * 2, input.width * 2, input.channels);
    let stride = input.stride();
    // The nearer of two neighbours counts three times as much as the other; at the edge there is one.
    let neighbours = |i: usize, length: usize| {
        let near = i / 2;
        let far = if i.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(length - 1) };
        (near, far)
    };
    for row in 0..out.height {
        let (near, far) = neighbours(row, input.height);
        let (near, far) = (input.row(near), input.row(far));
        for (column, to) in out.row_mut(row).chunks_exact_mut(stride).enumerate() {
            let (beside, beyond) = neighbours(column, input.width);
            let (beside, beyond) = (beside * stride, beyond * stride);
            for (i, to) in to.iter_mut().enumerate() {
                let upper = near[beside + i] * 0.75 + near[beyond + i] * 0.25;
                let lower = far[beside + i] * 0.75 + far[beyond + i] * 0.25;
                *to = upper * 0.75 + lower * 0.25;
            }
        }
    }
    out
}
