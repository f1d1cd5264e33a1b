//! Document pictures: the repair. What comes out is read again by the crate's own decoder.

mod common;

use common::page::Page;
use common::pictures::{JpegSpec, PngSpec, exif, png, psnr, rgb_jpeg, stored_for, webp, with_exif, with_segment};
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::format::{FileFormat, sniff};
use exam_preflight::codec::probe::{Header, probe};
use exam_preflight::codec::turn::QuarterTurn;
use exam_preflight::codec::upright::Orientation;
use exam_preflight::finding::Code;
use exam_preflight::limits::Limits;
use exam_preflight::material::{
    CURABLE, InspectOptions, MaterialStep, Placement, RepairOptions, Repaired, inspect, repair,
};
use exam_preflight::report::{Verdict, sha256_hex};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::PolicyFormat;

const PNG_RGB: PngSpec = PngSpec { color: ::png::ColorType::Rgb, depth: ::png::BitDepth::Eight, interlaced: false };

fn spec(max_bytes: u32) -> MaterialSpec {
    let formats = vec![PolicyFormat::Jpeg, PolicyFormat::Png];
    MaterialSpec { policy_id: "test".into(), kind: "diploma".into(), formats, max_bytes }
}

fn repaired(bytes: &[u8], name: &str, max_bytes: u32, placement: Option<Placement>) -> Repaired {
    let spec = spec(max_bytes);
    let options = RepairOptions { file_name: Some(name), placement, ..RepairOptions::new(&spec) };
    repair(bytes, &options, &mut |_| {}).unwrap()
}

fn read(bytes: &[u8]) -> (Header, Bitmap) {
    let limits = Limits::default();
    let header = probe(bytes, &limits).unwrap();
    let bitmap = decode(bytes, &header, (u32::MAX, u32::MAX), &limits).unwrap().bitmap;
    (header, bitmap)
}

fn page() -> Bitmap {
    Page::of_text(1000, 1400, 235, 3).finish()
}

fn codes(repaired: &Repaired) -> Vec<&'static str> {
    repaired.report.findings.iter().map(|f| f.code.as_str()).collect()
}

#[test]
fn the_eight_ways_come_out_upright() {
    let page = page();
    for orientation in Orientation::ALL {
        let jpeg = rgb_jpeg(&stored_for(&page, orientation), &JpegSpec { quality: 92, ..JpegSpec::default() });
        let made = repaired(&jpeg, "page.jpg", 500_000, None);
        let image = made.image.as_deref().unwrap();
        let (header, bitmap) = read(image);
        assert_eq!(header.orientation, Orientation::Normal);
        let close = psnr(&bitmap, &page);
        assert!(close > 27.0, "{orientation:?}: {close:.1} dB");
        assert_eq!(codes(&made), ["material.repaired"], "{orientation:?}");
        let measured = &made.report.measured;
        assert_eq!((measured.rotation_cw, measured.mirrored), (Some(QuarterTurn::Deg0), Some(false)));
        assert_eq!(made.report.verdict, Verdict::Ready);
        let output = made.report.output.unwrap();
        assert_eq!((output.bytes, output.sha256), (image.len() as u64, sha256_hex(image)));
        assert_eq!((output.width_px, output.height_px), (1000, 1400));
        assert_eq!(made.report.input.unwrap().sha256, sha256_hex(&jpeg), "the input is the file as it came");
    }
}

#[test]
fn every_curable_finding_is_there_before_a_repair_and_gone_after_it() {
    let page = page();
    let jpeg =
        |orientation| rgb_jpeg(&stored_for(&page, orientation), &JpegSpec { quality: 92, ..JpegSpec::default() });
    let tagged =
        with_exif(&jpeg(Orientation::Rotate90), &exif(Orientation::Rotate90.tag(), Some("2025:03:01 12:00:00")));
    let cases = [
        (Code::MaterialOrientationExif, "page.jpg", tagged, 500_000),
        (Code::MaterialOrientationSideways, "page.jpg", jpeg(Orientation::Rotate90), 500_000),
        (Code::MaterialOrientationUpsideDown, "page.jpg", jpeg(Orientation::Rotate180), 500_000),
        (Code::MaterialOrientationMirrored, "page.jpg", jpeg(Orientation::MirrorHorizontal), 500_000),
        (Code::MaterialBytesTooMany, "page.png", png(&page, PNG_RGB, |_, _| 255, &[]), 100_000),
        (Code::MaterialFormatNotAllowed, "page.webp", webp(&page, None, None), 500_000),
        (Code::FileExtensionMismatch, "page.jpg", png(&page, PNG_RGB, |_, _| 255, &[]), 500_000),
    ];
    assert_eq!(cases.each_ref().map(|(code, ..)| *code), {
        let mut curable = CURABLE;
        curable.sort_by_key(|code| cases.iter().position(|(one, ..)| one == code));
        curable
    });
    for (code, name, bytes, max_bytes) in cases {
        let spec = spec(max_bytes);
        let options = InspectOptions { file_name: Some(name), ..InspectOptions::new(&spec) };
        let before = inspect(&bytes, &options, &mut |_| {}).unwrap();
        assert!(before.findings.iter().any(|finding| finding.code == code), "{code:?} before");
        let made = repaired(&bytes, name, max_bytes, None);
        assert!(made.image.is_some(), "{code:?}");
        assert!(!made.report.findings.iter().any(|finding| CURABLE.contains(&finding.code)), "{code:?} after");
    }
}

