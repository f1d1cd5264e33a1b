//! A photo that `prepare` calls ready passes `check`, and what was spoilt after it does not.
#![cfg(all(feature = "face-model", not(target_arch = "wasm32")))]

mod common;

use std::fs;
use std::path::Path;

use common::pictures::{self, JpegSpec, PngSpec, exif, rgb_jpeg, with_density, with_exif};
use common::portrait::portrait;
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::encode::encode_at_quality;
use exam_preflight::codec::probe::probe;
use exam_preflight::codec::rect::Rect;
use exam_preflight::codec::resize::resize;
use exam_preflight::date::Date;
use exam_preflight::finding::{Code, Severity};
use exam_preflight::limits::Limits;
use exam_preflight::photo::{CheckOptions, FaceModel, PhotoMeasured, PrepareOptions, Prepared, check, prepare};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::policy::{Policy, built_in};

fn hubei() -> Policy {
    Policy::from_json(built_in("hubei-2025").unwrap()).unwrap()
}

fn errors(report: &Report<PhotoMeasured>) -> Vec<&'static str> {
    report.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code.as_str()).collect()
}

fn plain(bitmap: &Bitmap) -> Vec<u8> {
    rgb_jpeg(bitmap, &JpegSpec::default())
}

#[test]
fn what_prepare_calls_ready_passes() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let mut passed = 0;
    for (width, height) in [(900, 1200), (1200, 1600), (700, 1000), (1500, 1500)] {
        for ground in [[255, 255, 255], [248, 249, 250], [252, 252, 246]] {
            let source = plain(&portrait(width, height, ground));
            for preset in ["35x45", "33x48"] {
                let spec = policy.photo.at_preset(preset).expect("a preset of the policy");
                let options = PrepareOptions { spec: &spec, ..PrepareOptions::new(&policy, &model) };
                let Prepared { report, jpeg } = prepare(&source, &options, &mut |_| ()).unwrap();
                if report.verdict == Verdict::Blocked {
                    println!("{width} x {height} at {preset}: {:?}", errors(&report));
                    continue;
                }
                // The server knows the requirement, and sees by the picture at which of its sizes it was made.
                let options = CheckOptions { file_name: Some("p.jpg"), ..CheckOptions::new(&policy, &model) };
                let checked = check(&jpeg.unwrap(), &options, &mut |_| ()).unwrap();
                assert_eq!(errors(&checked), [""; 0], "{width} x {height} on {ground:?} at {preset}");
                assert_eq!(checked.measured.faces, Some(1));
                passed += 1;
            }
        }
    }
    println!("{passed} prepared, all passed");
    assert!(passed >= 12, "only {passed} were ready");
}

/// By the caller's day, since a page knows its own and a test must not: too old, in order, tomorrow elsewhere, in the future.
#[test]
fn the_day_of_the_picture_is_compared_with_today() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let plain = plain(&portrait(900, 1200, [255, 255, 255]));
    let cases = [
        ("2024:01:01 09:00:00", Some(Code::PhotoTooOld)),
        ("2025:01:10 09:00:00", None),
        ("2025:01:21 09:00:00", None),
        ("2025:01:22 09:00:00", Some(Code::PhotoDateFuture)),
        ("2052:01:20 09:00:00", Some(Code::PhotoDateFuture)),
    ];
    for (taken, wanted) in cases {
        let source = with_exif(&plain, &exif(1, Some(taken)));
        let options = PrepareOptions { today: Date::parse("2025-01-20"), ..PrepareOptions::new(&policy, &model) };
        let Prepared { report, .. } = prepare(&source, &options, &mut |_| ()).unwrap();
        let of_the_day = |code: &Code| matches!(code, Code::PhotoTooOld | Code::PhotoDateFuture);
        let said: Vec<(Code, Severity)> =
            report.findings.iter().map(|f| (f.code, f.severity)).filter(|(code, _)| of_the_day(code)).collect();
        let wanted: Vec<(Code, Severity)> = wanted.into_iter().map(|code| (code, Severity::Warning)).collect();
        assert_eq!(said, wanted, "{taken}");
    }
}

