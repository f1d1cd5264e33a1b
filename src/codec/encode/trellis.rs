//! Rate-distortion quantisation: of all ways to code a block, the one that costs least in error plus bits.
//!
//! Crouse and Ramchandran, "Joint thresholding and quantizer selection for transform image coding" (IEEE Trans. Image
//! Processing 6, 1997), is the idea; here it is a shortest path over the few coefficients that may be non-zero.

use super::dct::nearest;
use super::quant::Quantiser;

/// The cost of symbols, in bits, extra bits included.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    /// A coefficient, by its size in bits (1-10) and the zeros before it (0-62), which may take symbols of their own.
    pub(super) ac: [[f32; 64]; 16],
    /// The end of a block.
    pub(super) end: f32,
    /// By size.
    pub(super) dc: [f32; 12],
}

impl Rates {
    /// From what single symbols cost: AC by `run << 4 | size`, DC by size.
    pub(super) fn new(ac: &[f32; 256], dc: [f32; 12]) -> Self {
        let mut rates = Self { ac: [[0.0; 64]; 16], end: ac[EOB], dc };
        for (size, by_run) in rates.ac.iter_mut().enumerate() {
            for (run, rate) in by_run.iter_mut().enumerate() {
                *rate = (run / 16) as f32 * ac[ZRL] + ac[(run % 16) << 4 | size];
            }
        }
        rates
    }
}

/// Sixteen zeros, and the end of a block.
const ZRL: usize = 0xf0;
const EOB: usize = 0;
/// A coefficient of this many steps is never worth zeroing, so no path leads past it.
const SURE: f32 = 1.3;
/// Most coefficients in doubt that a path looks back over.
const LOOK_BACK: usize = 8;

/// Bits that a value of this size takes after its symbol.
pub(super) fn size_of(value: i32) -> usize {
    (u32::BITS - value.unsigned_abs().leading_zeros()) as usize
}

/// One non-zero coefficient of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nonzero {
    /// Zigzag position, 1-63.
    pub(super) at: u8,
    pub(super) value: i16,
}

#[derive(Clone, Copy)]
struct Node {
    /// Bits to here, with the errors so far in bits too.
    cost: f32,
    at: u8,
    /// Index of the node before.
    before: u8,
    value: i16,
}

/// Chooses the AC coefficients of blocks, one after the other; keeps its working memory.
pub(super) struct Trellis {
    /// Coefficients in steps, without their signs.
    sizes: [f32; 64],
    nodes: [Node; 64],
    path: [Nonzero; 63],
}

impl Trellis {
    pub(super) fn new() -> Self {
        Self {
            sizes: [0.0; 64],
            nodes: [Node { cost: 0.0, at: 0, before: 0, value: 0 }; 64],
            path: [Nonzero { at: 0, value: 0 }; 63],
        }
    }