#[test]
fn steps_are_told_in_order() {
    let mut steps = Vec::new();
    let turned =
        rgb_jpeg(&stored_for(&page(), Orientation::Rotate90), &JpegSpec { quality: 92, ..JpegSpec::default() });
    let spec = spec(500_000);
    repair(&turned, &RepairOptions::new(&spec), &mut |step| steps.push(step)).unwrap();
    assert_eq!(steps, MaterialStep::OF_REPAIR);
}

#[test]
fn tags_are_applied_and_go() {
    let page = page();
    for orientation in Orientation::ALL {
        let stored = rgb_jpeg(&stored_for(&page, orientation), &JpegSpec { quality: 92, ..JpegSpec::default() });
        let tagged = with_exif(&stored, &exif(orientation.tag(), Some("2025:03:01 12:00:00")));
        let made = repaired(&tagged, "page.jpg", 500_000, None);
        let image = made.image.as_deref().unwrap();
        let (header, bitmap) = read(image);
        assert_eq!((header.orientation_tag, header.taken_on), (1, None), "{orientation:?}");
        assert!(psnr(&bitmap, &page) > 27.0, "{orientation:?}");
        assert!(!image.windows(4).any(|w| w == b"Exif"));
        assert_eq!(made.report.verdict, Verdict::Ready);
    }
}

#[test]
fn other_formats_and_wrong_names_become_jpegs() {
    let page = page();
    let cases = [
        ("chat.jpg", png(&page, PNG_RGB, |_, _| 255, &[])),
        ("scan.png", png(&page, PNG_RGB, |_, _| 255, &[])),
        ("chat.jpg", webp(&page, None, None)),
        ("page", webp(&page, None, None)),
    ];
    for (name, bytes) in cases {
        let made = repaired(&bytes, name, 500_000, None);
        let image = made.image.as_deref().unwrap();
        assert_eq!(sniff(image), FileFormat::Jpeg, "{name}");
        assert!(psnr(&read(image).1, &page) > 35.0, "{name}");
        assert_eq!(codes(&made), ["material.repaired"], "{name}");
    }
}

#[test]
fn a_picture_that_is_right_loses_its_metadata_and_no_pixel() {
    let page = page();
    let plain = rgb_jpeg(&page, &JpegSpec { quality: 90, ..JpegSpec::default() });
    let heavy = with_segment(&plain, 0xED, &[7; 60_000]);
    let tailed = [&heavy[..], b"PK\x03\x04 an archive"].concat();
    // The limit is met only without what is not the picture.
    let made = repaired(&tailed, "page.jpg", plain.len() as u32, None);
    let image = made.image.unwrap();
    assert_eq!(read(&image).1, read(&plain).1);
    assert_eq!(image.len(), plain.len());
    assert_eq!(made.report.verdict, Verdict::Ready);
    // Once more changes nothing.
    let again = repaired(&image, "page.jpg", plain.len() as u32, None);
    assert_eq!(again.image.as_deref(), Some(&image[..]));
}

#[test]
fn the_limit_is_met_with_pixels_before_quality_and_below_the_floor_it_says_no() {
    // Paper with grain: the costly kind.
    let mut grainy = Page::of_text(2400, 3200, 225, 7).finish().into_rgb();
    let mut seed = 7u32;
    grainy.chunks_exact_mut(3).for_each(|p| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (seed >> 24) as i32 / 8 - 16;
        p.iter_mut().for_each(|v| *v = (i32::from(*v) + noise).clamp(0, 255) as u8);
    });
    let large = rgb_jpeg(&Bitmap::new(2400, 3200, grainy).unwrap(), &JpegSpec { quality: 95, ..JpegSpec::default() });
    let mut last_long = u32::MAX;
    for max_bytes in [2_000_000u32, 500_000, 200_000, 90_000] {
        let made = repaired(&large, "page.jpg", max_bytes, None);
        let image = made.image.as_deref().unwrap();
        assert!(image.len() as u32 <= max_bytes, "{} of {max_bytes}", image.len());
        let output = made.report.output.as_ref().unwrap();
        let long = output.width_px.max(output.height_px);
        assert!(long <= last_long && long >= 1000, "{long} after {last_long} at {max_bytes}");
        assert!(output.quality >= 60.0 || long == 1000, "{output:?}");
        assert!(max_bytes < 500_000 || long > 1600, "{output:?}");
        last_long = long;
    }
    let none = repaired(&large, "page.jpg", 9_000, None);
    assert!(none.image.is_none() && none.report.output.is_none());
    assert_eq!(none.report.verdict, Verdict::Blocked);
    let no = none.report.findings.iter().find(|f| f.code.as_str() == "material.repair.impossible").unwrap();
    assert_eq!(no.params["maxBytes"], 9_000u32.into());
}

