//! Huffman tables made for one picture: code lengths of at most 16 bits that no other lengths beat.

/// Occurrences of each symbol.
pub(super) type Histogram = [u32; 256];

/// The longest code that JPEG allows.
const MAX_BITS: usize = 16;
/// A symbol that is never sent: it takes the code of all ones, which ITU T.81 C.2 reserves.
const RESERVED: usize = 256;

/// One table of a DHT segment, and its codes.
#[derive(Debug, Clone)]
pub(super) struct HuffmanTable {
    /// Number of codes of each length 1-16.
    pub(super) counts: [u8; MAX_BITS],
    /// Symbols in the order of their codes.
    pub(super) symbols: Vec<u8>,
    /// Code of each symbol, right-aligned.
    pub(super) codes: [u16; 256],
    /// Length of each symbol's code, 0 where it has none.
    pub(super) lengths: [u8; 256],
}

impl HuffmanTable {
    /// The best table for these counts.
    pub(super) fn new(histogram: &Histogram) -> Self {
        let all = code_lengths(histogram);
        let mut order: Vec<usize> = (0..RESERVED).filter(|&s| all[s] > 0).collect();
        order.sort_by_key(|&s| (all[s], s));
        let mut table = Self { counts: [0; MAX_BITS], symbols: Vec::new(), codes: [0; 256], lengths: [0; 256] };
        let (mut code, mut length) = (0u32, 0u8);
        for symbol in order {
            code <<= all[symbol] - length;
            length = all[symbol];
            table.counts[usize::from(length) - 1] += 1;
            table.symbols.push(symbol as u8);
            table.codes[symbol] = code as u16;
            table.lengths[symbol] = length;
            code += 1;
        }
        table
    }
}

/// Package-merge (Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", J. ACM 37, 1990).
fn code_lengths(histogram: &Histogram) -> [u8; 257] {
    let mut leaves: Vec<(u64, usize)> = vec![(0, RESERVED)];
    leaves.extend((0..256).filter(|&s| histogram[s] > 0).map(|s| (u64::from(histogram[s]), s)));
    leaves.sort_by_key(|&(count, symbol)| (count, RESERVED - symbol));

    // From the longest codes to the shortest: each level holds the leaves and the pairs of the level before, by weight.
    let mut levels: Vec<Vec<(u64, bool)>> = Vec::with_capacity(MAX_BITS);
    for bits in 0..MAX_BITS {
        let pairs = match bits {
            0 => Vec::new(),
            _ => levels[bits - 1].chunks_exact(2).map(|pair| (pair[0].0 + pair[1].0, true)).collect(),
        };
        let mut level: Vec<(u64, bool)> = leaves.iter().map(|&(count, _)| (count, false)).chain(pairs).collect();
        level.sort_by_key(|&(weight, is_pair)| (weight, is_pair));
        levels.push(level);
    }

    // A code is as long as there are levels in which its leaf is among the cheapest.
    let mut lengths = [0u8; 257];
    let mut taken = (2 * leaves.len()).saturating_sub(2).max(1);
    for level in levels.iter().rev() {
        let pairs = level[..taken].iter().filter(|(_, is_pair)| *is_pair).count();
        for &(_, symbol) in &leaves[..taken - pairs] {
            lengths[symbol] += 1;
        }
        taken = 2 * pairs;
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(counts: &[(u8, u32)]) -> Histogram {
        let mut out = [0; 256];
        for &(symbol, count) in counts {
            out[usize::from(symbol)] = count;
        }
        out
    }

    #[test]
    fn lengths_are_the_best_known() {
        struct Case(&'static [(u8, u32)], &'static [(u8, u8)]);
        let cases = [
            // One symbol still takes a bit, because all ones are reserved.
            Case(&[(7, 100)], &[(7, 1)]),
            Case(&[(0, 1), (1, 1)], &[(0, 2), (1, 1)]),
            Case(&[(0, 8), (1, 4), (2, 2), (3, 1)], &[(0, 1), (1, 2), (2, 3), (3, 4)]),
            Case(&[], &[]),
        ];
        for Case(counts, lengths) in cases {
            let table = HuffmanTable::new(&histogram(counts));
            let bits: u64 = counts.iter().map(|&(s, n)| u64::from(table.lengths[usize::from(s)]) * u64::from(n)).sum();
            let want: u64 = lengths.iter().zip(counts).map(|(l, c)| u64::from(l.1) * u64::from(c.1)).sum();
            assert_eq!(bits, want, "{counts:?}");
            assert_eq!(table.symbols.len(), counts.len());
        }
    }

    #[test]
    fn no_code_is_longer_than_16_bits_or_all_ones_or_a_prefix() {
        let mut fibonacci = [0u32; 256];
        let (mut a, mut b) = (1u32, 1u32);
        for count in fibonacci.iter_mut().take(40) {
            *count = a;
            (a, b) = (b, a + b);
        }
        for histogram in [fibonacci, [1; 256], [u32::MAX; 256]] {
            let table = HuffmanTable::new(&histogram);
            let codes: Vec<(u16, u8)> =
                table.symbols.iter().map(|&s| (table.codes[usize::from(s)], table.lengths[usize::from(s)])).collect();
            assert_eq!(table.counts.iter().map(|&n| usize::from(n)).sum::<usize>(), codes.len());
            for (i, &(code, length)) in codes.iter().enumerate() {
                assert!((1..=16).contains(&length));
                assert_ne!(u32::from(code), (1u32 << length) - 1, "all ones");
                for &(other, longer) in &codes[i + 1..] {
                    assert_ne!(other >> (longer - length), code, "a code begins with another");
                }
            }
        }
    }
}
