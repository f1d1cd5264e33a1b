//! Finds the largest quality that fits: comes near it on a sample of the picture, then closes in on whole files.

use crate::codec::bitmap::Bitmap;
use crate::error::{Error, Quantity, Result, Stage};

use super::dct::UNITS;
use super::planes::Planes;
use super::quant::{Quantisers, quality_of, scale_of};
use super::scan::{Prices, Scan, first_rates};
use super::trellis::Rates;
use super::tuning::Tuning;
use super::{ChromaSubsampling, EncodeSpec, HIGHEST_QUALITY, Jpeg, LOWEST_QUALITY, write};

/// A picture ready to be tried at any quality.
struct Session<'a> {
    planes: Planes,
    prices: Prices,
    tuning: &'a Tuning,
    dpi: Option<u16>,
}

impl<'a> Session<'a> {
    fn new(bitmap: &Bitmap, subsampling: ChromaSubsampling, dpi: Option<u16>, tuning: &'a Tuning) -> Self {
        let planes = Planes::new(bitmap, subsampling);
        let prices = prices(&planes, tuning);
        Self { planes, prices, tuning, dpi }
    }

    /// Returns the file. `thrift` multiplies the price of a bit.
    fn file(&self, quality: f32, thrift: f32, rates: &[Rates; 2]) -> Vec<u8> {
        let quant = self.quantisers(quality);
        let scan = Scan::new(&self.planes, &quant, rates, &self.prices, thrift);
        write::write(&self.planes, &quant, &scan, &scan.huffman_tables(), self.dpi)
    }

    /// Returns, from a sample, the approximate bytes of a file and the cost of its symbols.
    fn sampled(&self, quality: f32, rates: &[Rates; 2]) -> (usize, [Rates; 2]) {
        let scan = Scan::sampled(&self.planes, &self.quantisers(quality), rates, &self.prices);
        let tables = scan.huffman_tables();
        (scan.bytes(&tables) + HEADER_BYTES, scan.rates(&tables))
    }

    fn quantisers(&self, quality: f32) -> Quantisers {
        Quantisers::new(quality, self.planes.subsampling, self.tuning)
    }
}

/// The price of a bit in each block: more where there is texture to hide an error in.
fn prices(planes: &Planes, tuning: &Tuning) -> Prices {
    let ac = std::array::from_fn(|c| {
        let kind = c.min(1);
        planes.components[c].blocks.iter().map(|block| tuning.lambda[kind] * masking(block, kind, tuning)).collect()
    });
    Prices { ac, dc: [tuning.lambda_dc[0], tuning.lambda_dc[1], tuning.lambda_dc[1]] }
}

fn masking(block: &[i16; 64], kind: usize, tuning: &Tuning) -> f32 {
    // A variance is the energy over 64 samples.
    let variance = ac_energy(block) * (1.0 / (UNITS * UNITS * 64.0));
    let texture = tuning.masking_power[kind] * log2((variance + tuning.masking_floor[kind]) * (1.0 / 64.0));
    if kind > 0 {
        return exp2(texture);
    }
    // The mean, 1 for middle grey.
    let light = f32::from(block[0]) * (1.0 / (UNITS * 8.0 * 128.0)) + 1.0;
    exp2(texture + tuning.light * log2(light.max(0.0) + 0.1))
}

/// Sum of the squares of all but the first.
fn ac_energy(block: &[i16; 64]) -> f32 {
    let mut without_dc = *block;
    without_dc[0] = 0;
    let mut sums = [0f32; 8];
    for row in without_dc.as_chunks::<8>().0 {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += f32::from(value) * f32::from(value);
        }
    }
    sums.iter().sum()
}

/// Binary logarithm of a positive number to 0.01: the exponent, and a parabola through the ends and the middle of the
/// mantissa's range. Prices need no more, and there are two to a block.
fn log2(x: f32) -> f32 {
    let bits = x.to_bits();
    let mantissa = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    let exponent = (bits >> 23) as f32 - 127.0;
    exponent + (mantissa - 1.0) * (1.0 + 0.339_85 * (2.0 - mantissa))
}

/// Two to a power between -100 and 100, to 0.4 %, likewise.
fn exp2(x: f32) -> f32 {
    let whole = x.floor();
    let rest = x - whole;
    let power = f32::from_bits(((whole as i32 + 127) as u32) << 23);
    power * (1.0 + rest * (1.0 - 0.343_145_76 * (1.0 - rest)))
}

pub(super) fn at_quality(
    bitmap: &Bitmap,
    quality: f32,
    subsampling: ChromaSubsampling,
    dpi: Option<u16>,
    tuning: &Tuning,
) -> Jpeg {
    let session = Session::new(bitmap, subsampling, dpi, tuning);
    Jpeg { bytes: session.settled(quality), quality, chroma_subsampling: subsampling }
}

