//! JPEG: baseline, extended sequential and progressive with 8 bits, at full size or reduced by the transform.
//!
//! A decoder of our own. The one in `image` decodes files with one scan a component wrongly; `jpeg-decoder` decodes them
//! rightly, but holds whole planes, cannot tell a truncated picture from a whole one, and does not promise that it never
//! panics. Here rows stream, every bit is accounted for, and full-size pictures equal libjpeg's.

use crate::codec::bitmap::Bitmap;
use crate::codec::color::{Conversion, Samples};
use crate::codec::format::Unread;
use crate::codec::probe::Header;
use crate::codec::probe::jpeg::{Component, EOI, Layout, Model, SOS, Segment, next_segment};
use crate::codec::reduce::Factor;
use crate::codec::zigzag::ZIGZAG;
use crate::error::{Error, Result, Stage};

use super::{Sink, malformed};

mod bits;
mod block;
mod huffman;
mod idct;
mod planes;
mod scan;
mod work;

use huffman::Table;
use idct::Block;
use planes::{KEPT_ROWS, Plane, PlaneSize, Rows};

/// Tables: at most 8 of a file, the 4 standard ones and 8 of a scan, 7 kB each; segment lists; and room to spare.
const TABLE_BYTES: u64 = 256 << 10;

fn samples(model: Model) -> Samples {
    match model {
        Model::Grey => Samples::Grey,
        Model::YCbCr | Model::Rgb => Samples::Rgb,
        Model::Cmyk | Model::Ycck => Samples::Cmyk,
    }
}

/// Bytes that decoding takes at most.
pub(super) fn bytes(header: &Header, layout: &Layout, factor: Factor) -> u64 {
    let samples = samples(layout.model);
    let profile = Conversion::bytes(layout.profile.iter().map(|range| range.len()).sum());
    let width = u64::from(factor.reduced(header.width_px)) + 8;
    let rows = width * (4 + samples.count() as u64);
    let rest = TABLE_BYTES + rows + profile + Sink::bytes(header, samples, factor);
    let Ok(plan) = Plan::new(header, layout, factor) else { return rest };
    let working: u64 = plan.components.iter().map(|c| plan.working_bytes(c, header, layout)).sum();
    working + rest
}

/// Decodes and reduces in one step.
pub(super) fn decode(bytes: &[u8], header: &Header, layout: &Layout, factor: Factor) -> Result<(Bitmap, bool)> {
    let plan = Plan::new(header, layout, factor)?;
    let profile = profile(bytes, layout);
    let conversion = Conversion::new(samples(layout.model), profile.as_deref());
    let mut sink = Sink::for_reduced(header, conversion, factor);
    work::check(bytes, header, layout, &plan)?;
    let mut decoder = Decoder::new(bytes, header, layout, plan);
    decoder.run(&mut sink)?;
    sink.finish()
}

/// The parts of the profile, joined.
fn profile(bytes: &[u8], layout: &Layout) -> Option<Vec<u8>> {
    let parts = layout.profile.iter().filter_map(|range| bytes.get(range.clone()));
    let joined: Vec<u8> = parts.flatten().copied().collect();
    (!joined.is_empty()).then_some(joined)
}

/// One component, with all that follows from the picture's size and the reduction.
struct Part {
    h: usize,
    v: usize,
    table: usize,
    /// Samples a side that a block gives: 8, 4, 2 or 1.
    size: usize,
    /// Blocks across and down in whole MCUs.
    blocks_across: usize,
    blocks_down: usize,
    /// Blocks across and down that hold picture: what a scan of this component alone codes.
    own_across: usize,
    own_down: usize,
    width: usize,
    height: usize,
    expand_x: usize,
    expand_y: usize,
}

/// The plan of one decode.
struct Plan {
    components: Vec<Part>,
    mcus_across: usize,
    mcus_down: usize,
    width: usize,
    height: usize,
    /// Samples a side that a block of the finest component gives.
    size: usize,
}

