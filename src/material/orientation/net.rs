//! The net: base weights from a file, expanded to plain convolutions, run over one tile.
//!
//! `training/orientation/model.py` defines the net. Products and sums are of whole numbers; between the layers there is f32
//! in a fixed order without fused multiply-add: a verdict is the same natively and in wasm. The eight ways of a channel at
//! three places are summed together.

use super::lanes::{Pair, Sums, Weights};
use super::ways::{WAYS, relative, source};

/// Tiles are squares of this side. Odd, so that strides of two keep their symmetry.
pub(super) const SIDE: usize = 65;
/// Added to a tile's deviation, in grey levels, so that nearly flat tiles stay small. `normalise` in model.py has the same.
const FLAT: f32 = 4.0;
/// Places of a row that are summed together. Layers are 33, 17, 9 or 5 wide, so threes waste least.
const PLACES: usize = 3;
/// Inputs of a layer are whole numbers up to this: 14 bits, so that sums stay within 32, to which `load` holds the models.
const MAX_INPUT: f32 = 16383.0;
const MAGIC: &[u8; 4] = b"EPO1";

/// A refused model file. The shipped one is tested, so the reason does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadModel;

struct Layer {
    kernel: usize,
    stride: usize,
    channels_in: usize,
    channels_out: usize,
    /// [base channel][row][pair of column x input]; the lanes are the outputs.
    weights: Vec<Weights>,
    /// Value of a weight of 1, one per base channel.
    scales: Vec<f32>,
    /// One per base channel.
    bias: Vec<f32>,
}

/// The expanded net.
pub(super) struct Net {
    layers: Vec<Layer>,
    /// [way][channel of the last layer].
    head: Vec<f32>,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], BadModel> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(BadModel)?;
        self.0 = tail;
        Ok(head)
    }

    fn byte(&mut self) -> Result<usize, BadModel> {
        Ok(usize::from(self.take(1)?[0]))
    }

    fn floats(&mut self, n: usize) -> Result<Vec<f32>, BadModel> {
        let bytes = self.take(n * 4)?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }
}

impl Net {
    /// Reads a model file: the magic word, the number of layers, then for each layer kernel, stride and base channels (a byte
    /// each), scales and biases (f32 a base channel) and weights (i8: out, in, way, row, column); then the head's scale and
    /// weights (in, way).
    pub(super) fn load(bytes: &[u8]) -> Result<Self, BadModel> {
        let mut file = Reader(bytes);
        if file.take(4)? != MAGIC {
            return Err(BadModel);
        }
        let mut layers: Vec<Layer> = Vec::new();
        for _ in 0..file.byte()? {
            let (kernel, stride, out) = (file.byte()?, file.byte()?, file.byte()?);
            if kernel % 2 == 0 || kernel > 7 || !(1..=2).contains(&stride) || out == 0 || out > 64 {
                return Err(BadModel);
            }
            let (scales, bias) = (file.floats(out)?, file.floats(out)?);
            let before = layers.last().map_or(0, |l| l.channels_out / WAYS);
            let planes = if before == 0 { 1 } else { before * WAYS };
            let base = file.take(out * planes * kernel * kernel)?;
            // Inputs are read in pairs, and a row of places begins with a pair.
            if planes % 2 == 1 && stride == 1 {
                return Err(BadModel);
            }
            let terms = planes * kernel * kernel;
            let heaviest = base
                .chunks_exact(terms)
                .map(|one| one.iter().map(|&w| weight_of(w).unsigned_abs()).map(u32::from).sum::<u32>());
            if heaviest.max().unwrap_or(0) as f32 * MAX_INPUT >= i32::MAX as f32 {
                return Err(BadModel);
            }
            let weight = |o: usize, plane: usize, x: usize, y: usize| {
                weight_of(base[((o * planes + plane) * kernel + y) * kernel + x])
            };
            let weights = expand(kernel, out, planes, weight);
            layers.push(Layer { kernel, stride, channels_in: planes, channels_out: out * WAYS, weights, scales, bias });
        }
        let last = layers.last().ok_or(BadModel)?.channels_out;
        let scale = file.floats(1)?[0];
        let base = file.take(last)?;
        let head = (0..WAYS * last)
            .map(|i| {
                let (way, channel) = (i / last, i % last);
                let at = channel / WAYS * WAYS + relative(way, channel % WAYS);
                f32::from(base[at].cast_signed()) * scale
            })
            .collect();
        if file.0.is_empty() { Ok(Self { layers, head }) } else { Err(BadModel) }
    }