/// The quality at which a portrait of 413 x 531 at 30 KB is likely to end.
const FIRST_QUALITY: f32 = 84.0;
/// Samples taken before the first whole file: each brings better prices of symbols and a better quality. Prices stay as
/// they are after that, so that size follows thrift without jumps.
const SAMPLES: usize = 2;
/// Most whole files for quality, and most for thrift at one quality. Two or three in all are usual.
const MAX_FILES: usize = 10;
/// See [`MAX_FILES`].
const MAX_THRIFT_FILES: usize = 5;
/// Logarithm of size over target within which thrift alone closes the gap. Quality would jump there: one step of a
/// table, a whole number, is worth a hundredth of the bytes and more.
const CLOSE: f32 = 0.03;
/// Bytes that may stay unspent: one part in this many of the budget, 187 bytes at 30 KB. A hundredth of the budget is
/// worth 0.18 points of SSIMULACRA2, and a further pass a fifth of the time.
const SPENT_TO: usize = 160;
/// The target is below the limit by half of that, in logarithm, so that a small miss fits all the same.
const MARGIN: f32 = 0.5 / SPENT_TO as f32;
/// About what a file has before its data.
const HEADER_BYTES: usize = 400;
/// Log of scale over the lowest quality's below which that quality is tried first: 10 to 20.
const NEAR_LOWEST: f32 = 0.7;
/// Log of scale between two probes that is no longer worth halving: then whole steps jump, and the rest of the budget
/// goes to thrift.
const NARROW: f32 = 0.002;
/// Above this many pixels colour always stays at 4:2:0: full colour would double the memory for the coefficients.
const MAX_FULL_CHROMA_PIXELS: u64 = 8_000_000;
/// Exponent of the size of portraits over the scale of the steps: bytes go with scale to this power. Used until there is a bracket.
const SIZE_EXPONENT: f32 = -0.75;
/// The least and the most thrift that is tried.
const LEAST_THRIFT: f32 = 0.35;
/// See [`LEAST_THRIFT`].
const MOST_THRIFT: f32 = 1.6;

pub(super) fn within(bitmap: &Bitmap, spec: &EncodeSpec, tuning: &Tuning) -> Result<Jpeg> {
    let limit = spec.max_bytes as usize;
    let session = Session::new(bitmap, ChromaSubsampling::Cs420, spec.dpi, tuning);
    let reduced = session.largest_within(limit)?;
    if subsampling_for(bitmap, reduced.quality, tuning) == ChromaSubsampling::Cs444 {
        drop(session);
        let session = Session::new(bitmap, ChromaSubsampling::Cs444, spec.dpi, tuning);
        match session.largest_within(limit) {
            Ok(full) if full.quality >= tuning.full_chroma_quality => {
                return Ok(full.into_jpeg(ChromaSubsampling::Cs444));
            }
            _ => {}
        }
    }
    Ok(reduced.into_jpeg(ChromaSubsampling::Cs420))
}

/// Full colour only where there are bytes for it, and the picture is not so large that it would take too much memory.
pub(super) fn subsampling_for(bitmap: &Bitmap, quality: f32, tuning: &Tuning) -> ChromaSubsampling {
    let pixels = u64::from(bitmap.width_px()) * u64::from(bitmap.height_px());
    match quality >= tuning.full_chroma_quality && pixels <= MAX_FULL_CHROMA_PIXELS {
        true => ChromaSubsampling::Cs444,
        false => ChromaSubsampling::Cs420,
    }
}

/// A file that fits.
struct Fit {
    bytes: Vec<u8>,
    quality: f32,
}

impl Fit {
    fn into_jpeg(self, chroma_subsampling: ChromaSubsampling) -> Jpeg {
        Jpeg { bytes: self.bytes, quality: self.quality, chroma_subsampling }
    }
}

/// Log of what was varied and log of the size it gave.
type Point = [f32; 2];

