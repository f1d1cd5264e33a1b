//! A picture at given tables and prices as a list of symbols: what a probe counts and the writer writes.

use super::huffman::{Histogram, HuffmanTable};
use super::planes::Planes;
use super::quant::Quantisers;
use super::trellis::{Rates, Trellis, choose_dc, size_of};

/// A symbol with its extra bits: bits 0-7 the symbol, 8-9 its table, 16-31 the extra bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token(u32);

impl Token {
    fn new(table: usize, symbol: usize, extra: u32) -> Self {
        Self(symbol as u32 | (table as u32) << 8 | extra << 16)
    }

    /// Luma DC, luma AC, chroma DC, chroma AC.
    pub(super) fn table(self) -> usize {
        (self.0 >> 8 & 3) as usize
    }

    pub(super) fn symbol(self) -> usize {
        (self.0 & 0xff) as usize
    }

    /// The extra bits and how many there are: the low half of the symbol, for DC and AC alike.
    pub(super) fn extra(self) -> (u32, u32) {
        (self.0 >> 16, self.0 & 15)
    }
}

/// All symbols of a picture, and their number by table.
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    pub(super) histograms: [Histogram; 4],
}

/// What one bit may cost in squared steps, block by block: AC, and DC for the whole component.
pub(super) struct Prices {
    /// For each component, one number a block.
    pub(super) ac: [Vec<f32>; 3],
    /// For luma, Cb, Cr.
    pub(super) dc: [f32; 3],
}

impl Scan {
    /// Quantises and codes. `thrift` multiplies every price.
    pub(super) fn new(planes: &Planes, quant: &Quantisers, rates: &[Rates; 2], prices: &Prices, thrift: f32) -> Self {
        let mut scan = Self { tokens: Vec::new(), histograms: [[0; 256]; 4] };
        let dc: [Vec<i16>; 3] = std::array::from_fn(|c| {
            let component = &planes.components[c];
            let inverse = quant.0[c].inverse[0];
            let steps: Vec<f32> =
                component.scan_order(planes.mcus).map(|b| f32::from(component.blocks[b][0]) * inverse).collect();
            choose_dc(&steps, &rates[c.min(1)], prices.dc[c] * thrift / quant.0[c].weight[0])
        });
        let mut trellis = Trellis::new();
        let mut orders = [0, 1, 2].map(|c| planes.components[c].scan_order(planes.mcus).zip(&dc[c]));
        let mut before = [0i32; 3];
        for _ in 0..planes.mcus.0 * planes.mcus.1 {
            for (c, component) in planes.components.iter().enumerate() {
                for _ in 0..component.across * component.down {
                    let (b, &value) = orders[c].next().expect("each MCU has its blocks");
                    let kind = c.min(1);
                    let value = i32::from(value);
                    scan.push(2 * kind, 0, value - before[c]);
                    before[c] = value;
                    let mut at = 0;
                    let price = prices.ac[c][b] * thrift;
                    for nonzero in trellis.choose(&component.blocks[b], &quant.0[c], &rates[kind], price) {
                        let mut run = usize::from(nonzero.at - at - 1);
                        while run > 15 {
                            scan.push(2 * kind + 1, 15, 0);
                            run -= 16;
                        }
                        scan.push(2 * kind + 1, run, i32::from(nonzero.value));
                        at = nonzero.at;
                    }
                    if at < 63 {
                        scan.push(2 * kind + 1, 0, 0);
                    }
                }
            }
        }
        scan
    }

    fn push(&mut self, table: usize, run: usize, value: i32) {
        let size = size_of(value);
        // ITU T.81 F.1.2.1: a negative value is sent as the low bits of value - 1.
        let extra = (if value < 0 { value - 1 } else { value }) as u32 & ((1 << size) - 1);
        let symbol = run << 4 | size;
        self.histograms[table][symbol] += 1;
        self.tokens.push(Token::new(table, symbol, extra));
    }

    /// The best tables for this scan: luma DC and AC, chroma DC and AC.
    pub(super) fn huffman_tables(&self) -> [HuffmanTable; 4] {
        self.histograms.each_ref().map(HuffmanTable::new)
    }

    /// What symbols cost under these tables, for luma and chroma.
    pub(super) fn rates(&self, tables: &[HuffmanTable; 4]) -> [Rates; 2] {
        [0, 1].map(|kind| {
            let (dc, ac) = (&tables[2 * kind], &tables[2 * kind + 1]);
            let bits = |table: &HuffmanTable, symbol: usize| match table.lengths[symbol] {
                // No code yet: one that is new would be long.
                0 => 15.0 + (symbol & 15) as f32,
                length => f32::from(length) + (symbol & 15) as f32,
            };
            Rates {
                ac: std::array::from_fn(|symbol| bits(ac, symbol)),
                dc: std::array::from_fn(|symbol| bits(dc, symbol)),
            }
        })
    }
}

/// Prices before any picture was counted: a straight line through what portraits showed.
pub(super) fn first_rates() -> [Rates; 2] {
    let ac = std::array::from_fn(|symbol| match (symbol >> 4, symbol & 15) {
        (0, 0) => 3.0,
        (15, 0) => 11.0,
        (run, size) => 1.5 + 0.6 * run as f32 + 2.2 * size as f32,
    });
    let dc = std::array::from_fn(|size| 2.0 + 1.2 * size as f32);
    [Rates { ac, dc }, Rates { ac, dc }]
}
