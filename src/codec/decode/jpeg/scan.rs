//! One scan: which components and coefficients it has, and the walk over its blocks.

use crate::error::Result;

use super::super::{Sink, malformed};
use super::bits::Bits;
use super::block::{ac_first, ac_refine, dc_first, dc_refine, sequential};
use super::huffman::{self, Table};
use super::idct::{Block, idct, last_used};
use super::planes::{Plane, Rows};
use super::{Decoder, Layout, Part, Plan};

/// A scan header (T.81 B.2.3).
pub(super) struct Scan {
    /// Index of the component, its DC table and its AC table.
    parts: Vec<(usize, usize, usize)>,
    first: usize,
    last: usize,
    high: u32,
    low: u32,
}

impl Scan {
    pub(super) fn read(data: &[u8], layout: &Layout, progressive: bool) -> Result<Self> {
        let damaged = || malformed("the JPEG has a damaged scan header");
        let (&count, rest) = data.split_first().ok_or_else(damaged)?;
        let count = usize::from(count);
        if !(1..=4).contains(&count) || rest.len() != 2 * count + 3 {
            return Err(damaged());
        }
        let mut parts: Vec<(usize, usize, usize)> = Vec::new();
        for pair in rest[..2 * count].chunks_exact(2) {
            let index = layout.components.iter().position(|c| c.id == pair[0]).ok_or_else(damaged)?;
            let (dc, ac) = (usize::from(pair[1] >> 4), usize::from(pair[1] & 15));
            if dc > 3 || ac > 3 || parts.iter().any(|(other, ..)| *other == index) {
                return Err(damaged());
            }
            parts.push((index, dc, ac));
        }
        let [first, last, approximation] = [rest[2 * count], rest[2 * count + 1], rest[2 * count + 2]];
        let mut scan = Self {
            parts,
            first: first.into(),
            last: last.into(),
            high: u32::from(approximation >> 4),
            low: u32::from(approximation & 15),
        };
        if !progressive {
            // Some encoders leave these bytes at any value; they mean nothing here.
            (scan.first, scan.last, scan.high, scan.low) = (0, 63, 0, 0);
            return Ok(scan);
        }
        let band = match scan.first {
            0 => scan.last == 0,
            first => first <= scan.last && scan.last < 64 && count == 1,
        };
        if !band || scan.low > 13 || (scan.high != 0 && scan.high != scan.low + 1) {
            return Err(damaged());
        }
        Ok(scan)
    }

    /// The blocks that it visits: those that hold picture where it has one component, whole MCUs otherwise (T.81 A.2).
    pub(super) fn blocks(&self, plan: &Plan) -> u64 {
        let part = |&(i, ..): &(usize, usize, usize)| &plan.components[i];
        match &self.parts[..] {
            [alone] => part(alone).own_across as u64 * part(alone).own_down as u64,
            several => several.iter().map(|p| part(p).blocks_across as u64 * part(p).blocks_down as u64).sum(),
        }
    }
}

/// The data that is kept from one scan to the next.
pub(super) enum Store {
    /// Nothing: the only scan streams.
    Strips(Vec<Plane>),
    /// Finished samples, for scans of one component each.
    Planes(Vec<Plane>),
    /// Coefficients, for progressive scans.
    Coefficients(Vec<Vec<Block>>),
}

impl Store {
    pub(super) fn new(plan: &Plan, progressive: bool, layout: &Layout) -> Self {
        let parts = plan.components.iter();
        if progressive {
            Self::Coefficients(parts.map(|p| vec![[0; 64]; p.blocks_across * p.blocks_down]).collect())
        } else if layout.one_scan {
            Self::Strips(parts.map(|p| plan.strip(p)).collect())
        } else {
            Self::Planes(parts.map(|p| Plane::new(p.plane_size(), p.blocks_down * p.size)).collect())
        }
    }

    /// Hands on what has been kept.
    pub(super) fn finish(
        self,
        plan: &Plan,
        quantisers: &[Option<[u16; 64]>],
        rows: &mut Rows,
        sink: &mut Sink,
    ) -> Result<()> {
        let coefficients = match self {
            Store::Strips(_) => return Ok(()),
            Store::Planes(planes) => {
                rows.hand_on(&planes, sink);
                return Ok(());
            }
            Store::Coefficients(coefficients) => coefficients,
        };
        let mut planes: Vec<Plane> = plan.components.iter().map(|p| plan.strip(p)).collect();
        for mcu_y in 0..plan.mcus_down {
            for (i, part) in plan.components.iter().enumerate() {
                let quantiser = quantisers[i].as_ref().ok_or_else(|| malformed("the JPEG lacks a table"))?;
                let (out, stride) = planes[i].open(part.v * part.size, rows.next);
                let lines = &coefficients[i][mcu_y * part.v * part.blocks_across..][..part.v * part.blocks_across];
                for (y, line) in lines.chunks_exact(part.blocks_across).enumerate() {
                    let out = &mut out[y * part.size * stride..];
                    for (x, block) in line.iter().enumerate() {
                        let dc_only = block[1..] == [0; 63];
                        idct(part.size, block, quantiser, dc_only, &mut out[x * part.size..], stride);
                    }
                }
            }
            rows.hand_on(&planes, sink);
        }
        Ok(())
    }
}

