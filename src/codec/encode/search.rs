//! Finds the largest quality that fits: brackets it by counting bits, writes only what is nearly right.

use crate::codec::bitmap::Bitmap;
use crate::error::{Error, Result, Stage};

use super::planes::Planes;
use super::quant::QuantTables;
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

    fn attempt(&self, quality: f32, rates: &[Rates; 2], thrift: f32) -> Try {
        let quant = QuantTables::new(quality, self.planes.subsampling, self.tuning);
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
    if tuning.masking_power[kind] == 0.0 {
        return 1.0;
    }
    let energy: i64 = block[1..].iter().map(|&c| i64::from(c) * i64::from(c)).sum();
    // Stored units squared are 256 a unit, and a variance is the energy over 64 samples.
    let variance = energy as f32 * (1.0 / (256.0 * 64.0));
    libm::powf((variance + tuning.masking_floor[kind]) * (1.0 / 64.0), tuning.masking_power[kind])
}

pub(super) fn at_quality(
    bitmap: &Bitmap,
    quality: f32,
    subsampling: ChromaSubsampling,
    dpi: Option<u16>,
    tuning: &Tuning,
) -> Jpeg {
    let session = Session::new(bitmap, subsampling, dpi, tuning);
    let first = session.attempt(quality, &first_rates(), 1.0);
    let second = session.attempt(quality, &first.rates, 1.0);
    Jpeg { bytes: second.bytes, quality, chroma_subsampling: subsampling }
}

pub(super) fn within(bitmap: &Bitmap, spec: &EncodeSpec, tuning: &Tuning) -> Result<Jpeg> {
    let subsampling = if tuning.force == 0 { ChromaSubsampling::Cs444 } else { ChromaSubsampling::Cs420 };
    let session = Session::new(bitmap, subsampling, spec.dpi, tuning);
    let limit = spec.max_bytes as usize;
    let mut rates = first_rates();
    let (mut low, mut high) = (LOWEST_QUALITY, HIGHEST_QUALITY);
    let mut best: Option<Jpeg> = None;
    let mut smallest = usize::MAX;
    let mut quality = 60.0;
    for step in 0..14 {
        let tried = session.attempt(quality, &rates, 1.0);
        rates = tried.rates;
        smallest = smallest.min(tried.bytes.len());
        if tried.bytes.len() <= limit {
            low = quality;
            if best.as_ref().is_none_or(|b| quality > b.quality) {
                best = Some(Jpeg { bytes: tried.bytes, quality, chroma_subsampling: subsampling });
            }
        } else {
            high = quality;
        }
        quality = if step == 11 && best.is_none() { LOWEST_QUALITY } else { (low + high) * 0.5 };
    }
    best.ok_or_else(|| Error::limit(Stage::Encode, "bytes", smallest as u64, limit as u64))
}
