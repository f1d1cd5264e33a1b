//! A picture's perceptual hash as a value: 64 bits that stay nearly the same if the same document is photographed again,
//! sent through a chat or compressed, and differ for another document. `material::fingerprint` computes it.

/// Two pictures show the same document if their hashes differ in at most this many bits. Strangers differ in about 32;
/// `docs/clarity.md` has the measured distances.
pub const MAX_SAME_DOCUMENT_BITS: u32 = 10;

/// A perceptual hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// Returns how many of the 64 bits differ.
    pub fn distance_bits(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Returns `true` if both are likely of the same document.
    pub fn is_same_document(self, other: Self) -> bool {
        self.distance_bits(other) <= MAX_SAME_DOCUMENT_BITS
    }

    /// Reads the 16 hexadecimal digits in lower case of its text form. Returns `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        let whole = text.len() == 16 && text.bytes().all(is_digit);
        if whole { u64::from_str_radix(text, 16).ok().map(Self) } else { None }
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() {
        for bits in [0, 1, u64::MAX, 0x0123_4567_89ab_cdef] {
            assert_eq!(Fingerprint::parse(&Fingerprint(bits).to_string()), Some(Fingerprint(bits)));
        }
        for text in
            ["", "0", "0123456789ABCDEF", "0123456789abcde", "+123456789abcdef", "0123456789abcdef0", "０12345678"]
        {
            assert_eq!(Fingerprint::parse(text), None, "{text}");
        }
    }

    #[test]
    fn distance_counts_bits() {
        assert_eq!(Fingerprint(0b1011).distance_bits(Fingerprint(0b0110)), 3);
        assert!(
            Fingerprint(0x3ff).is_same_document(Fingerprint(0)) && !Fingerprint(0x7ff).is_same_document(Fingerprint(0))
        );
    }
}