/// Counts MCUs and passes restart markers.
struct Restarts {
    interval: usize,
    left: usize,
    number: u8,
}

impl Restarts {
    /// Before each MCU: true where the predictions start anew.
    #[inline(always)]
    fn step(&mut self, bits: &mut Bits) -> Result<bool> {
        if self.interval == 0 {
            return Ok(false);
        }
        if self.left > 0 {
            self.left -= 1;
            return Ok(false);
        }
        if bits.ran_out() || !bits.restart(self.number) {
            return Err(malformed("the JPEG is truncated or damaged: a restart marker is missing"));
        }
        self.number = (self.number + 1) % 8;
        self.left = self.interval - 1;
        Ok(true)
    }
}

fn ran_out() -> crate::error::Error {
    malformed("the JPEG is truncated: its picture data runs out")
}

fn damaged() -> crate::error::Error {
    malformed("the JPEG's picture data is damaged")
}

impl Decoder<'_> {
    /// Reads the scan with this header and with data from `at` on. Returns the place to search for the next segment.
    pub(super) fn read_scan(
        &mut self,
        header: &[u8],
        at: usize,
        store: &mut Store,
        rows: &mut Rows,
        sink: &mut Sink,
    ) -> Result<usize> {
        let scan = Scan::read(header, self.layout, self.header.progressive)?;
        for &(i, ..) in &scan.parts {
            if self.chosen[i].is_none() {
                self.chosen[i] = self.quantisers[self.plan.components[i].table];
            }
            if self.chosen[i].is_none() {
                return Err(malformed("the JPEG lacks a quantisation table"));
            }
            self.seen[i] |= scan.first == 0;
            self.lacking[i][scan.first..=scan.last].fill(scan.low as u8);
        }
        let mut bits = Bits::new(self.bytes, at);
        let interval = self.restart_interval;
        let mut restarts = Restarts { interval, left: interval, number: 0 };
        match store {
            Store::Strips(planes) => self.stream(&scan, &mut bits, &mut restarts, planes, rows, sink)?,
            Store::Planes(planes) => self.fill(&scan, &mut bits, &mut restarts, planes)?,
            Store::Coefficients(coefficients) => self.refine(&scan, &mut bits, &mut restarts, coefficients)?,
        }
        if bits.ran_out() {
            return Err(ran_out());
        }
        Ok(bits.position())
    }

    /// The Huffman tables that a scan asks for; those of T.81 annex K where the file leaves them out, as MJPEG does.
    fn tables(&self, scan: &Scan, needs_dc: bool, needs_ac: bool) -> Result<Vec<(Table, Table)>> {
        let standard = huffman::standard();
        let pick = |own: &[Option<Table>; 4], standard: &[Option<Table>; 4], index: usize, needed: bool| {
            let table = own[index].clone().or_else(|| standard[index].clone());
            match table {
                None if needed => Err(malformed("the JPEG lacks a Huffman table")),
                // Never read; any table will do.
                None => Ok(standard[0].clone().expect("the standard tables are whole")),
                Some(table) => Ok(table),
            }
        };
        let mut tables = Vec::new();
        for &(_, dc, ac) in &scan.parts {
            let dc = pick(&self.dc_tables, &standard.0, dc, needs_dc)?;
            tables.push((dc, pick(&self.ac_tables, &standard.1, ac, needs_ac)?));
        }
        Ok(tables)
    }

    /// The only scan of a sequential picture: rows are handed on as MCUs are read.
    fn stream(
        &self,
        scan: &Scan,
        bits: &mut Bits,
        restarts: &mut Restarts,
        planes: &mut [Plane],
        rows: &mut Rows,
        sink: &mut Sink,
    ) -> Result<()> {
        if scan.parts.len() != planes.len() {
            return Err(malformed("the JPEG's scans do not agree"));
        }
        let tables = self.tables(scan, true, true)?;
        let mut predictions = [0i16; 4];
        for _ in 0..self.plan.mcus_down {
            let mut strips = Vec::with_capacity(4);
            for (plane, part) in planes.iter_mut().zip(&self.plan.components) {
                strips.push(plane.open(part.v * part.size, rows.next));
            }
            for mcu_x in 0..self.plan.mcus_across {
                if restarts.step(bits)? {
                    predictions = [0; 4];
                }
                for (&(i, ..), (dc, ac)) in scan.parts.iter().zip(&tables) {
                    let part = &self.plan.components[i];
                    let quantiser = self.chosen[i].as_ref().ok_or_else(damaged)?;
                    let (out, stride) = &mut strips[i];
                    for y in 0..part.v {
                        for x in 0..part.h {
                            let mut block = [0; 64];
                            let dc_only =
                                sequential(bits, dc, ac, &mut predictions[i], last_used(part.size), &mut block);
                            let dc_only = dc_only.ok_or_else(|| Self::blame(bits))?;
                            let left = (mcu_x * part.h + x) * part.size;
                            let out = &mut out[y * part.size * *stride + left..];
                            idct(part.size, &block, quantiser, dc_only, out, *stride);
                        }
                    }
                }
            }
            // Before any row of it is handed on.
            if bits.ran_out() {
                return Err(ran_out());
            }
            rows.hand_on(planes, sink);
        }
        Ok(())
    }

    /// One of several scans of a sequential picture: whole planes.
    fn fill(&self, scan: &Scan, bits: &mut Bits, restarts: &mut Restarts, planes: &mut [Plane]) -> Result<()> {
        let tables = self.tables(scan, true, true)?;
        let mut predictions = [0i16; 4];
        let mut outs: Vec<_> = planes.iter_mut().map(Plane::open_all).collect();
        let mut decode = |bits: &mut Bits, n: usize, i: usize, part: &Part, x: usize, y: usize, restarted: bool| {
            if restarted {
                predictions = [0; 4];
            }
            let mut block = [0; 64];
            let (dc, ac) = &tables[n];
            let dc_only = sequential(bits, dc, ac, &mut predictions[i], last_used(part.size), &mut block);
            let dc_only = dc_only.ok_or_else(|| Self::blame(bits))?;
            let quantiser = self.chosen[i].as_ref().ok_or_else(damaged)?;
            let (out, stride) = &mut outs[i];
            let out = &mut out[y * part.size * *stride + x * part.size..];
            idct(part.size, &block, quantiser, dc_only, out, *stride);
            Ok(())
        };
        self.walk(scan, bits, restarts, &mut decode)
    }

    /// A scan of a progressive picture.
    fn refine(
        &self,
        scan: &Scan,
        bits: &mut Bits,
        restarts: &mut Restarts,
        coefficients: &mut [Vec<Block>],
    ) -> Result<()> {
        let tables = self.tables(scan, scan.first == 0 && scan.high == 0, scan.first > 0)?;
        let mut predictions = [0i16; 4];
        // Blocks that an end of band still covers.
        let mut run = 0u32;
        let mut decode = |bits: &mut Bits, n: usize, i: usize, part: &Part, x: usize, y: usize, restarted: bool| {
            if restarted {
                predictions = [0; 4];
                run = 0;
            }
            let block = &mut coefficients[i][y * part.blocks_across + x];
            let (dc, ac) = &tables[n];
            let band = (scan.first, scan.last);
            let done = match (scan.first, scan.high) {
                (0, 0) => dc_first(bits, dc, &mut predictions[i], scan.low, block),
                (0, _) => {
                    dc_refine(bits, scan.low, block);
                    Some(())
                }
                (_, 0) if run > 0 => {
                    run -= 1;
                    Some(())
                }
                (_, 0) => ac_first(bits, ac, band, scan.low, &mut run, block),
                _ => ac_refine(bits, ac, band, scan.low, &mut run, block),
            };
            done.ok_or_else(|| Self::blame(bits))
        };
        self.walk(scan, bits, restarts, &mut decode)
    }

    /// Visits the blocks of a scan in the order of T.81 A.2: by MCUs where it has several components, by lines where it
    /// has one. `visit` gets the place in the scan, the component, and the block's column and line.
    fn walk(
        &self,
        scan: &Scan,
        bits: &mut Bits,
        restarts: &mut Restarts,
        visit: &mut impl FnMut(&mut Bits, usize, usize, &Part, usize, usize, bool) -> Result<()>,
    ) -> Result<()> {
        if let [(i, ..)] = scan.parts[..] {
            let part = &self.plan.components[i];
            for y in 0..part.own_down {
                for x in 0..part.own_across {
                    let restarted = restarts.step(bits)?;
                    visit(bits, 0, i, part, x, y, restarted)?;
                }
                if bits.ran_out() {
                    return Err(ran_out());
                }
            }
            return Ok(());
        }
        for mcu_y in 0..self.plan.mcus_down {
            for mcu_x in 0..self.plan.mcus_across {
                let mut restarted = restarts.step(bits)?;
                for (n, &(i, ..)) in scan.parts.iter().enumerate() {
                    let part = &self.plan.components[i];
                    for y in 0..part.v {
                        for x in 0..part.h {
                            visit(bits, n, i, part, mcu_x * part.h + x, mcu_y * part.v + y, restarted)?;
                            restarted = false;
                        }
                    }
                }
            }
            if bits.ran_out() {
                return Err(ran_out());
            }
        }
        Ok(())
    }

    /// Returns the error about bits that are no code: the data is damaged, or it has run out and zeros were read.
    fn blame(bits: &Bits) -> crate::error::Error {
        if bits.ran_out() { ran_out() } else { damaged() }
    }
}