    /// Returns the evidence for each of the eight ways from one tile of `SIDE * SIDE` grey levels: the larger, the likelier.
    pub(super) fn evidence(&self, tile: &[u8]) -> [f32; WAYS] {
        let (mut side, mut plane) = (SIDE, normalised(tile));
        for layer in &self.layers {
            let (next_side, next) = layer.run(side, &plane);
            (side, plane) = (next_side, next);
        }
        let channels = plane.len() / (side * side);
        let mut mean = vec![0.0f32; channels];
        for place in plane.chunks_exact(channels) {
            for (m, v) in mean.iter_mut().zip(place) {
                *m += v;
            }
        }
        let places = (side * side) as f32;
        std::array::from_fn(|way| {
            let weights = &self.head[way * channels..][..channels];
            weights.iter().zip(&mean).fold(0.0, |sum, (w, m)| sum + w * m) / places
        })
    }
}

fn weight_of(byte: u8) -> i16 {
    i16::from(byte.cast_signed())
}

/// Lays base weights out as a plain convolution, in pairs of inputs; an odd row ends with a zero. The planes of a base
/// channel are its eight ways.
fn expand(kernel: usize, out: usize, planes: usize, base: impl Fn(usize, usize, usize, usize) -> i16) -> Vec<Weights> {
    let run = kernel * planes;
    let weight = |o: usize, y: usize, at: usize, way: usize| {
        if at == run {
            return 0;
        }
        let (x, plane) = (at / planes, at % planes);
        let from = if planes == 1 { 0 } else { plane / WAYS * WAYS + relative(way, plane % WAYS) };
        let (sx, sy) = source(way, kernel, x, y);
        base(o, from, sx, sy)
    };
    let mut weights = Vec::with_capacity(out * kernel * run.div_ceil(2));
    for o in 0..out {
        for y in 0..kernel {
            for at in (0..run).step_by(2) {
                let pair = |way| [weight(o, y, at, way), weight(o, y, at + 1, way)];
                weights.push(Weights::new(std::array::from_fn(pair)));
            }
        }
    }
    weights
}

/// Zero mean and unit deviation, with sums in integers so that their order does not matter.
fn normalised(tile: &[u8]) -> Vec<f32> {
    let n = tile.len() as i64;
    let sum: i64 = tile.iter().map(|&v| i64::from(v)).sum();
    let squares: i64 = tile.iter().map(|&v| i64::from(v) * i64::from(v)).sum();
    let mean = sum as f32 / n as f32;
    let variance = (n * squares - sum * sum) as f32 / (n * n) as f32;
    let scale = 1.0 / (variance.sqrt() + FLAT);
    tile.iter().map(|&v| (f32::from(v) - mean) * scale).collect()
}

impl Layer {
    /// Convolution with zero padding, bias and the rectifier: channels run fastest, then columns, then rows.
    fn run(&self, side: usize, input: &[f32]) -> (usize, Vec<f32>) {
        let (k, c_in, c_out) = (self.kernel, self.channels_in, self.channels_out);
        let next = side.div_ceil(self.stride);
        let groups = next.div_ceil(PLACES);
        let Padded { pairs, wide, unit } = self.padded(side, input, groups);
        let mut out = vec![0.0f32; next * next * c_out];
        // All in pairs.
        let (run, step) = ((k * c_in).div_ceil(2), self.stride * c_in / 2);
        let channels = self.weights.chunks_exact(k * run).zip(&self.bias).zip(&self.scales);
        for (channel, ((weights, &bias), &scale)) in channels.enumerate() {
            let worth = unit * scale;
            for y in 0..next {
                for group in 0..groups {
                    let mut sums = [Sums::zero(); PLACES];
                    for (ky, row) in weights.chunks_exact(run).enumerate() {
                        let start = (y * self.stride + ky) * wide + group * PLACES * step;
                        let at = |place: usize| &pairs[start + place * step..][..run];
                        accumulate(&mut sums, [at(0), at(1), at(2)], row);
                    }
                    for (place, sum) in sums.iter().enumerate() {
                        let x = group * PLACES + place;
                        if x < next {
                            let to = &mut out[(y * next + x) * c_out + channel * WAYS..][..WAYS];
                            for (t, s) in to.iter_mut().zip(sum.values()) {
                                let value = s as f32 * worth + bias;
                                *t = if value > 0.0 { value } else { 0.0 };
                            }
                        }
                    }
                }
            }
        }
        (next, out)
    }