/// Each spoilt in one way after it was prepared, as a page that was made to lie would send it.
#[test]
fn what_was_spoilt_does_not_pass() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let source = plain(&portrait(900, 1200, [255, 255, 255]));
    let good = prepare(&source, &PrepareOptions::new(&policy, &model), &mut |_| ()).unwrap().jpeg.unwrap();
    let bitmap = |width: u32, height: u32, ground: [u8; 3]| portrait(width, height, ground);
    let pixels = decoded(&good);
    let small = JpegSpec { quality: 60, ..JpegSpec::default() };
    let with = |bitmap: &Bitmap, spec: JpegSpec| with_density(&rgb_jpeg(bitmap, &spec), 300);
    let mut low_dpi = good.clone();
    low_dpi[15] = 72;
    let stored = PngSpec { color: png::ColorType::Rgb, depth: png::BitDepth::Eight, interlaced: false };
    let cases: [(&str, Vec<u8>, &[&str]); 11] = [
        ("as it was", good.clone(), &[]),
        ("no picture at all", b"hello".to_vec(), &["file.unreadable"]),
        ("half of it", good[..good.len() / 2].to_vec(), &["file.unreadable"]),
        ("another density, as another program states it", low_dpi, &[]),
        ("an archive behind it", [&good[..], b"PK\x03\x04 and more"].concat(), &["photo.not_prepared"]),
        ("progressive", with(&pixels, JpegSpec { progressive: true, ..small.clone() }), &["photo.not_prepared"]),
        ("too heavy", with(&pixels, JpegSpec { quality: 100, ..small.clone() }), &["photo.bytes.too_many"]),
        ("turned by a tag", with_exif(&good, &exif(6, None)), &["photo.not_prepared"]),
        ("a png", pictures::png(&pixels, stored, |_, _| 255, &[]), &["photo.not_prepared", "photo.bytes.too_many"]),
        (
            "a blue wall",
            with(&bitmap(413, 531, [60, 110, 200]), small.clone()),
            &["photo.head.too_small", "photo.background.not_white"],
        ),
        ("nobody", with(&Bitmap::new(413, 531, vec![255; 413 * 531 * 3]).unwrap(), small), &["photo.face.none"]),
    ];
    for (what, bytes, wanted) in cases {
        let report = check(&bytes, &CheckOptions::new(&policy, &model), &mut |_| ()).unwrap();
        assert_eq!(errors(&report), wanted, "{what}: {:?}", report.findings);
    }
}

#[test]
fn a_small_picture_becomes_a_smaller_photo_that_passes() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let options = PrepareOptions::new(&policy, &model);
    for (width, height, is_taken) in [(600, 800, true), (450, 600, true), (270, 360, false)] {
        let source = plain(&portrait(width, height, [255, 255, 255]));
        let Prepared { report, jpeg } = prepare(&source, &options, &mut |_| ()).unwrap();
        let codes: Vec<_> = report.findings.iter().map(|f| f.code.as_str()).collect();
        let output = report.output.as_ref().expect("the photo is composed in any case");
        let (made_width, made_height) = (f64::from(output.width_px), f64::from(output.height_px));
        assert!((made_width * 531.0 / 413.0 - made_height).abs() <= 0.5 && made_width < 413.0, "{output:?}");
        let crop = report.measured.crop.unwrap();
        assert!(made_width <= crop.width && made_height <= crop.height + 0.5, "enlarged: {output:?} of {crop:?}");
        // It prints 35 mm wide.
        assert!((f64::from(output.dpi.unwrap()) * 35.0 / 25.4 - made_width).abs() <= 1.0, "{output:?}");
        if is_taken {
            assert_eq!((report.verdict, codes), (Verdict::Ready, vec!["photo.smaller"]), "{width} x {height}");
            let checked = check(&jpeg.unwrap(), &CheckOptions::new(&policy, &model), &mut |_| ()).unwrap();
            assert_eq!(errors(&checked), [""; 0], "{width} x {height}");
        } else {
            assert_eq!(errors(&report), ["photo.upscaled"], "{width} x {height}");
        }
    }
}