impl Plan {
    fn new(header: &Header, layout: &Layout, factor: Factor) -> Result<Self> {
        let (width, height) = (header.width_px as usize, header.height_px as usize);
        let size = 8 / factor.get() as usize;
        // A single component is coded block by block, whatever its factors say (T.81 A.2.2).
        let alone = layout.components.len() == 1;
        let factors = |c: &Component| if alone { (1, 1) } else { (usize::from(c.h), usize::from(c.v)) };
        let h_max = layout.components.iter().map(|c| factors(c).0).max().unwrap_or(1);
        let v_max = layout.components.iter().map(|c| factors(c).1).max().unwrap_or(1);
        let (mcus_across, mcus_down) = (width.div_ceil(8 * h_max), height.div_ceil(8 * v_max));
        let mut components = Vec::new();
        for component in &layout.components {
            let (h, v) = factors(component);
            // Where chroma is coarser, the reduction takes it from a larger transform instead of enlarging it after.
            let mut own = size;
            while own < 8 && (h_max * size).is_multiple_of(h * own * 2) && (v_max * size).is_multiple_of(v * own * 2) {
                own *= 2;
            }
            if !(h_max * size).is_multiple_of(h * own) || !(v_max * size).is_multiple_of(v * own) {
                return Err(Error::unsupported(Stage::Decode, Unread::JpegSampling.as_str()));
            }
            components.push(Part {
                h,
                v,
                table: component.table.into(),
                size: own,
                blocks_across: mcus_across * h,
                blocks_down: mcus_down * v,
                own_across: (width * h).div_ceil(8 * h_max),
                own_down: (height * v).div_ceil(8 * v_max),
                width: (width * h * own).div_ceil(8 * h_max),
                height: (height * v * own).div_ceil(8 * v_max),
                expand_x: h_max * size / (h * own),
                expand_y: v_max * size / (v * own),
            });
        }
        let (width, height) = (factor.reduced(header.width_px) as usize, factor.reduced(header.height_px) as usize);
        Ok(Self { components, mcus_across, mcus_down, width, height, size })
    }

    /// Bytes that one component takes while it is worked on.
    fn working_bytes(&self, part: &Part, header: &Header, layout: &Layout) -> u64 {
        let blocks = part.blocks_across as u64 * part.blocks_down as u64;
        let row = part.blocks_across as u64 * part.size as u64;
        let strip = row * (part.v * part.size + KEPT_ROWS) as u64;
        if header.progressive {
            blocks * size_of::<Block>() as u64 + strip
        } else if layout.components.len() > 1 && !layout.one_scan {
            blocks * (part.size * part.size) as u64
        } else {
            strip
        }
    }

    /// A plane with room for a row of MCUs.
    fn strip(&self, part: &Part) -> Plane {
        Plane::new(part.plane_size(), part.v * part.size + KEPT_ROWS)
    }
}

impl Part {
    fn plane_size(&self) -> PlaneSize {
        PlaneSize {
            stride: self.blocks_across * self.size,
            width: self.width,
            height: self.height,
            expand_x: self.expand_x,
            expand_y: self.expand_y,
        }
    }
}