#[test]
fn a_long_screenshot_keeps_its_letters_or_is_not_repaired() {
    for (width, height, dot) in [(1080usize, 12_000usize, 5usize), (7200, 1000, 5)] {
        let screenshot = Page::of_text(width, height, 250, dot).finish();
        let webp = webp(&screenshot, None, None);
        for max_bytes in [500_000u32, 120_000] {
            let made = repaired(&webp, "report.webp", max_bytes, None);
            let Some(output) = &made.report.output else {
                assert!(codes(&made).contains(&"material.repair.impossible"), "{:?}", codes(&made));
                continue;
            };
            let letters = 7.0 * dot as f64 * f64::from(output.height_px) / height as f64;
            assert!(letters > 15.0, "{width} x {height} at {max_bytes}: letters of {letters} px");
        }
        let large = repaired(&webp, "report.webp", 5_000_000, None);
        let output = large.report.output.unwrap();
        assert_eq!((output.width_px as usize).min(output.height_px as usize), width.min(height).min(1200));
    }
}

#[test]
fn a_person_s_word_goes_before_the_pixels() {
    let page = page();
    for (orientation, rotation_cw, mirrored) in [
        (Orientation::Rotate90, QuarterTurn::Deg270, false),
        (Orientation::Transverse, QuarterTurn::Deg90, true),
        (Orientation::MirrorVertical, QuarterTurn::Deg180, true),
    ] {
        let jpeg = rgb_jpeg(&stored_for(&page, orientation), &JpegSpec { quality: 92, ..JpegSpec::default() });
        let made = repaired(&jpeg, "page.jpg", 500_000, Some(Placement { rotation_cw, mirrored }));
        assert!(psnr(&read(made.image.as_deref().unwrap()).1, &page) > 27.0, "{orientation:?}");
    }
    // Upright by its pixels, turned by word: it is turned, and taken with a warning, since a program can be wrong.
    let upright = rgb_jpeg(&page, &JpegSpec::default());
    let made =
        repaired(&upright, "page.jpg", 500_000, Some(Placement { rotation_cw: QuarterTurn::Deg90, mirrored: false }));
    assert_eq!(made.report.measured.rotation_cw, Some(QuarterTurn::Deg270));
    assert_eq!(codes(&made), ["material.repaired", "material.orientation.confirmed"]);
    assert_eq!(made.report.verdict, Verdict::Ready);
    assert!(made.report.is_confirmed_upright());
    // The same where a person confirms a turned picture as upright: not a pixel of it is touched.
    let turned = rgb_jpeg(&stored_for(&page, Orientation::Rotate90), &JpegSpec::default());
    let made = repaired(&turned, "page.jpg", 500_000, Some(Placement::UPRIGHT));
    assert_eq!(read(made.image.as_deref().unwrap()).1, read(&turned).1);
    assert_eq!(codes(&made), ["material.repaired", "material.orientation.confirmed"]);
}

#[test]
fn what_cannot_be_read_is_reported_and_not_repaired() {
    let jpeg = rgb_jpeg(&page(), &JpegSpec::default());
    for bytes in [&[][..], b"%PDF-1.7", &jpeg[..jpeg.len() / 2], &jpeg[..40]] {
        let none = repaired(bytes, "page.jpg", 500_000, None);
        assert!(none.image.is_none() && none.report.output.is_none());
        assert_eq!(none.report.verdict, Verdict::Blocked);
    }
}

#[test]
#[ignore = "needs ../shared/data"]
fn every_real_file_fits_after_repair_or_gets_an_honest_no() {
    let (mut made, mut refused) = (0, 0);
    for folder in ["../shared/data/documents", "../shared/data/hostile", "../shared/data/exif"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let one = repaired(&std::fs::read(&path).unwrap(), &name, 500_000, None);
            match &one.image {
                Some(image) => {
                    assert!(image.len() <= 500_000 && sniff(image) == FileFormat::Jpeg, "{name}");
                    assert!(!codes(&one).contains(&"material.bytes.too_many"), "{name}");
                    made += 1;
                }
                None => {
                    assert_eq!(one.report.verdict, Verdict::Blocked, "{name}");
                    refused += 1;
                }
            }
        }
    }
    println!("{made} real files repaired, {refused} refused");
}
