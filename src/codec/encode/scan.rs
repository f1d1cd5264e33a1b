//! A picture at given tables and prices as a list of symbols: a probe counts them, the writer writes them.

use super::huffman::{Histogram, HuffmanTable};
use super::planes::Planes;
use super::quant::Quantisers;
use super::trellis::{Nonzero, Rates, Trellis, choose_dc, size_of};

/// A symbol with its extra bits: bits 0-7 the symbol, 8-9 its table, 16-31 the extra bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token(u32);

impl Token {
    fn new(table: usize, symbol: usize, extra: u32) -> Self {
        Self(symbol as u32 | (table as u32) << 8 | extra << 16)
    }

    /// `table << 8 | symbol`. Tables are luma DC, luma AC, chroma DC, chroma AC.
    pub(super) fn coded_by(self) -> usize {
        (self.0 & 0x3ff) as usize
    }

    /// Returns the extra bits. Their number is the low half of the symbol, for DC and AC alike.
    pub(super) fn extra(self) -> u32 {
        self.0 >> 16
    }
}

/// All symbols of a picture, or of a sample of it, and their number by table.
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    histograms: [Histogram; 4],
}

/// The price of one bit in squared steps, block by block: AC, and DC for the whole component.
pub(super) struct Prices {
    /// For each component, one number a block.
    pub(super) ac: [Vec<f32>; 3],
    /// For luma, Cb, Cr.
    pub(super) dc: [f32; 3],
}

/// A sample codes one MCU in every `SAMPLE`.
pub(super) const SAMPLE: usize = 5;

impl Scan {
    /// Quantises and codes. `thrift` multiplies every price.
    pub(super) fn new(planes: &Planes, quant: &Quantisers, rates: &[Rates; 2], prices: &Prices, thrift: f32) -> Self {
        Self::of_every(1, planes, quant, rates, prices, thrift)
    }

    /// Codes one MCU in [`SAMPLE`], spread evenly, and counts as if all were like these. The tokens are no picture.
    pub(super) fn sampled(planes: &Planes, quant: &Quantisers, rates: &[Rates; 2], prices: &Prices) -> Self {
        let mut scan = Self::of_every(SAMPLE, planes, quant, rates, prices, 1.0);
        for table in [1, 3] {
            scan.histograms[table] = scan.histograms[table].map(|count| count * SAMPLE as u32);
        }
        scan
    }

    fn of_every(
        every: usize,
        planes: &Planes,
        quant: &Quantisers,
        rates: &[Rates; 2],
        prices: &Prices,
        thrift: f32,
    ) -> Self {
        let dc: [Vec<i16>; 3] = std::array::from_fn(|c| {
            let component = &planes.components[c];
            let inverse = quant.0[c].inverse[0];
            let steps: Vec<f32> = component
                .scan_order(planes.mcus)
                .map(|block| f32::from(component.blocks[block][0]) * inverse)
                .collect();
            choose_dc(&steps, &rates[c.min(1)], prices.dc[c] * thrift / quant.0[c].weight[0])
        });
        let mut scan = Self { tokens: Vec::new(), histograms: [[0; 256]; 4] };
        let mut trellis = Trellis::new();
        let (mut next, mut before) = ([0; 3], [0i32; 3]);
        for mcu_row in 0..planes.mcus.1 {
            for mcu_column in 0..planes.mcus.0 {
                // DC is a chain through all blocks and cheap; each row begins elsewhere.
                let with_ac = (mcu_column + 2 * mcu_row) % every == 0;
                for (c, component) in planes.components.iter().enumerate() {
                    let kind = c.min(1);
                    for i in 0..component.across * component.down {
                        let value = i32::from(dc[c][next[c]]);
                        next[c] += 1;
                        scan.push(2 * kind, 0, value - before[c]);
                        before[c] = value;
                        if with_ac {
                            let block = component.index((mcu_column, mcu_row), i);
                            let price = prices.ac[c][block] * thrift;
                            let nonzeros = trellis.choose(&component.blocks[block], &quant.0[c], &rates[kind], price);
                            scan.push_ac(2 * kind + 1, nonzeros);
                        }
                    }
                }
            }
        }
        scan
    }

    fn push_ac(&mut self, table: usize, nonzeros: &[Nonzero]) {
        let mut at = 0;
        for nonzero in nonzeros {
            let mut run = usize::from(nonzero.at - at - 1);
            while run > 15 {
                self.push(table, 15, 0);
                run -= 16;
            }
            self.push(table, run, i32::from(nonzero.value));
            at = nonzero.at;
        }
        if at < 63 {
            self.push(table, 0, 0);
        }
    }

    #[inline]
    fn push(&mut self, table: usize, run: usize, value: i32) {
        let size = size_of(value);
        // ITU T.81 F.1.2.1: a negative value is sent as the low bits of value - 1.
        let extra = (value + (value >> 31)) as u32 & ((1 << size) - 1);
        let symbol = (run << 4 | size) & 0xff;
        self.histograms[table][symbol] += 1;
        self.tokens.push(Token::new(table, symbol, extra));
    }

    /// Bytes of the scan's data with these tables, but for the zero bytes that follow 0xff.
    pub(super) fn bytes(&self, tables: &[HuffmanTable; 4]) -> usize {
        let bits = |table: &HuffmanTable, symbol: usize| u64::from(table.lengths[symbol]) + (symbol as u64 & 15);
        let total: u64 = (self.histograms.iter().zip(tables))
            .flat_map(|(histogram, table)| (0..256).map(move |s| u64::from(histogram[s]) * bits(table, s)))
            .sum();
        total.div_ceil(8) as usize
    }

    /// The best tables for this scan: luma DC and AC, chroma DC and AC.
    pub(super) fn huffman_tables(&self) -> [HuffmanTable; 4] {
        self.histograms.each_ref().map(HuffmanTable::new)
    }

    /// The cost of symbols under these tables, for luma and chroma.
    pub(super) fn rates(&self, tables: &[HuffmanTable; 4]) -> [Rates; 2] {
        [0, 1].map(|kind| {
            let (dc, ac) = (&tables[2 * kind], &tables[2 * kind + 1]);
            let bits = |table: &HuffmanTable, symbol: usize| match table.lengths[symbol] {
                // No code yet: one that is new would be long.
                0 => 15.0 + (symbol & 15) as f32,
                length => f32::from(length) + (symbol & 15) as f32,
            };
            Rates::new(&std::array::from_fn(|symbol| bits(ac, symbol)), std::array::from_fn(|symbol| bits(dc, symbol)))
        })
    }
}

/// Returns the prices before any picture was counted: a straight line through those of portraits.
pub(super) fn first_rates() -> [Rates; 2] {
    let ac = std::array::from_fn(|symbol| match (symbol >> 4, symbol & 15) {
        (0, 0) => 3.0,
        (15, 0) => 11.0,
        (run, size) => 1.5 + 0.6 * run as f32 + 2.2 * size as f32,
    });
    let dc = std::array::from_fn(|size| 2.0 + 1.2 * size as f32);
    let rates = Rates::new(&ac, dc);
    [rates.clone(), rates]
}