impl Session<'_> {
    /// The file at one quality, with prices that were learned at that quality.
    fn settled(&self, quality: f32) -> Vec<u8> {
        let mut rates = first_rates();
        for _ in 0..SAMPLES {
            rates = self.sampled(quality, &rates).1;
        }
        self.file(quality, 1.0, &rates)
    }

    /// Returns the file of the lowest quality, found without regard to the limit, so that the size in the refusal is true.
    fn lowest_within(&self, limit: usize) -> Result<Fit> {
        let bytes = self.settled(LOWEST_QUALITY);
        match bytes.len() {
            size if size > limit => Err(Error::limit(Stage::Encode, Quantity::Bytes, size as u64, limit as u64)),
            _ => Ok(Fit { bytes, quality: LOWEST_QUALITY }),
        }
    }

    /// The file of about the largest quality that fits: by the rule of false position on the logarithms of scale and
    /// size, the rest by thrift.
    fn largest_within(&self, limit: usize) -> Result<Fit> {
        let target = log(limit) - MARGIN;
        let (finest, coarsest) = (libm::logf(scale_of(HIGHEST_QUALITY)), libm::logf(scale_of(LOWEST_QUALITY)));
        let step = |at: f32, size: f32| (at + (target - size) / SIZE_EXPONENT).clamp(finest, coarsest);
        let mut rates = first_rates();
        let mut at = libm::logf(scale_of(FIRST_QUALITY));
        for _ in 0..SAMPLES {
            let (size, learned) = self.sampled(quality_of(libm::expf(at)), &rates);
            at = step(at, log(size));
            rates = learned;
        }

        // Near the lowest quality its file decides, so that a refusal does not depend on the probes of the search.
        let lowest = if at > coarsest - NEAR_LOWEST { Some(self.lowest_within(limit)?) } else { None };

        // The nearest probe on either side of the limit.
        let (mut over, mut under): (Option<Point>, Option<Point>) = (None, None);
        let mut best: Option<Fit> = None;
        for probe in 0..MAX_FILES {
            let quality = quality_of(libm::expf(at));
            let bytes = self.file(quality, 1.0, &rates);
            let size = bytes.len();
            let point = [at, log(size)];
            if size <= limit && (spent(size, limit) || at <= finest) {
                return Ok(Fit { bytes, quality });
            }
            if (point[1] - target).abs() < CLOSE {
                if let Some(bytes) = self.by_thrift(quality, bytes, &rates, limit) {
                    return Ok(Fit { bytes, quality });
                }
                over = Some(point);
            } else if size <= limit {
                under = Some(point);
                best = Some(Fit { bytes, quality });
            } else {
                over = Some(point);
            }
            if at >= coarsest {
                break;
            }
            at = match (over, under) {
                (Some(a), Some(b)) if b[0] - a[0] < NARROW => break,
                (Some(a), Some(b)) => between(a, b, target, probe),
                _ => step(at, point[1]),
            };
        }
        // Whole steps jump over the end of the budget by more than is close.
        let Fit { bytes, quality } = match best.or(lowest) {
            Some(fit) => fit,
            None => self.lowest_within(limit)?,
        };
        let bytes = self.by_thrift(quality, bytes, &rates, limit).expect("at least the file it begins with");
        Ok(Fit { bytes, quality })
    }

    /// Returns the file at one quality that fits best, by the price of a bit; `first` is the one at a thrift of 1.
    fn by_thrift(&self, quality: f32, first: Vec<u8>, rates: &[Rates; 2], limit: usize) -> Option<Vec<u8>> {
        let target = log(limit) - MARGIN;
        let (least, most) = (libm::logf(LEAST_THRIFT), libm::logf(MOST_THRIFT));
        let (mut at, mut first) = (0.0, Some(first));
        let mut exponent = thrift_exponent(quality);
        let mut before: Option<Point> = None;
        let mut best: Option<Vec<u8>> = None;
        for _ in 0..MAX_THRIFT_FILES {
            let bytes = first.take().unwrap_or_else(|| self.file(quality, libm::expf(at), rates));
            let size = log(bytes.len());
            if bytes.len() <= limit {
                if spent(bytes.len(), limit) {
                    return Some(bytes);
                }
                if best.as_ref().is_none_or(|best| bytes.len() > best.len()) {
                    best = Some(bytes);
                }
            }
            if let Some(before) = before {
                exponent = ((size - before[1]) / (at - before[0])).clamp(STEEPEST_THRIFT, FLATTEST_THRIFT);
            }
            before = Some([at, size]);
            let next = (at + (target - size) / exponent).clamp(least, most);
            if next == at {
                break;
            }
            at = next;
        }
        best
    }
}

/// Two files give an exponent at most this steep and at least this flat: outside, a step of whole bytes has misled them.
const STEEPEST_THRIFT: f32 = -0.3;
const FLATTEST_THRIFT: f32 = -0.03;
/// The exponent by which the size of portraits falls with thrift: a line through 16 of them over the logarithm of the
/// scale, true to a fifth. Where steps are coarse, more coefficients are in doubt.
const THRIFT_AT_SCALE_1: f32 = -0.27;
const THRIFT_BY_SCALE: f32 = -0.11;
/// The steepest and the flattest of the 16.
const PORTRAIT_THRIFT: (f32, f32) = (-0.22, -0.05);

fn thrift_exponent(quality: f32) -> f32 {
    (THRIFT_AT_SCALE_1 + THRIFT_BY_SCALE * libm::logf(scale_of(quality))).clamp(PORTRAIT_THRIFT.0, PORTRAIT_THRIFT.1)
}

/// A probe keeps this part of the bracket to either end, so that the bracket always shrinks.
const KEPT_OFF: f32 = 0.03;
/// One probe in this many halves the bracket, so that a side that does not move otherwise moves.
const HALVED: usize = 4;

fn log(bytes: usize) -> f32 {
    libm::logf(bytes.max(1) as f32)
}

fn spent(size: usize, limit: usize) -> bool {
    limit - size <= limit / SPENT_TO
}

/// The place where the line through two probes meets the target; kept off both ends, so that the bracket always shrinks.
fn between(over: Point, under: Point, target: f32, probe: usize) -> f32 {
    let rise = over[1] - under[1];
    let share = if rise > 0.0 && probe % HALVED != HALVED - 1 { (target - under[1]) / rise } else { 0.5 };
    under[0] + (over[0] - under[0]) * share.clamp(KEPT_OFF, 1.0 - KEPT_OFF)
}
