//! Grey levels to ink and paper, by the mean around each pixel.

use crate::material::grey::Grey;

/// Ink is darker than this part of the mean around it, in percent: what noise and the grain of paper do not reach.
const INK_BELOW_PERCENT: u64 = 95;

/// Which pixels are ink, row-major.
pub(super) struct Ink {
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
}

impl Ink {
    /// Compares each pixel with the mean of a square around it, whose side is the picture's longer side over `part`.
    pub fn of(grey: &Grey, part: usize) -> Self {
        let (width, height) = (grey.width, grey.height);
        let reach = (width.max(height) / part / 2).max(1);
        // The sums of the columns over the rows in reach, moved down row by row.
        let mut columns = vec![0u64; width];
        let row = |y: usize| &grey.levels[y * width..][..width];
        let add =
            |columns: &mut [u64], y: usize| columns.iter_mut().zip(row(y)).for_each(|(sum, &v)| *sum += u64::from(v));
        (0..reach.min(height)).for_each(|y| add(&mut columns, y));
        let mut dark = Vec::with_capacity(width * height);
        for y in 0..height {
            if y + reach < height {
                add(&mut columns, y + reach);
            }
            if y > reach {
                columns.iter_mut().zip(row(y - reach - 1)).for_each(|(sum, &v)| *sum -= u64::from(v));
            }
            let rows = (y + reach).min(height - 1) - y.saturating_sub(reach) + 1;
            let mut sum: u64 = columns[..reach.min(width)].iter().sum();
            for (x, &level) in row(y).iter().enumerate() {
                if x + reach < width {
                    sum += columns[x + reach];
                }
                if x > reach {
                    sum -= columns[x - reach - 1];
                }
                let count = rows * ((x + reach).min(width - 1) - x.saturating_sub(reach) + 1);
                dark.push(u64::from(level) * count as u64 * 100 < sum * INK_BELOW_PERCENT);
            }
        }
        Self { width, height, dark }
    }

    /// One row.
    pub fn row(&self, y: usize) -> &[bool] {
        &self.dark[y * self.width..][..self.width]
    }

    /// Returns `true` if there is ink; outside the picture there is none.
    pub fn is_dark(&self, x: i64, y: i64) -> bool {
        let inside = x >= 0 && y >= 0 && x < self.width as i64 && y < self.height as i64;
        inside && self.dark[y as usize * self.width + x as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_that_of_the_square_around_the_pixel() {
        let (width, height) = (23, 17);
        let levels: Vec<u8> = (0..width * height).map(|i| (i * 89 % 251) as u8).collect();
        let grey = Grey { width, height, levels: levels.clone() };
        for part in [1, 2, 3, 8, 100] {
            let (ink, reach) = (Ink::of(&grey, part), (width / part / 2).max(1));
            for y in 0..height {
                for x in 0..width {
                    let rows = y.saturating_sub(reach)..=(y + reach).min(height - 1);
                    let columns = x.saturating_sub(reach)..=(x + reach).min(width - 1);
                    let around: Vec<u64> = rows
                        .flat_map(|v| columns.clone().map(move |u| (u, v)))
                        .map(|(u, v)| levels[v * width + u].into())
                        .collect();
                    let (sum, count) = (around.iter().sum::<u64>(), around.len() as u64);
                    let want = u64::from(levels[y * width + x]) * count * 100 < sum * INK_BELOW_PERCENT;
                    assert_eq!(ink.is_dark(x as i64, y as i64), want, "{x}, {y} of 1 / {part}");
                }
            }
        }
    }
}
