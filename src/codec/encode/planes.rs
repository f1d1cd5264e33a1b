//! RGB rows to transformed blocks of Y, Cb and Cr, one row of MCUs at a time: memory follows the coefficients, not a
//! second picture.

use crate::codec::bitmap::Bitmap;

use super::ChromaSubsampling;
use super::dct;

/// The transformed blocks of one component.
pub(super) struct Component {
    /// Blocks a row, padded to whole MCUs.
    pub(super) columns: usize,
    /// Blocks across and down one MCU.
    pub(super) across: usize,
    /// See `across`.
    pub(super) down: usize,
    /// Row by row; coefficients in zigzag order, in units of 1/[`dct::UNITS`].
    pub(super) blocks: Vec<[i16; 64]>,
}

impl Component {
    /// Indices of all blocks in that order: MCU by MCU.
    pub(super) fn scan_order(&self, mcus: (usize, usize)) -> impl Iterator<Item = usize> {
        let blocks = 0..self.across * self.down;
        (0..mcus.1)
            .flat_map(move |row| (0..mcus.0).map(move |column| (column, row)))
            .flat_map(move |mcu| blocks.clone().map(move |i| self.index(mcu, i)))
    }

    /// Index of the i-th block that a scan sends of one MCU, 0 to `across * down - 1`.
    pub(super) fn index(&self, (mcu_column, mcu_row): (usize, usize), i: usize) -> usize {
        // `across` is 1 or 2: shifts, where a division would cost more than the rest of a block's bookkeeping.
        let (x, y) = (i & (self.across - 1), i >> (self.across - 1));
        (mcu_row * self.down + y) * self.columns + mcu_column * self.across + x
    }
}

/// A picture as its blocks.
pub(super) struct Planes {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    pub(super) subsampling: ChromaSubsampling,
    /// MCUs a row, and rows of them.
    pub(super) mcus: (usize, usize),
    /// Y, Cb, Cr.
    pub(super) components: [Component; 3],
}

impl Planes {
    /// Converts (JFIF 1.02: ITU-R BT.601, full range), reduces chroma, transforms.
    pub(super) fn new(bitmap: &Bitmap, subsampling: ChromaSubsampling) -> Self {
        let (across, down) = subsampling.luma_blocks();
        let (mcu_width, mcu_height) = (8 * across, 8 * down);
        let (width, height) = (bitmap.width_px() as usize, bitmap.height_px() as usize);
        let mcus = (width.div_ceil(mcu_width), height.div_ceil(mcu_height));
        let component = |across: usize, down: usize| Component {
            columns: mcus.0 * across,
            across,
            down,
            blocks: Vec::with_capacity(mcus.0 * mcus.1 * across * down),
        };
        let mut components = [component(across, down), component(1, 1), component(1, 1)];
        let stride = mcus.0 * mcu_width;
        let mut strip = [(); 3].map(|()| vec![0f32; stride * mcu_height]);
        let mut reduced = vec![0f32; mcus.0 * 64];
        let mut colours = [(); 3].map(|()| vec![0f32; width]);
        for mcu_row in 0..mcus.1 {
            for y in 0..mcu_height {
                // Beyond the picture the last row and column go on: no edge that would cost bits.
                let source = bitmap.row((mcu_row * mcu_height + y).min(height - 1) as u32);
                convert(source, &mut colours, strip.each_mut().map(|plane| &mut plane[y * stride..][..stride]));
            }
            push_blocks(&strip[0], stride, &mut components[0].blocks);
            for c in 1..3 {
                if subsampling == ChromaSubsampling::Cs444 {
                    push_blocks(&strip[c], stride, &mut components[c].blocks);
                } else {
                    reduce(&mut strip[c], stride, &mut reduced);
                    push_blocks(&reduced, mcus.0 * 8, &mut components[c].blocks);
                }
            }
        }
        Self { width_px: bitmap.width_px(), height_px: bitmap.height_px(), subsampling, mcus, components }
    }
}

/// One row of RGB to Y - 128, Cb - 128 and Cr - 128, unrounded; the last pixel is repeated to the row's end.
///
/// `colours` is working memory, one number a pixel: once the colours are apart, the arithmetic runs over whole vectors.
fn convert(rgb: &[u8], colours: &mut [Vec<f32>; 3], planes: [&mut [f32]; 3]) {
    let [red, green, blue] = colours.each_mut().map(Vec::as_mut_slice);
    let (pixels, _) = rgb.as_chunks::<3>();
    for (((pixel, r), g), b) in pixels.iter().zip(&mut *red).zip(&mut *green).zip(&mut *blue) {
        *r = f32::from(pixel[0]);
        *g = f32::from(pixel[1]);
        *b = f32::from(pixel[2]);
    }
    let width = pixels.len();
    let [luma, bluish, reddish] = planes;
    let rows = red.iter().zip(&*green).zip(&*blue);
    for ((((&r, &g), &b), luma), (bluish, reddish)) in
        rows.zip(&mut luma[..width]).zip(bluish[..width].iter_mut().zip(&mut reddish[..width]))
    {
        let y = 0.299 * r + 0.587 * g + 0.114 * b;
        *luma = y - 128.0;
        *bluish = (b - y) * (0.5 / 0.886);
        *reddish = (r - y) * (0.5 / 0.701);
    }
    for plane in [luma, bluish, reddish] {
        let last = plane[width - 1];
        plane[width..].fill(last);
    }
}

/// Mean of two samples across and of as many down as makes eight rows; `plane` is used up. Sharper kernels, matched to
/// the triangle with which decoders enlarge, were tried and gained nothing.
fn reduce(plane: &mut [f32], stride: usize, out: &mut [f32]) {
    let down = plane.len() / stride / 8;
    let share = 1.0 / (2 * down) as f32;
    for (rows, out) in plane.chunks_exact_mut(stride * down).zip(out.chunks_exact_mut(stride / 2)) {
        let (first, others) = rows.split_at_mut(stride);
        for (sum, other) in first.iter_mut().zip(others) {
            *sum += *other;
        }
        let (pairs, _) = first.as_chunks::<2>();
        for (out, [a, b]) in out.iter_mut().zip(pairs) {
            *out = (a + b) * share;
        }
    }
}

/// Transforms whole rows of blocks.
fn push_blocks(plane: &[f32], stride: usize, blocks: &mut Vec<[i16; 64]>) {
    for rows in plane.chunks_exact(stride * 8) {
        let (groups, _) = rows.as_chunks::<8>();
        let columns = stride / 8;
        let mut samples = [[0.0; 8]; 8];
        for x in 0..columns {
            for (y, row) in samples.iter_mut().enumerate() {
                *row = groups[y * columns + x];
            }
            blocks.push(dct::forward(&samples));
        }
    }
}
