//! Bits out of entropy-coded data (T.81 F.2.2.5): stuffed zeros are taken out, markers stop the flow.

/// A reader that never fails: past the end it gives zeros and counts them, so that the caller checks once per row instead
/// of at every bit. A copy continues at the same place: loops over many bits work on one, in registers.
#[derive(Clone, Copy)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// The next byte to load.
    at: usize,
    /// Bits, the next one at the top. Below `count` may be a part of the next byte, never anything else.
    word: u64,
    /// Bits in `word` that count.
    count: u32,
    /// Of them, the zeros that the file does not hold.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, word: 0, count: 0, made_up: 0 }
    }

    /// Makes sure that at least 32 bits are there.
    #[inline(always)]
    pub(super) fn refill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(bytes) = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let next = u64::from_be_bytes(*bytes);
            // A byte is 0xFF if the complement has a zero byte (Mycroft's test).
            let inverted = !next;
            let has_ff = inverted.wrapping_sub(0x0101_0101_0101_0101) & !inverted & 0x8080_8080_8080_8080;
            if has_ff == 0 {
                self.word |= next >> self.count;
                let bytes = (64 - self.count) / 8;
                self.at += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        // By value, so that a caller's copy need not be in memory.
        *self = self.loaded_bytewise();
    }

    #[cold]
    fn loaded_bytewise(mut self) -> Self {
        while self.count <= 56 {
            let byte = match self.data.get(self.at) {
                Some(0xFF) if self.data.get(self.at + 1) == Some(&0) => {
                    self.at += 2;
                    0xFF
                }
                // A marker, or the end.
                Some(0xFF) | None => {
                    self.made_up += 8;
                    0
                }
                Some(&byte) => {
                    self.at += 1;
                    byte
                }
            };
            self.word |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }

    /// The next `n` bits, 1-32, without taking them. Needs a refill before.
    #[inline(always)]
    pub(super) fn peek(&self, n: u32) -> u32 {
        (self.word >> (64 - n)) as u32
    }

    /// Takes `n` bits, 0-32. Needs a refill before.
    #[inline(always)]
    pub(super) fn skip(&mut self, n: u32) {
        self.word <<= n;
        debug_assert!(n <= self.count, "more bits taken than a refill gives");
        self.count = self.count.wrapping_sub(n);
    }

    /// The next `n` bits, 0-16, with a refill.
    #[inline(always)]
    pub(super) fn take(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        self.refill();
        let bits = self.peek(n);
        self.skip(n);
        bits
    }

    /// Takes `n` bits, 0-16, as T.81 F.2.2.1 codes a signed number. Needs a refill before.
    #[inline(always)]
    pub(super) fn signed(&mut self, n: u32) -> i32 {
        if n == 0 {
            return 0;
        }
        let bits = self.peek(n) as i32;
        self.skip(n);
        if bits < 1 << (n - 1) { bits - (1 << n) + 1 } else { bits }
    }

    /// Returns `true` if bits were taken that the file does not hold.
    pub(super) fn ran_out(&self) -> bool {
        self.made_up > self.count
    }

    /// Passes the restart marker with this number (0-7). Returns `false` at another marker, or at none.
    pub(super) fn restart(&mut self, number: u8) -> bool {
        while let Some(offset) = self.data.get(self.at..).and_then(|rest| rest.iter().position(|&b| b == 0xFF)) {
            let marker_at = self.at + offset + 1;
            match self.data.get(marker_at) {
                // A stuffed zero of data that nobody read, or a fill byte.
                Some(0x00) => self.at = marker_at + 1,
                Some(0xFF) => self.at = marker_at,
                Some(&marker) if marker == 0xD0 + number => {
                    *self = Self::new(self.data, marker_at + 1);
                    return true;
                }
                _ => return false,
            }
        }
        false
    }

    /// The position from which to look for the next marker.
    pub(super) fn position(&self) -> usize {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffing_is_taken_out_and_the_end_is_noticed() {
        let data = [0x12, 0xFF, 0x00, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11, 0x22, 0xFF, 0xD9];
        let mut bits = Bits::new(&data, 0);
        let got: Vec<u32> = (0..11).map(|_| bits.take(8)).collect();
        assert_eq!(got, [0x12, 0xFF, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11, 0x22]);
        assert!(!bits.ran_out());
        assert_eq!(bits.take(1), 0);
        assert!(bits.ran_out());
        assert_eq!(bits.position(), 12);
    }

    #[test]
    fn odd_widths_agree_with_a_plain_reader() {
        let data: Vec<u8> = (0..200u32).map(|i| (i * 73 % 255) as u8).collect();
        let mut bits = Bits::new(&data, 0);
        let plain = |at: usize| data[at / 8] >> (7 - at % 8) & 1;
        let mut at = 0;
        for n in (1..=16).cycle().take(150) {
            let want = (0..n).fold(0, |word, i| word << 1 | u32::from(plain(at + i as usize)));
            assert_eq!(bits.take(n), want, "{n} bits at {at}");
            at += n as usize;
        }
    }

    #[test]
    fn signed_numbers_and_restarts() {
        let mut bits = Bits::new(&[0b0100_1101, 0xAA, 0xFF, 0xFF, 0xD3, 0x80], 0);
        bits.refill();
        assert_eq!([bits.signed(1), bits.signed(1), bits.signed(2), bits.signed(2)], [-1, 1, -3, 3]);
        assert!(!bits.restart(2));
        assert!(bits.restart(3));
        assert_eq!(bits.take(8), 0x80);
        assert!(!bits.restart(4));
    }
}
