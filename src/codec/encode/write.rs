//! The bytes of a baseline JPEG: JFIF header, tables, one interleaved scan. Nothing else is written.

use super::huffman::HuffmanTable;
use super::planes::Planes;
use super::quant::Quantisers;
use super::scan::Scan;

/// A whole file. Without `dpi` the density says only that pixels are square.
pub(super) fn write(
    planes: &Planes,
    quant: &Quantisers,
    scan: &Scan,
    tables: &[HuffmanTable; 4],
    dpi: Option<u16>,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(scan.tokens.len() + 1024);
    out.extend([0xff, 0xd8]);
    let (unit, density) = dpi.map_or((0, 1), |dpi| (1, dpi));
    let [high, low] = density.to_be_bytes();
    segment(&mut out, 0xe0, &[b'J', b'F', b'I', b'F', 0, 1, 1, unit, high, low, high, low, 0, 0]);

    let mut dqt = Vec::new();
    for (id, quantiser) in quant.0.iter().enumerate() {
        dqt.push(id as u8);
        dqt.extend(quantiser.table);
    }
    segment(&mut out, 0xdb, &dqt);

    let [height_high, height_low] = (planes.height_px as u16).to_be_bytes();
    let [width_high, width_low] = (planes.width_px as u16).to_be_bytes();
    let mut sof = vec![8, height_high, height_low, width_high, width_low, 3];
    for (c, component) in planes.components.iter().enumerate() {
        sof.extend([c as u8 + 1, (component.across << 4 | component.down) as u8, c as u8]);
    }
    segment(&mut out, 0xc0, &sof);

    let mut dht = Vec::new();
    for (table, id) in tables.iter().zip([0x00, 0x10, 0x01, 0x11]) {
        dht.push(id);
        dht.extend(table.counts);
        dht.extend(&table.symbols);
    }
    segment(&mut out, 0xc4, &dht);
    segment(&mut out, 0xda, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);

    // By table and symbol: the code with room for the extra bits, and the length of both.
    let mut codes = [(0u32, 0u32); 1024];
    for (i, code) in codes.iter_mut().enumerate() {
        let (table, symbol) = (&tables[i >> 8], i & 0xff);
        let size = symbol as u32 & 15;
        *code = (u32::from(table.codes[symbol]) << size, u32::from(table.lengths[symbol]) + size);
    }
    let mut bits = BitWriter { out, held: 0, free: 64 };
    for token in &scan.tokens {
        let (code, length) = codes[token.coded_by()];
        bits.push(u64::from(code | token.extra()), length);
    }
    let mut out = bits.finish();
    out.extend([0xff, 0xd9]);
    out
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xff, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
}

/// Bits to bytes, most significant first, with a zero byte after each 0xff (ITU T.81 B.1.1.5).
struct BitWriter {
    out: Vec<u8>,
    /// Waiting bits, left-aligned.
    held: u64,
    free: u32,
}

impl BitWriter {
    /// At most 32 bits.
    fn push(&mut self, bits: u64, count: u32) {
        self.free -= count;
        self.held |= bits << self.free;
        if self.free <= 32 {
            let four = (self.held >> 32) as u32;
            // Without a byte 0xff, no byte of the complement is zero, and none borrows when one is taken from each.
            if (!four).wrapping_sub(0x0101_0101) & four & 0x8080_8080 == 0 {
                self.out.extend_from_slice(&four.to_be_bytes());
                self.held <<= 32;
                self.free += 32;
            } else {
                for _ in 0..4 {
                    self.byte();
                }
            }
        }
    }

    fn byte(&mut self) {
        let byte = (self.held >> 56) as u8;
        self.out.push(byte);
        if byte == 0xff {
            self.out.push(0);
        }
        self.held <<= 8;
        self.free += 8;
    }

    /// Fills the last byte with ones.
    fn finish(mut self) -> Vec<u8> {
        let spare = (64 - self.free).next_multiple_of(8) - (64 - self.free);
        if spare > 0 {
            self.push((1 << spare) - 1, spare);
        }
        while self.free < 64 {
            self.byte();
        }
        self.out
    }
}
