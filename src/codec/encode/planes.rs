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
    /// Indices of blocks in the order in which a scan of whole MCUs sends them.
    pub(super) fn scan_order(&self, mcus: (usize, usize)) -> impl Iterator<Item = usize> + use<> {
        let (columns, across, down) = (self.columns, self.across, self.down);
        (0..mcus.1).flat_map(move |mcu_row| {
            (0..mcus.0).flat_map(move |mcu_column| {
                (0..down).flat_map(move |y| {
                    (0..across).map(move |x| (mcu_row * down + y) * columns + mcu_column * across + x)
                })
            })
        })
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
        for mcu_row in 0..mcus.1 {
            for y in 0..mcu_height {
                // Beyond the picture the last row and column go on: no edge that would cost bits.
                let source = bitmap.row((mcu_row * mcu_height + y).min(height - 1) as u32);
                convert(source, strip.each_mut().map(|plane| &mut plane[y * stride..][..stride]));
            }
            push_blocks(&strip[0], stride, &mut components[0].blocks);
            for c in 1..3 {
                if subsampling == ChromaSubsampling::Cs444 {
                    push_blocks(&strip[c], stride, &mut components[c].blocks);
                } else {
                    reduce(&strip[c], stride, across, down, &mut reduced);
                    push_blocks(&reduced, mcus.0 * 8, &mut components[c].blocks);
                }
            }
        }
        Self { width_px: bitmap.width_px(), height_px: bitmap.height_px(), subsampling, mcus, components }
    }
}

/// One row of RGB to Y - 128, Cb - 128 and Cr - 128, unrounded; the last pixel is repeated to the row's end.
fn convert(rgb: &[u8], [luma, blue, red]: [&mut [f32]; 3]) {
    let (pixels, _) = rgb.as_chunks::<3>();
    for (i, &[r, g, b]) in pixels.iter().enumerate() {
        let (r, g, b) = (f32::from(r), f32::from(g), f32::from(b));
        let y = 0.299 * r + 0.587 * g + 0.114 * b;
        luma[i] = y - 128.0;
        blue[i] = (b - y) * (0.5 / 0.886);
        red[i] = (r - y) * (0.5 / 0.701);
    }
    for plane in [luma, blue, red] {
        let last = plane[pixels.len() - 1];
        plane[pixels.len()..].fill(last);
    }
}

/// Mean of `across` x `down` samples. Sharper kernels, matched to the triangle with which decoders enlarge, were tried
/// and gained nothing.
fn reduce(plane: &[f32], stride: usize, across: usize, down: usize, out: &mut [f32]) {
    let share = 1.0 / (across * down) as f32;
    for (rows, out) in plane.chunks_exact(stride * down).zip(out.chunks_exact_mut(stride / across)) {
        for (x, out) in out.iter_mut().enumerate() {
            let mut sum = 0.0;
            for row in rows.chunks_exact(stride) {
                for sample in &row[x * across..][..across] {
                    sum += sample;
                }
            }
            *out = sum * share;
        }
    }
}

/// Transforms whole rows of blocks.
fn push_blocks(plane: &[f32], stride: usize, blocks: &mut Vec<[i16; 64]>) {
    for rows in plane.chunks_exact(stride * 8) {
        for x in (0..stride).step_by(8) {
            let mut samples = [0.0; 64];
            for (y, line) in samples.chunks_exact_mut(8).enumerate() {
                line.copy_from_slice(&rows[y * stride + x..][..8]);
            }
            blocks.push(dct::forward(&samples));
        }
    }
}