struct Decoder<'a> {
    bytes: &'a [u8],
    header: &'a Header,
    layout: &'a Layout,
    plan: Plan,
    quantisers: [Option<[u16; 64]>; 4],
    dc_tables: [Option<Table>; 4],
    ac_tables: [Option<Table>; 4],
    restart_interval: usize,
    /// For each component, the quantiser that was in force when its first scan began (T.81 B.2.4.1).
    chosen: Vec<Option<[u16; 64]>>,
    /// For each component, whether its picture, or at least its DC, has come.
    seen: Vec<bool>,
    /// For a progressive picture: the bits each coefficient still lacks; 255 where none has come.
    lacking: Vec<[u8; 64]>,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8], header: &'a Header, layout: &'a Layout, plan: Plan) -> Self {
        let count = layout.components.len();
        Self {
            bytes,
            header,
            layout,
            plan,
            quantisers: [None; 4],
            dc_tables: Default::default(),
            ac_tables: Default::default(),
            restart_interval: 0,
            chosen: vec![None; count],
            seen: vec![false; count],
            lacking: vec![[255; 64]; count],
        }
    }

    fn run(&mut self, sink: &mut Sink) -> Result<()> {
        let fancy = self.plan.size > 1;
        let (width, height) = (self.plan.width, self.plan.height);
        let mut rows = Rows::new(self.layout.model, width, height, self.plan.components.len(), fancy);
        let mut store = scan::Store::new(&self.plan, self.header.progressive, self.layout);
        let mut at = 2;
        let mut ended = false;
        while let Some(Segment { marker, data: range, cut }) = next_segment(self.bytes, at) {
            at = range.end;
            if marker == EOI {
                ended = true;
                break;
            }
            if cut {
                break;
            }
            let data = &self.bytes[range];
            match marker {
                0xDB => self.read_quantisers(data)?,
                0xC4 => self.read_tables(data)?,
                0xDD => self.restart_interval = restart_interval(data)?,
                SOS => {
                    at = self.read_scan(data, at, &mut store, &mut rows, sink)?;
                    if rows.next == height {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        if !self.seen.iter().all(|&seen| seen) {
            return Err(malformed("the JPEG is truncated"));
        }
        let sharp = self.lacking.iter().flatten().all(|&bits| bits == 0);
        if self.header.progressive && !ended && !sharp {
            return Err(malformed("the JPEG is truncated: later scans are missing"));
        }
        store.finish(&self.plan, &self.chosen, &mut rows, sink)?;
        if rows.next < height { Err(malformed("the JPEG is truncated")) } else { Ok(()) }
    }

    /// T.81 B.2.4.1.
    fn read_quantisers(&mut self, mut data: &[u8]) -> Result<()> {
        while let Some((&kind, rest)) = data.split_first() {
            let (wide, index) = (kind >> 4, usize::from(kind & 15));
            let length = if wide == 0 { 64 } else { 128 };
            if wide > 1 || index > 3 || rest.len() < length {
                return Err(malformed("the JPEG has a damaged quantisation table"));
            }
            let mut table = [0; 64];
            for (k, position) in ZIGZAG.iter().enumerate() {
                table[usize::from(*position)] = match wide {
                    0 => rest[k].into(),
                    _ => u16::from_be_bytes([rest[2 * k], rest[2 * k + 1]]),
                };
            }
            self.quantisers[index] = Some(table);
            data = &rest[length..];
        }
        Ok(())
    }

    /// T.81 B.2.4.2.
    fn read_tables(&mut self, mut data: &[u8]) -> Result<()> {
        let damaged = || malformed("the JPEG has a damaged Huffman table");
        while let Some((&kind, rest)) = data.split_first() {
            let counts: &[u8; 16] = rest.first_chunk().ok_or_else(damaged)?;
            let values = &rest[16..];
            let total: usize = counts.iter().map(|&c| usize::from(c)).sum();
            let table = Table::new(counts, values).ok_or_else(damaged)?;
            let index = usize::from(kind & 15);
            let tables = if kind >> 4 == 0 { &mut self.dc_tables } else { &mut self.ac_tables };
            if kind >> 4 > 1 {
                return Err(damaged());
            }
            *tables.get_mut(index).ok_or_else(damaged)? = Some(table);
            data = &values[total..];
        }
        Ok(())
    }
}

/// T.81 B.2.4.4.
fn restart_interval(data: &[u8]) -> Result<usize> {
    match data {
        &[high, low] => Ok(u16::from_be_bytes([high, low]).into()),
        _ => Err(malformed("the JPEG has a damaged restart interval")),
    }
}