    /// The cheapest choice, in rising position. `price`: squared ideal steps a bit.
    pub(super) fn choose(&mut self, block: &[i16; 64], quantiser: &Quantiser, rates: &Rates, price: f32) -> &[Nonzero] {
        for ((size, &coefficient), inverse) in self.sizes.iter_mut().zip(block).zip(&quantiser.inverse) {
            *size = f32::from(coefficient).abs() * inverse;
        }
        // A one saves 2 size - 1 squared steps. A coefficient that does not pay for the shortest symbol is left out at once.
        let mut left = at_least(&self.sizes, 0.5 + 0.5 * price * rates.ac[1][0]) & !1;

        // Costs are counted from the all-zero block, so zeros are free and a non-zero brings what it saves.
        let nodes = &mut self.nodes;
        nodes[0] = Node { cost: 0.0, at: 0, before: 0, value: 0 };
        let (mut count, mut earliest) = (1usize, 0usize);
        let bits_a_square = 1.0 / price;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            let size = self.sizes[at];
            let worth = quantiser.weight[at] * bits_a_square;
            let nearest = i32::from(nearest(size));
            let first = earliest.max(count.saturating_sub(LOOK_BACK));
            // The cheapest way to this value, and the node before it.
            let way = |value: i32| {
                let rates = &rates.ac[size_of(value) & 15];
                let (mut best, mut least) = (0, f32::MAX);
                for (i, node) in nodes[first..count].iter().enumerate() {
                    let cost = node.cost + rates[(at - 1).wrapping_sub(usize::from(node.at)) & 63];
                    if cost <= least {
                        (best, least) = (i, cost);
                    }
                }
                let value_f32 = value as f32;
                (least + value_f32 * (value_f32 - 2.0 * size) * worth, first + best, value)
            };
            let mut chosen = way(nearest);
            // One lower is worth a look only where it takes a bit less, and where rounding went up: else it would be
            // wrong by more than a whole step.
            if nearest > 1 && nearest & (nearest - 1) == 0 && nearest as f32 > size {
                let lower = way(nearest - 1);
                if lower.0 < chosen.0 {
                    chosen = lower;
                }
            }
            let (cost, before, value) = chosen;
            let value = if block[at] < 0 { -value } else { value };
            nodes[count] = Node { cost, at: at as u8, before: before as u8, value: value as i16 };
            if size >= SURE {
                earliest = count;
            }
            count += 1;
        }

        let (mut last, mut least) = (earliest, f32::MAX);
        for (i, node) in nodes.iter().enumerate().take(count).skip(earliest) {
            let cost = if node.at == 63 { node.cost } else { node.cost + rates.end };
            if cost < least {
                (last, least) = (i, cost);
            }
        }
        let mut first = self.path.len();
        while last > 0 {
            let node = &nodes[last];
            first -= 1;
            self.path[first] = Nonzero { at: node.at, value: node.value };
            last = usize::from(node.before);
        }
        &self.path[first..]
    }
}

/// Bit k says whether number k is at least this.
fn at_least(numbers: &[f32; 64], least: f32) -> u64 {
    let mut flags = [0u8; 64];
    for (flag, &number) in flags.iter_mut().zip(numbers) {
        *flag = u8::from(number >= least);
    }
    // The product moves the lowest bit of byte i to bit 56 + i.
    let (groups, _) = flags.as_chunks::<8>();
    groups
        .iter()
        .rev()
        .fold(0, |mask, &group| mask << 8 | u64::from_le_bytes(group).wrapping_mul(0x0102_0408_1020_4080) >> 56)
}

/// Chooses the DC values of one component, given in steps and in the order of the scan: a shortest path over the two
/// nearest values of each block.
pub(super) fn choose_dc(steps: &[f32], rates: &Rates, lambda: f32) -> Vec<i16> {
    let mut back: Vec<[bool; 2]> = Vec::with_capacity(steps.len());
    // Value and cost of the two ends of the path so far.
    let mut ends = [(0i32, 0f32), (0i32, f32::MAX)];
    for &x in steps {
        let nearest = i32::from(nearest(x));
        let other = if x < nearest as f32 { nearest - 1 } else { nearest + 1 };
        let mut from = [false; 2];
        let next = [nearest, other].map(|value| {
            let error = x - value as f32;
            let [a, b] = ends.map(|(before, cost)| cost + lambda * rates.dc[size_of(value - before).min(11)]);
            (value, a.min(b) + error * error, b < a)
        });
        for i in 0..2 {
            from[i] = next[i].2;
            ends[i] = (next[i].0, next[i].1);
        }
        back.push(from);
    }
    let mut end = usize::from(ends[1].1 < ends[0].1);
    let mut values = vec![0; steps.len()];
    for (i, &x) in steps.iter().enumerate().rev() {
        let nearest = i32::from(nearest(x));
        let other = if x < nearest as f32 { nearest - 1 } else { nearest + 1 };
        values[i] = [nearest, other][end] as i16;
        end = usize::from(back[i][end]);
    }
    values
}