    /// The input as whole numbers, with zeros about it and room for whole groups of places, so that the inner loop has no
    /// edge.
    fn padded(&self, side: usize, input: &[f32], groups: usize) -> Padded {
        let (c_in, pad) = (self.channels_in, self.kernel / 2);
        let wide = ((groups * PLACES - 1) * self.stride + self.kernel).max(side + 2 * pad);
        // One more where a row would end within a pair.
        let wide = (wide + 1) * c_in / 2 * 2;
        let largest = input.iter().fold(1e-6f32, |most, v| if v.abs() > most { v.abs() } else { most });
        let many = MAX_INPUT / largest;
        // Rounded by cutting a positive number short.
        let whole = |v: f32| ((v * many + (MAX_INPUT + 0.5)) as i32 - MAX_INPUT as i32) as i16;
        let mut numbers = vec![0i16; wide * (side + 2 * pad)];
        for (row, to) in input.chunks_exact(side * c_in).zip(numbers.chunks_exact_mut(wide).skip(pad)) {
            for (&v, n) in row.iter().zip(&mut to[pad * c_in..]) {
                *n = whole(v);
            }
        }
        let pairs = numbers.chunks_exact(2).map(|two| Pair::new(two[0], two[1])).collect();
        Padded { pairs, wide: wide / 2, unit: largest / MAX_INPUT }
    }
}

/// Input of a layer.
struct Padded {
    pairs: Vec<Pair>,
    /// Pairs a row.
    wide: usize,
    /// Value of 1.
    unit: f32,
}

/// Adds a run of inputs times their weights to three places of eight outputs.
#[inline]
fn accumulate(sums: &mut [Sums; PLACES], inputs: [&[Pair]; PLACES], weights: &[Weights]) {
    let [mut first, mut second, mut third] = *sums;
    let n = weights.len();
    let [a, b, c] = inputs.map(|i| &i[..n]);
    for j in 0..n {
        let w = &weights[j];
        first = first.plus(a[j], w);
        second = second.plus(b[j], w);
        third = third.plus(c[j], w);
    }
    *sums = [first, second, third];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tiles of `training/orientation/parity.py`: bars on noise from a linear congruential generator.
    fn tile(n: u32) -> Vec<u8> {
        let mut state = n.wrapping_mul(7919).wrapping_add(1);
        let mut draw = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 16) % below) as usize
        };
        let mut out: Vec<u8> = (0..SIDE * SIDE).map(|_| 180 + draw(40) as u8).collect();
        for _ in 0..14 {
            let (left, top) = (draw(60), draw(60));
            let (wide, high) = (2 + draw(18), 2 + draw(5));
            let level = draw(120) as u8;
            for y in top..(top + high).min(SIDE) {
                out[y * SIDE..][left..(left + wide).min(SIDE)].fill(level);
            }
        }
        out
    }

    fn shipped() -> Net {
        Net::load(include_bytes!("../../../models/orientation.bin")).expect("the shipped model is whole")
    }

    #[test]
    fn says_what_the_training_code_says() {
        let net = shipped();
        for (n, line) in include_str!("../../../models/orientation-parity.txt").lines().enumerate() {
            let want: Vec<f32> = line.split(' ').map(|v| v.parse().expect("a number")).collect();
            let got = net.evidence(&tile(n as u32));
            for (g, w) in got.iter().zip(&want) {
                assert!((g - w).abs() < 2e-3, "tile {n}: {got:?}, {want:?}");
            }
        }
    }

    #[test]
    fn turning_a_tile_permutes_the_evidence() {
        let net = shipped();
        let plain = tile(1);
        let before = net.evidence(&plain);
        for way in 0..WAYS {
            let turned: Vec<u8> = (0..SIDE * SIDE)
                .map(|i| {
                    let (x, y) = source(way, SIDE, i % SIDE, i / SIDE);
                    plain[y * SIDE + x]
                })
                .collect();
            let after = net.evidence(&turned);
            for g in 0..WAYS {
                let want = before[relative(way, g)];
                assert!((after[g] - want).abs() < 1e-3, "way {way}: {after:?}, {before:?}");
            }
        }
    }

    #[test]
    fn a_cut_or_longer_model_file_is_refused() {
        let whole = include_bytes!("../../../models/orientation.bin");
        for n in (0..whole.len()).step_by(97) {
            assert!(Net::load(&whole[..n]).is_err(), "{n}");
        }
        assert!(Net::load(&[&whole[..], &[0]].concat()).is_err());
    }
}
