//! The work that the scans of a file ask for, counted by their headers before any of it is done. The scans of a file of
//! some kilobytes may visit a large picture a hundred times and change nothing.

use crate::codec::probe::Header;
use crate::codec::probe::jpeg::{EOI, Layout, SOS, Segment, next_segment};
use crate::error::{Error, Quantity, Result, Stage};

use super::Plan;
use super::scan::Scan;

/// Most scans. libjpeg's own script has 10, and the longest known ones some 20; each costs its tables, however small the
/// picture is.
const MAX_SCANS: u64 = 100;
/// Most visits of blocks by all scans together: about a second. The largest progressive picture that memory allows has
/// 1.5 million blocks, which libjpeg's script visits 8 million times.
const MAX_BLOCKS: u64 = 16_000_000;

/// Refuses a file whose scans ask for too much. A picture in one scan visits each block once and needs no check.
pub(super) fn check(bytes: &[u8], header: &Header, layout: &Layout, plan: &Plan) -> Result<()> {
    if !header.progressive && layout.one_scan {
        return Ok(());
    }
    let (mut scans, mut blocks, mut at) = (0, 0, 2);
    while let Some(Segment { marker, data, cut: false }) = next_segment(bytes, at) {
        at = data.end;
        match marker {
            EOI => break,
            SOS => {}
            _ => continue,
        }
        scans += 1;
        // A damaged header is refused once the decoder comes to it.
        if let Ok(scan) = Scan::read(&bytes[data], layout, header.progressive) {
            blocks += scan.blocks(plan);
        }
        for (quantity, is, most) in [(Quantity::Scans, scans, MAX_SCANS), (Quantity::Blocks, blocks, MAX_BLOCKS)] {
            if is > most {
                return Err(Error::limit(Stage::Decode, quantity, is, most));
            }
        }
    }
    Ok(())
}
