//! Rate-distortion quantisation: of all ways to code a block, the one that costs least in error plus bits.
//!
//! Crouse and Ramchandran, "Joint thresholding and quantizer selection for transform image coding" (IEEE Trans. Image
//! Processing 6, 1997), is the idea; here it is a shortest path over the few coefficients that may be non-zero.

use super::quant::Quantiser;

/// What symbols cost, in bits, extra bits included.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    /// By `run << 4 | size`.
    pub(super) ac: [f32; 256],
    /// By size.
    pub(super) dc: [f32; 12],
}

/// Sixteen zeros, and the end of a block.
const ZRL: usize = 0xf0;
const EOB: usize = 0;
/// A coefficient of this many steps is never worth zeroing, so no path leads past it.
const SURE: f32 = 1.3;

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
    at: u8,
    value: i16,
    /// Index of the node before.
    before: u8,
    cost: f32,
}

/// Chooses the AC coefficients of blocks, one after the other; keeps its working memory.
pub(super) struct Trellis {
    nodes: [Node; 64],
    path: [Nonzero; 63],
}

impl Trellis {
    pub(super) fn new() -> Self {
        Self { nodes: [Node { at: 0, value: 0, before: 0, cost: 0.0 }; 64], path: [Nonzero { at: 0, value: 0 }; 63] }
    }

    /// The cheapest choice, in rising position. `lambda`: squared ideal steps a bit.
    pub(super) fn choose(
        &mut self,
        block: &[i16; 64],
        quantiser: &Quantiser,
        rates: &Rates,
        lambda: f32,
    ) -> &[Nonzero] {
        // Costs are counted from the all-zero block, so zeros are free and a non-zero brings what it saves.
        let nodes = &mut self.nodes;
        nodes[0] = Node { at: 0, value: 0, before: 0, cost: 0.0 };
        let (mut count, mut earliest) = (1, 0);
        for at in 1..64u8 {
            let x = f32::from(block[usize::from(at)]) * quantiser.inverse[usize::from(at)];
            let size = x.abs();
            if size < 0.5 {
                continue;
            }
            let nearest = (size + 0.5) as i32;
            let weight = quantiser.weight[usize::from(at)];
            let mut best = Node { at, value: 0, before: 0, cost: f32::MAX };
            // One lower is worth a look only where rounding went up: else it would be wrong by more than a whole step.
            let lowest = (size as i32).max(1);
            for value in lowest..=nearest {
                let error = size - value as f32;
                let gain = (error * error - size * size) * weight;
                let bits = size_of(value);
                for before in (earliest..count).rev() {
                    let node = &nodes[before];
                    let run = usize::from(at - node.at - 1);
                    let rate = rates.ac[(run & 15) << 4 | bits] + (run >> 4) as f32 * rates.ac[ZRL];
                    let cost = node.cost + gain + lambda * rate;
                    if cost < best.cost {
                        best = Node { at, value: value as i16, before: before as u8, cost };
                    }
                }
            }
            if x < 0.0 {
                best.value = -best.value;
            }
            nodes[count] = best;
            if size >= SURE {
                earliest = count;
            }
            count += 1;
        }

        let end = lambda * rates.ac[EOB];
        let (mut last, mut least) = (earliest, f32::MAX);
        for (i, node) in nodes.iter().enumerate().take(count).skip(earliest) {
            let cost = if node.at == 63 { node.cost } else { node.cost + end };
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

/// Chooses the DC values of one component, given in steps and in the order of the scan: a shortest path over the two
/// nearest values of each block.
pub(super) fn choose_dc(steps: &[f32], rates: &Rates, lambda: f32) -> Vec<i16> {
    let mut back: Vec<[bool; 2]> = Vec::with_capacity(steps.len());
    // Value and cost of the two ends of the path so far.
    let mut ends = [(0i32, 0f32), (0i32, f32::MAX)];
    for &x in steps {
        let nearest = x.round_ties_even() as i32;
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
        let nearest = x.round_ties_even() as i32;
        let other = if x < nearest as f32 { nearest - 1 } else { nearest + 1 };
        values[i] = [nearest, other][end] as i16;
        end = usize::from(back[i][end]);
    }
    values
}
