//! Every fixture cut short gives an error, or, where only its end mark is lost, the right picture. Nothing panics.

mod common;

use std::time::{Duration, Instant};

use common::pictures::{fixtures, psnr};
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::error::{Kind, Result};
use exam_preflight::limits::Limits;

use exam_preflight::codec::bitmap::Bitmap;

fn whole(bytes: &[u8]) -> Result<Bitmap> {
    let limits = Limits::default();
    decode(bytes, &probe(bytes, &limits)?, (u32::MAX, u32::MAX), &limits).map(|d| d.bitmap)
}

#[test]
fn a_picture_cut_short_is_refused_or_right() {
    let (mut cuts, mut right) = (0, 0);
    for fixture in fixtures() {
        let length = fixture.bytes.len();
        // Every 64th byte, and each of the last 40.
        for cut in (0..length).step_by(64).chain(length.saturating_sub(40)..length) {
            let begun = Instant::now();
            let got = whole(&fixture.bytes[..cut]);
            assert!(begun.elapsed() < Duration::from_secs(2), "{} at {cut}", fixture.name);
            cuts += 1;
            match got {
                Ok(bitmap) => {
                    right += 1;
                    let close = psnr(&bitmap, &fixture.scene);
                    assert!(close >= fixture.min_psnr, "{} at {cut} of {length}: {close:.1} dB", fixture.name);
                    assert!(length - cut <= 40, "{} at {cut} of {length} was whole already", fixture.name);
                }
                Err(error) => {
                    let malformed = matches!(&error.kind, Kind::Malformed(_));
                    assert!(malformed, "{} at {cut} of {length}: {error}", fixture.name);
                }
            }
        }
    }
    println!("{cuts} cuts, {right} of them behind the picture");
    assert!(right > 0 && right < cuts / 2);
}

/// An end mark where data is missing does not make half a picture whole: what a download manager or a "repair" leaves.
#[test]
fn a_false_end_does_not_help() {
    for fixture in fixtures().iter().filter(|f| f.name.starts_with("jpeg_")) {
        let length = fixture.bytes.len();
        for part in [30, 50, 70, 90] {
            let mut bytes = fixture.bytes[..length * part / 100].to_vec();
            // Not within a stuffed byte or a marker.
            while bytes.last() == Some(&0xFF) {
                bytes.pop();
            }
            bytes.extend([0xFF, 0xD9]);
            let got = whole(&bytes);
            // A progressive file that loses whole scans is coarser, not torn; but here scans are cut in the middle,
            // and by chance one may end at the very cut.
            if let Ok(bitmap) = got {
                assert!(fixture.name.contains("progressive"), "{} at {part} %", fixture.name);
                assert!(psnr(&bitmap, &fixture.scene) > 15.0, "{} at {part} %", fixture.name);
            }
        }
    }
}
