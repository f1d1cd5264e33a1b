//! Finds the largest quality that fits: brackets it by counting bits, writes only what is nearly right.

use crate::codec::bitmap::Bitmap;
use crate::error::{Error, Result, Stage};

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

/// One try: the file, and what its symbols cost, for the next try.
struct Try {
    bytes: Vec<u8>,
    rates: [Rates; 2],
}

impl<'a> Session<'a> {
    fn new(bitmap: &Bitmap, subsampling: ChromaSubsampling, dpi: Option<u16>, tuning: &'a Tuning) -> Self {
        let planes = Planes::new(bitmap, subsampling);
        let prices = prices(&planes, tuning);
        Self { planes, prices, tuning, dpi }
    }

    /// `thrift` multiplies what a bit may cost.
    fn attempt(&self, quality: f32, thrift: f32, rates: &[Rates; 2]) -> Try {
        let quant = Quantisers::new(quality, self.planes.subsampling, self.tuning);
        let scan = Scan::new(&self.planes, &quant, rates, &self.prices, thrift);
        let tables = scan.huffman_tables();
        let bytes = write::write(&self.planes, &quant, &scan, &tables, self.dpi);
        Try { bytes, rates: scan.rates(&tables) }
    }
}

/// What a bit may cost in each block: more where there is texture to hide an error in.
fn prices(planes: &Planes, tuning: &Tuning) -> Prices {
    let ac = std::array::from_fn(|c| {
        let kind = c.min(1);
        planes.components[c].blocks.iter().map(|block| tuning.lambda[kind] * masking(block, kind, tuning)).collect()
    });
    Prices { ac, dc: [tuning.lambda_dc[0], tuning.lambda_dc[1], tuning.lambda_dc[1]] }
}

