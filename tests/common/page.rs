//! Pages that the tests draw themselves: lines of letters in a face of 5 x 7 dots, a ruled table, a code to scan.

use exam_preflight::codec::bitmap::Bitmap;

/// Letters that look like no other letter, in every placement. Five bits a row, the left one first.
const GLYPHS: [(char, [u8; 7]); 17] = [
    ('A', [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('C', [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110]),
    ('D', [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110]),
    ('E', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]),
    ('F', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('G', [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01111]),
    ('I', [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('L', [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111]),
    ('N', [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001]),
    ('P', [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('R', [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001]),
    ('S', [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110]),
    ('T', [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('2', [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111]),
    ('4', [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]),
    ('5', [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]),
    ('7', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000]),
];
const WORDS: [&str; 14] = [
    "CERTIFICATE",
    "FLAT 27",
    "REGISTRATION",
    "PLEASE",
    "74-2554",
    "DEGREE",
    "FINAL",
    "RESIDENT",
    "PALE",
    "GRANT",
    "SELF",
    "LEADING",
    "PRINT",
    "FIRST",
];

/// A sheet that is drawn on.
pub struct Page {
    width: usize,
    height: usize,
    paper: u8,
    levels: Vec<f32>,
}

impl Page {
    /// Blank paper of this level.
    pub fn blank(width: usize, height: usize, paper: u8) -> Self {
        Self { width, height, paper, levels: vec![f32::from(paper); width * height] }
    }

    /// A page of prose under a title, its letters `7 * dot` pixels tall.
    pub fn of_text(width: usize, height: usize, paper: u8, dot: usize) -> Self {
        let mut page = Self::blank(width, height, paper);
        let margin = width / 12;
        page.line(margin * 3, margin, "REGISTRATION CERTIFICATE", dot * 2, 30);
        let mut next = 0;
        let mut top = margin + 24 * dot;
        while top + 10 * dot < height - margin {
            let mut left = margin;
            while next % 9 != 8 {
                let word = WORDS[(next * 5 + next / 14) % WORDS.len()];
                if left + word.len() * 6 * dot > width - margin {
                    break;
                }
                page.line(left, top, word, dot, 40);
                left += (word.len() + 1) * 6 * dot;
                next += 1;
            }
            next += usize::from(next % 9 == 8);
            top += 12 * dot;
        }
        page
    }

    /// Sets this many lines of words below each other, each line other words than the one above.
    pub fn lines(&mut self, left: usize, top: usize, count: usize, pitch: usize, ink: u8) {
        for line in 0..count {
            let words: Vec<&str> = (0..4).map(|i| WORDS[(line * 5 + i * 3 + line / 3) % WORDS.len()]).collect();
            self.line(left + line % 4 * 7, top + line * pitch, &words.join(" "), 3, ink);
        }
    }

    /// Sets a line with its top left there.
    pub fn line(&mut self, left: usize, top: usize, words: &str, dot: usize, ink: u8) {
        for (i, letter) in words.chars().enumerate() {
            let Some((_, rows)) = GLYPHS.iter().find(|(known, _)| *known == letter) else {
                if letter == '-' {
                    self.fill(left + i * 6 * dot + dot, top + 3 * dot, 3 * dot, dot, ink);
                }
                continue;
            };
            for (y, row) in rows.iter().enumerate() {
                for x in (0..5).filter(|x| row >> (4 - x) & 1 == 1) {
                    self.fill(left + (i * 6 + x) * dot, top + y * dot, dot, dot, ink);
                }
            }
        }
    }

    /// A rectangle; the part outside the page is left out.
    pub fn fill(&mut self, left: usize, top: usize, width: usize, height: usize, ink: u8) {
        for y in top..(top + height).min(self.height) {
            for x in left..(left + width).min(self.width) {
                self.levels[y * self.width + x] = f32::from(ink);
            }
        }
    }

    /// A code with its quiet zone; `modules` are its dark ones, row by row.
    pub fn code(&mut self, left: usize, top: usize, module: usize, modules: &[Vec<bool>]) {
        let side = (modules.len() + 8) * module;
        self.fill(left, top, side, side, self.paper);
        for (y, row) in modules.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                self.fill(left + (x + 4) * module, top + (y + 4) * module, module, module, 20);
            }
        }
    }

    /// Multiplies every level.
    pub fn darkened(mut self, factor: f32) -> Self {
        self.levels.iter_mut().for_each(|level| *level = (*level * factor).round());
        self
    }

    /// A lamp in the middle: full white within `radius`, fading out over as much again.
    pub fn lit(mut self, radius: f32) -> Self {
        let (cx, cy) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        for (i, level) in self.levels.iter_mut().enumerate() {
            let (x, y) = ((i % self.width) as f32 - cx, (i / self.width) as f32 - cy);
            *level += 255.0 * (2.0 - (x * x + y * y).sqrt() / radius).clamp(0.0, 1.0);
        }
        self
    }

    /// A Gaussian of `sigma` pixels, as three boxes.
    pub fn blurred(mut self, sigma: f32) -> Self {
        // Three boxes of width w have a variance of 3 (w^2 - 1) / 12.
        let reach = (((4.0 * sigma * sigma + 1.0).sqrt() - 1.0) / 2.0).round() as usize;
        for _ in 0..3 {
            self.levels = boxed(&self.levels, self.width, self.height, reach);
            let turned = transposed(&self.levels, self.width, self.height);
            self.levels = transposed(&boxed(&turned, self.height, self.width, reach), self.height, self.width);
        }
        self
    }

    /// The picture, with a little noise of its own as cameras have it.
    pub fn finish(self) -> Bitmap {
        let mut seed = 0x2545_f491u32;
        let rgb = self.levels.iter().flat_map(|level| {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            let noise = (seed >> 16 & 7) as f32 - 3.5;
            [(level + noise * 0.5).round().clamp(0.0, 255.0) as u8; 3]
        });
        Bitmap::new(self.width as u32, self.height as u32, rgb.collect()).expect("a page is never empty")
    }
}

fn boxed(levels: &[f32], width: usize, height: usize, reach: usize) -> Vec<f32> {
    let mut out = vec![0.0; levels.len()];
    for y in 0..height {
        let row = &levels[y * width..][..width];
        let at = |x: isize| row[x.clamp(0, width as isize - 1) as usize];
        let mut sum: f32 = (-(reach as isize)..=reach as isize).map(at).sum();
        for x in 0..width {
            out[y * width + x] = sum / (2 * reach + 1) as f32;
            sum += at((x + reach + 1) as isize) - at(x as isize - reach as isize);
        }
    }
    out
}

fn transposed(levels: &[f32], width: usize, height: usize) -> Vec<f32> {
    (0..levels.len()).map(|i| levels[(i % height) * width + i / height]).collect()
}
