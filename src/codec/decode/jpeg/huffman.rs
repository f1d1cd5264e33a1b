//! Huffman tables (T.81 annex C and F.2.2.3), with look-ups that decode most symbols in one step.

use super::bits::Bits;

/// Bits of the look-ups: 10 reach nearly all codes of photographs and keep the tables in the first-level cache.
const FAST_BITS: u32 = 10;
/// Bits of the look-up for coefficients that nobody wants: about two and a half of them.
const SKIP_BITS: u32 = 11;
/// In that look-up: the symbols end the block.
const ENDS: u16 = 0x8000;

/// One table, for DC or AC.
#[derive(Clone)]
pub(super) struct Table {
    /// By the next bits: length << 8 | symbol; 0 where the code is longer.
    symbols: Box<[u16; 1 << FAST_BITS]>,
    /// By the next bits, for AC: a whole coefficient with its run, see [`Table::coefficient`]; 0 where it does not fit.
    coefficients: Box<[u32; 1 << FAST_BITS]>,
    /// By the next bits, for AC: as many whole coefficients, magnitudes included, as fit, one at least:
    /// [`ENDS`] where an end of block follows them | coefficients passed << 4 | bits; 0 where not one fits.
    skips: Box<[u16; 1 << SKIP_BITS]>,
    /// Past the last code of each length, left-aligned to 16 bits; the entry after the last length stops all.
    limits: [u32; 18],
    /// The number to add to a code of each length, to get its symbol's index.
    offsets: [i32; 17],
    values: Vec<u8>,
}

impl Table {
    /// From the counts of codes of 1 to 16 bits and the symbols in order; `None` where there are more codes than fit.
    pub(super) fn new(counts: &[u8; 16], values: &[u8]) -> Option<Self> {
        let total: usize = counts.iter().map(|&c| usize::from(c)).sum();
        if total == 0 || total > 256 || values.len() < total {
            return None;
        }
        let mut table = Self {
            symbols: Box::new([0; 1 << FAST_BITS]),
            coefficients: Box::new([0; 1 << FAST_BITS]),
            skips: Box::new([0; 1 << SKIP_BITS]),
            limits: [u32::MAX; 18],
            offsets: [0; 17],
            values: values[..total].to_vec(),
        };
        let (mut code, mut index) = (0u32, 0usize);
        for length in 1..=16u32 {
            let count = u32::from(counts[length as usize - 1]);
            if code + count > 1 << length {
                return None;
            }
            table.offsets[length as usize] = index as i32 - code as i32;
            for _ in 0..count {
                if length <= FAST_BITS {
                    let entry = (length as u16) << 8 | u16::from(values[index]);
                    let spread = 1usize << (FAST_BITS - length);
                    table.symbols[(code as usize) << (FAST_BITS - length)..][..spread].fill(entry);
                }
                code += 1;
                index += 1;
            }
            table.limits[length as usize] = code << (16 - length);
            code <<= 1;
        }
        table.fill_coefficients();
        table.fill_skips();
        Some(table)
    }

    /// Joins code and magnitude bits where both are within the look-up.
    fn fill_coefficients(&mut self) {
        for (bits, out) in self.coefficients.iter_mut().enumerate() {
            let (length, symbol) = (u32::from(self.symbols[bits] >> 8), self.symbols[bits] & 0xFF);
            let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            if length == 0 || size == 0 || length + size > FAST_BITS {
                continue;
            }
            let magnitude = (bits as i32 >> (FAST_BITS - length - size)) & ((1 << size) - 1);
            let value = if magnitude < 1 << (size - 1) { magnitude - (1 << size) + 1 } else { magnitude };
            *out = (value as i16 as u16 as u32) << 16 | run << 8 | (length + size);
        }
    }

    /// Joins symbols for as long as they are within the look-up with their magnitudes.
    fn fill_skips(&mut self) {
        for (bits, out) in self.skips.iter_mut().enumerate() {
            let (mut used, mut passed) = (0, 0u32);
            while *out & ENDS == 0 {
                let rest = (bits << used) & ((1 << SKIP_BITS) - 1);
                let entry = self.symbols[rest >> (SKIP_BITS - FAST_BITS)];
                let (length, symbol) = (u32::from(entry >> 8), u32::from(entry & 0xFF));
                let (run, size) = (symbol >> 4, symbol & 15);
                let ends = size == 0 && run < 15;
                let step = if ends { 0 } else { run + 1 };
                if length == 0 || used + length + size > SKIP_BITS || passed + step > 63 {
                    break;
                }
                used += length + size;
                passed += step;
                *out = (passed << 4 | used) as u16 | if ends { ENDS } else { 0 };
            }
        }
    }

