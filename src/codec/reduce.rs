//! Averages boxes of 2, 4 or 8 pixels per side while rows stream by, so that a large picture is never whole in memory.

/// Reduction of a picture while it is decoded: 1, 2, 4 or 8 source pixels per side to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Factor(u32);

impl Factor {
    /// From the strongest reduction to none.
    pub(crate) const ALL: [Factor; 4] = [Factor(8), Factor(4), Factor(2), Factor(1)];
    /// Full size.
    pub(crate) const NONE: Factor = Factor(1);
    /// The strongest reduction.
    pub(crate) const MOST: Factor = Factor(8);

    /// Source pixels a side to one decoded pixel.
    pub(crate) fn get(self) -> u32 {
        self.0
    }

    /// Returns the length of a reduced side: a part of a box counts as a box.
    pub(crate) fn reduced(self, side_px: u32) -> u32 {
        side_px.div_ceil(self.0)
    }

    /// Decoded pixels per source pixel.
    pub(crate) fn scale(self) -> f64 {
        1.0 / f64::from(self.0)
    }
}

/// Takes rows, gives a row whenever a box is complete.
pub(crate) struct Reducer {
    factor: usize,
    channels: usize,
    width: usize,
    height: usize,
    next_row: usize,
    sums: Vec<u32>,
    out: Vec<u8>,
}

impl Reducer {
    /// Bytes that it takes.
    pub(crate) fn bytes(width_px: u32, channels: usize, factor: Factor) -> u64 {
        u64::from(factor.reduced(width_px)) * channels as u64 * 5
    }

    /// For rows of `width_px` pixels with `channels` samples each, `height_px` of them.
    pub(crate) fn new(width_px: u32, height_px: u32, channels: usize, factor: Factor) -> Self {
        let samples = factor.reduced(width_px) as usize * channels;
        Self {
            factor: factor.get() as usize,
            channels,
            width: width_px as usize,
            height: height_px as usize,
            next_row: 0,
            sums: vec![0; samples],
            out: vec![0; samples],
        }
    }

    /// Takes the next row; gives the reduced row where this one completes it.
    pub(crate) fn push_row(&mut self, row: &[u8]) -> Option<&[u8]> {
        let (factor, channels) = (self.factor, self.channels);
        for (sums, pixels) in self.sums.chunks_exact_mut(channels).zip(row.chunks(factor * channels)) {
            for pixel in pixels.chunks_exact(channels) {
                for (sum, &sample) in sums.iter_mut().zip(pixel) {
                    *sum += u32::from(sample);
                }
            }
        }
        self.next_row += 1;
        let rows = match self.next_row % factor {
            0 => factor,
            rest if self.next_row == self.height => rest,
            _ => return None,
        } as u32;
        let last = self.sums.len() / channels - 1;
        let last_columns = (self.width - last * factor) as u32;
        for (i, (sums, out)) in
            self.sums.chunks_exact_mut(channels).zip(self.out.chunks_exact_mut(channels)).enumerate()
        {
            let count = rows * if i == last { last_columns } else { factor as u32 };
            for (sum, out) in sums.iter_mut().zip(out) {
                *out = ((*sum + count / 2) / count) as u8;
                *sum = 0;
            }
        }
        Some(&self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reduce(rows: &[&[u8]], channels: usize, factor: u32) -> Vec<Vec<u8>> {
        let width = (rows[0].len() / channels) as u32;
        let mut reducer = Reducer::new(width, rows.len() as u32, channels, Factor(factor));
        rows.iter().filter_map(|row| reducer.push_row(row).map(<[u8]>::to_vec)).collect()
    }

    #[test]
    fn boxes_are_averaged_and_the_last_ones_by_what_they_hold() {
        assert_eq!(reduce(&[&[0, 10, 100], &[20, 30, 50]], 1, 2), [[15, 75]]);
        assert_eq!(reduce(&[&[8], &[9], &[200]], 1, 2), [[9], [200]]);
        assert_eq!(reduce(&[&[1, 2, 3, 4]], 2, 1), [[1, 2, 3, 4]]);
        assert_eq!(reduce(&[&[0, 100, 10, 200], &[0, 100, 10, 200]], 2, 2), [[5, 150]]);
        let white = [255u8; 19];
        assert_eq!(reduce(&[&white[..]; 11], 1, 8), [[255; 3], [255; 3]]);
    }
}