#[test]
fn a_file_that_meets_every_rule_is_handed_over_as_it_is() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let options = PrepareOptions::new(&policy, &model);
    let drawn = portrait(900, 1200, [255, 255, 255]);
    let head = Rect { left: 180.0, top: 165.0, width: 540.0, height: 720.0 };
    let at = |crop: Rect, width: u32, height: u32| {
        encode_at_quality(&resize(&drawn, crop, width, height).unwrap(), 80.0, None).unwrap().bytes
    };
    let narrow = Rect { left: 200.0, width: 500.0, ..head };
    let square = Rect { left: 90.0, width: 720.0, ..head };
    let made = prepare(&plain(&drawn), &options, &mut |_| ()).unwrap().jpeg.unwrap();
    let cases: [(&str, Vec<u8>, bool); 7] = [
        ("made here", made.clone(), true),
        ("three to four, as the office's tool saves it", at(head, 300, 400), true),
        ("at the office's floor", at(head, 190, 254), true),
        ("the other reading of the print size", at(narrow, 330, 480), true),
        ("square", at(square, 300, 300), false),
        ("below the floor", at(head, 186, 248), false),
        ("turned by a tag", with_exif(&made, &exif(3, None)), false),
    ];
    for (what, file, is_kept) in cases {
        let Prepared { report, jpeg } = prepare(&file, &options, &mut |_| ()).unwrap();
        let says = report.findings.iter().any(|finding| finding.code == Code::PhotoKept);
        assert_eq!((says, jpeg.as_ref() == Some(&file)), (is_kept, is_kept), "{what}: {:?}", report.findings);
        if is_kept {
            assert_eq!(report.verdict, Verdict::Ready, "{what}: {:?}", report.findings);
            assert_eq!(report.output.unwrap().sha256, report.input.unwrap().sha256, "{what}");
            let checked = check(&file, &CheckOptions::new(&policy, &model), &mut |_| ()).unwrap();
            assert_eq!(errors(&checked), [""; 0], "{what}");
        }
    }
    // A crop of the user's own asks for a new photo.
    let own = PrepareOptions { crop: Some(Rect { left: 0.0, top: 0.0, width: 413.0, height: 531.0 }), ..options };
    let report = prepare(&made, &own, &mut |_| ()).unwrap().report;
    assert!(report.findings.iter().all(|finding| finding.code != Code::PhotoKept));
}

fn decoded(jpeg: &[u8]) -> Bitmap {
    let limits = Limits::default();
    let header = probe(jpeg, &limits).unwrap();
    decode(jpeg, &header, (413, 531), &limits).unwrap().bitmap
}

#[test]
#[ignore = "needs ../shared/data"]
fn real_portraits_that_are_ready_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/portraits");
    let (policy, model) = (hubei(), FaceModel::embedded());
    let (mut ready, mut refused, mut apart) = (0, Vec::new(), 0.0f64);
    for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = fs::read(&path).unwrap();
        let Prepared { report, jpeg } = prepare(&bytes, &PrepareOptions::new(&policy, &model), &mut |_| ()).unwrap();
        if report.verdict == Verdict::Ready {
            ready += 1;
            let checked = check(&jpeg.unwrap(), &CheckOptions::new(&policy, &model), &mut |_| ()).unwrap();
            if let (Some(a), Some(b)) = (report.measured.head_height_ratio, checked.measured.head_height_ratio) {
                apart = apart.max((a / b - 1.0).abs());
            }
            if checked.verdict == Verdict::Blocked {
                refused.push((path.file_name().unwrap().to_owned(), errors(&checked)));
            }
        }
    }
    println!("{ready} ready, their heads measured apart by at most {apart:.4}; refused again: {refused:?}");
    assert!(ready > 5 && refused.is_empty(), "{refused:?}");
}