fn masking(block: &[i16; 64], kind: usize, tuning: &Tuning) -> f32 {
    let energy: i64 = block[1..].iter().map(|&c| i64::from(c) * i64::from(c)).sum();
    // A variance is the energy over 64 samples.
    let variance = energy as f32 * (1.0 / (UNITS * UNITS * 64.0));
    let texture = libm::powf((variance + tuning.masking_floor[kind]) * (1.0 / 64.0), tuning.masking_power[kind]);
    if kind > 0 {
        return texture;
    }
    // The mean, 1 for middle grey.
    let light = f32::from(block[0]) * (1.0 / (UNITS * 8.0 * 128.0)) + 1.0;
    texture * libm::powf(light.max(0.0) + 0.1, tuning.light)
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

/// Where a portrait of 413 x 531 at 30 KB is likely to end.
const FIRST_QUALITY: f32 = 84.0;
/// Most probes for quality, and most for the rest of the budget. Five in all are usual.
const MAX_PROBES: usize = 10;
/// See [`MAX_PROBES`].
const MAX_REST_PROBES: usize = 5;
/// Probes after which the prices of symbols stay as they are, so that size follows quality without jumps.
const LEARNING_PROBES: usize = 3;
/// Bytes that may stay unspent: one part in this many of the budget, 14 bytes at 30 KB.
const SPENT_TO: usize = 2_048;
/// Log of scale between two probes that is no longer worth halving: then whole steps jump, and the rest of the budget
/// goes to thrift.
const NARROW: f32 = 0.002;
/// Above this many pixels colour always stays at 4:2:0: full colour would double the memory for the coefficients.
const MAX_FULL_CHROMA_PIXELS: u64 = 8_000_000;
/// How the size of portraits falls as steps grow: bytes go with scale to this power. Only the first jump uses it.
const SIZE_EXPONENT: f32 = -0.75;
/// How the size falls with thrift, likewise, and the least thrift tried.
const THRIFT_EXPONENT: f32 = -0.12;
/// See [`THRIFT_EXPONENT`].
const LEAST_THRIFT: f32 = 0.35;

pub(super) fn within(bitmap: &Bitmap, spec: &EncodeSpec, tuning: &Tuning) -> Result<Jpeg> {
    let limit = spec.max_bytes as usize;
    let session = Session::new(bitmap, ChromaSubsampling::Cs420, spec.dpi, tuning);
    let reduced = match session.largest_within(limit) {
        Some(fit) => fit,
        None => session.lowest_within(limit)?,
    };
    if subsampling_for(bitmap, reduced.quality, tuning) == ChromaSubsampling::Cs444 {
        drop(session);
        let session = Session::new(bitmap, ChromaSubsampling::Cs444, spec.dpi, tuning);
        if let Some(full) = session.largest_within(limit).filter(|full| full.quality >= tuning.full_chroma_quality) {
            return Ok(full.into_jpeg(ChromaSubsampling::Cs444));
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
        let first = self.attempt(quality, 1.0, &first_rates());
        self.attempt(quality, 1.0, &first.rates).bytes
    }

    /// The last resort, found without regard to the limit, so that the size in the refusal is true.
    fn lowest_within(&self, limit: usize) -> Result<Fit> {
        let bytes = self.settled(LOWEST_QUALITY);
        match bytes.len() {
            size if size > limit => Err(Error::limit(Stage::Encode, "bytes", size as u64, limit as u64)),
            _ => Ok(Fit { bytes, quality: LOWEST_QUALITY }),
        }
    }

    /// The largest quality found whose file fits, by the rule of false position on the logarithms of scale and size.
    fn largest_within(&self, limit: usize) -> Option<Fit> {
        let target = log(limit);
        let (finest, coarsest) = (libm::logf(scale_of(HIGHEST_QUALITY)), libm::logf(scale_of(LOWEST_QUALITY)));
        // The nearest probe on either side of the limit.
        let (mut over, mut under): (Option<Point>, Option<Point>) = (None, None);
        let mut best: Option<Fit> = None;
        let mut rates = first_rates();
        let mut at = libm::logf(scale_of(FIRST_QUALITY));
        for probe in 0..MAX_PROBES {
            let quality = quality_of(libm::expf(at));
            let tried = self.attempt(quality, 1.0, &rates);
            let size = tried.bytes.len();
            let point = [at, log(size)];
            if probe < LEARNING_PROBES {
                rates = tried.rates;
            }
            if size <= limit {
                under = Some(point);
                // While prices are learned, a coarser try may come out larger than a finer one: quality rules.
                if best.as_ref().is_none_or(|b| quality >= b.quality) {
                    best = Some(Fit { bytes: tried.bytes, quality });
                }
                if spent(size, limit) || at <= finest {
                    return best;
                }
            } else {
                over = Some(point);
                if at >= coarsest {
                    return None;
                }
            }
            at = match (over, under) {
                (Some(a), Some(b)) if b[0] - a[0] < NARROW => break,
                (Some(a), Some(b)) => between(a, b, target, probe),
                _ => (at + (target - point[1]) / SIZE_EXPONENT).clamp(finest, coarsest),
            };
        }
        best.map(|fit| self.spend_the_rest(fit, &rates, limit))
    }

    /// Steps are whole numbers, so quality alone may jump over the budget's end: lets bits cost less at the same steps.
    fn spend_the_rest(&self, mut best: Fit, rates: &[Rates; 2], limit: usize) -> Fit {
        let target = log(limit);
        let (mut over, mut under): (Option<Point>, Point) = (None, [0.0, log(best.bytes.len())]);
        for _ in 0..MAX_REST_PROBES {
            if spent(best.bytes.len(), limit) {
                break;
            }
            let at = match over {
                Some(over) => {
                    under[0] + (over[0] - under[0]) * ((target - under[1]) / (over[1] - under[1])).clamp(0.1, 0.9)
                }
                None => (under[0] + (target - under[1]) / THRIFT_EXPONENT).max(libm::logf(LEAST_THRIFT)),
            };
            let bytes = self.attempt(best.quality, libm::expf(at), rates).bytes;
            let point = [at, log(bytes.len())];
            if bytes.len() > limit {
                over = Some(point);
            } else {
                under = point;
                if bytes.len() > best.bytes.len() {
                    best.bytes = bytes;
                }
            }
        }
        best
    }
}

fn log(bytes: usize) -> f32 {
    libm::logf(bytes.max(1) as f32)
}

fn spent(size: usize, limit: usize) -> bool {
    limit - size <= limit / SPENT_TO
}

/// Where the line through two probes meets the target; kept off both ends, so that the bracket always shrinks.
fn between(over: Point, under: Point, target: f32, probe: usize) -> f32 {
    let rise = over[1] - under[1];
    // A side that will not move is halved instead.
    let share = if rise > 0.0 && probe % 4 != 3 { (target - under[1]) / rise } else { 0.5 };
    under[0] + (over[0] - under[0]) * share.clamp(0.03, 0.97)
}