    /// The next symbol; `None` where the bits are no code. Needs a refill before; takes at most 16 bits.
    #[inline(always)]
    pub(super) fn symbol(&self, bits: &mut Bits) -> Option<u8> {
        let entry = self.symbols[bits.peek(FAST_BITS) as usize];
        if entry != 0 {
            bits.skip(u32::from(entry >> 8));
            return Some(entry as u8);
        }
        self.long_symbol(bits)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut Bits) -> Option<u8> {
        let next = bits.peek(16);
        let length = (FAST_BITS as usize + 1..=16).find(|&length| next < self.limits[length])?;
        let code = (next >> (16 - length)) as i32;
        bits.skip(length as u32);
        self.values.get(usize::try_from(code + self.offsets[length]).ok()?).copied()
    }

    /// The next AC coefficient with its run of zeros, where one look-up gives both. Needs a refill before.
    #[inline(always)]
    pub(super) fn coefficient(&self, bits: &mut Bits) -> Option<(usize, i16)> {
        let entry = self.coefficients[bits.peek(FAST_BITS) as usize];
        if entry == 0 {
            return None;
        }
        bits.skip(entry & 0xFF);
        Some(((entry >> 8 & 0xFF) as usize, (entry >> 16) as u16 as i16))
    }

    /// Passes several AC symbols at once and moves `k`, the next coefficient. Returns `true` if they end the block, and
    /// `None`, with nothing taken, if they may not all belong to this block. Needs a refill before.
    #[inline(always)]
    pub(super) fn skip_symbols(&self, bits: &mut Bits, k: &mut usize) -> Option<bool> {
        let entry = self.skips[bits.peek(SKIP_BITS) as usize];
        let after = *k + usize::from((entry & !ENDS) >> 4);
        if entry == 0 || after >= 64 {
            return None;
        }
        bits.skip(u32::from(entry & 15));
        *k = after;
        Some(entry & ENDS != 0)
    }
}

/// The tables of T.81 annex K.3, which MJPEG frames leave out: DC of luminance and chrominance, AC of both.
pub(super) fn standard() -> ([Option<Table>; 4], [Option<Table>; 4]) {
    let dc_luminance = Table::new(&[0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], &DC_VALUES);
    let dc_chrominance = Table::new(&[0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], &DC_VALUES);
    let ac_luminance = Table::new(&[0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d], &AC_LUMINANCE);
    let ac_chrominance = Table::new(&[0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77], &AC_CHROMINANCE);
    ([dc_luminance, dc_chrominance, None, None], [ac_luminance, ac_chrominance, None, None])
}

const DC_VALUES: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

#[rustfmt::skip]
const AC_LUMINANCE: [u8; 162] = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71,
    0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72,
    0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37,
    0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59,
    0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83,
    0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3,
    0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3,
    0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2,
    0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
];

#[rustfmt::skip]
const AC_CHROMINANCE: [u8; 162] = [
    0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22,
    0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1,
    0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x35, 0x36,
    0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58,
    0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a,
    0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a,
    0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba,
    0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda,
    0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_codes_decode() {
        // T.81 table K.3: 00 -> 0, 010 -> 1, 1111 1111 0 -> 11.
        let (dc, ac) = standard();
        let table = dc[0].as_ref().unwrap();
        let mut bits = Bits::new(&[0b0001_0111, 0b1111_1000], 0);
        bits.refill();
        assert_eq!(
            [table.symbol(&mut bits), table.symbol(&mut bits), table.symbol(&mut bits)],
            [Some(0), Some(1), Some(11)]
        );
        // Table K.5: the 16-bit code 1111 1111 1111 1110 -> 0xFA.
        let table = ac[0].as_ref().unwrap();
        let mut bits = Bits::new(&[0xFF, 0x00, 0xFE], 0);
        bits.refill();
        assert_eq!(table.symbol(&mut bits), Some(0xFA));
        // All ones are no code.
        let mut bits = Bits::new(&[0xFF, 0x00, 0xFF, 0x00], 0);
        bits.refill();
        assert_eq!(table.symbol(&mut bits), None);
        // Table K.5: 00 -> run 0, size 1; with the bit 1 that is +1, with 0 it is -1.
        let mut bits = Bits::new(&[0b0010_0000], 0);
        bits.refill();
        assert_eq!(table.coefficient(&mut bits), Some((0, 1)));
        assert_eq!(table.coefficient(&mut bits), Some((0, -1)));
    }

    #[test]
    fn impossible_tables_are_refused() {
        let mut counts = [0; 16];
        assert!(Table::new(&counts, &[]).is_none());
        counts[0] = 3;
        assert!(Table::new(&counts, &[1, 2, 3]).is_none());
        counts[0] = 2;
        assert!(Table::new(&counts, &[1]).is_none());
        assert!(Table::new(&counts, &[1, 2]).is_some());
        counts[15] = 255;
        assert!(Table::new(&counts, &[0; 256]).is_none());
    }
}
