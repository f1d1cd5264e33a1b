//! Generated pictures of a candidate: a photo as the page prepares it, documents as a phone takes them.

use std::sync::OnceLock;

use bytes::Bytes;
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::limits::Limits;
use exam_preflight::photo::{FaceModel, PrepareOptions, Prepared, prepare};
use exam_preflight::report::Verdict;

use super::common::page::Page;
use super::common::pictures::{JpegSpec, rgb_jpeg, with_density};
use super::common::portrait::portrait;
use super::rules_common::policy;

/// A prepared photo; always the same.
pub fn photo() -> Bytes {
    static PHOTO: OnceLock<Bytes> = OnceLock::new();
    PHOTO.get_or_init(|| prepared([255, 255, 255])).clone()
}

/// A prepared photo of the same person before another wall.
pub fn other_photo() -> Bytes {
    static PHOTO: OnceLock<Bytes> = OnceLock::new();
    PHOTO.get_or_init(|| prepared([250, 251, 252])).clone()
}

/// The prepared photo, encoded as a progressive JPEG: size, density and length are right.
pub fn progressive_photo() -> Bytes {
    let (photo, limits) = (photo(), Limits::default());
    let header = probe(&photo, &limits).unwrap();
    let pixels = decode(&photo, &header, (header.width_px, header.height_px), &limits).unwrap().bitmap;
    let spec = JpegSpec { progressive: true, quality: 60, ..JpegSpec::default() };
    with_density(&rgb_jpeg(&pixels, &spec), 300).into()
}

fn prepared(ground: [u8; 3]) -> Bytes {
    let policy = policy("hubei-2025");
    let source = rgb_jpeg(&portrait(900, 1200, ground), &JpegSpec::default());
    let model = FaceModel::embedded();
    let options = PrepareOptions::new(&policy, &model);
    let Prepared { report, jpeg } = prepare(&source, &options, &mut |_| ()).unwrap();
    assert_eq!(report.verdict, Verdict::Ready, "{:?}", report.findings);
    jpeg.expect("a ready photo was made").into()
}

/// A document; another number gives another document.
pub fn document(number: usize) -> Bytes {
    jpeg(page(number))
}

/// A document of its own, made quickly: one picture with the number behind its end.
pub fn own_document(number: usize) -> Bytes {
    static DOCUMENT: OnceLock<Bytes> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| document(1));
    [&document[..], &number.to_le_bytes()].concat().into()
}

/// A small document with few bytes.
pub fn note() -> Bytes {
    jpeg(Page::of_text(240, 160, 235, 2))
}

/// A document that gets a warning: it is dark.
pub fn dark_document(number: usize) -> Bytes {
    jpeg(page(number).darkened(0.15))
}

/// A document that is turned by a quarter.
pub fn turned_document(number: usize) -> Bytes {
    use exam_preflight::codec::upright::{Orientation, upright};
    let turned = upright(&page(number).finish(), Orientation::Rotate90).unwrap();
    rgb_jpeg(&turned, &JpegSpec { quality: 85, ..JpegSpec::default() }).into()
}

fn page(number: usize) -> Page {
    let mut page = Page::of_text(560, 360, 235, 2);
    // Each has its own serial number: bars of its binary digits.
    for bit in (0..12).filter(|bit| number >> bit & 1 == 1) {
        page.fill(60 + bit * 36, 335, 20, 12, 40);
    }
    page
}

fn jpeg(page: Page) -> Bytes {
    rgb_jpeg(&page.finish(), &JpegSpec { quality: 85, ..JpegSpec::default() }).into()
}
