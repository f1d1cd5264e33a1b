//! A head that leans a little comes out straight, from pixels of the picture alone, and only where that is wanted.
#![cfg(all(feature = "face-model", not(target_arch = "wasm32")))]

mod common;

use common::pictures::{JpegSpec, rgb_jpeg};
use common::portrait::portrait;
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::rect::Rect;
use exam_preflight::codec::resize_turned::resize_turned;
use exam_preflight::finding::{Code, Severity};
use exam_preflight::photo::{CheckOptions, FaceModel, PhotoMeasured, PrepareOptions, Prepared, check, prepare};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::policy::{Policy, built_in};

/// Two looks at one drawing differ by less.
const MEASURE_DEG: f64 = 0.6;

fn hubei() -> Policy {
    Policy::from_json(built_in("hubei-2025").unwrap()).unwrap()
}

/// The drawn portrait leaning clockwise. `part` of the drawing is in the picture, in parts of 900 x 1200.
fn leaning(lean_deg: f64, part: Rect) -> Bitmap {
    let drawn = portrait(1350, 1800, [252, 252, 252]);
    let crop = part.scaled(1350.0);
    resize_turned(&drawn, crop, -lean_deg.to_radians(), crop.width as u32, crop.height as u32).unwrap()
}

const ROOMY: Rect = Rect { left: 0.07, top: 0.05, width: 0.86, height: 1.2 };
/// Head and shoulders fill the picture as they fill the photo.
const TIGHT: Rect = Rect { left: 0.195, top: 0.192, width: 0.61, height: 0.784 };

fn file(bitmap: &Bitmap) -> Vec<u8> {
    rgb_jpeg(bitmap, &JpegSpec { quality: 92, ..JpegSpec::default() })
}

fn lean_in(photo: &[u8], policy: &Policy, model: &FaceModel) -> f64 {
    check(photo, &CheckOptions::new(policy, model), &mut |_| ()).unwrap().measured.roll_deg.expect("a face")
}

fn says(report: &Report<PhotoMeasured>, code: Code) -> Option<Severity> {
    report.findings.iter().find(|finding| finding.code == code).map(|finding| finding.severity)
}

#[test]
fn a_small_lean_comes_out_straight() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    for lean_deg in [3.0, 5.0, 8.0, -8.0, 9.5] {
        let source = file(&leaning(lean_deg, ROOMY));
        let Prepared { report, jpeg } = prepare(&source, &PrepareOptions::new(&policy, &model), &mut |_| ()).unwrap();
        assert_eq!(report.verdict, Verdict::Ready, "{lean_deg}: {:?}", report.findings);
        assert_eq!(says(&report, Code::PhotoStraightened), Some(Severity::Info), "{lean_deg}");
        assert_eq!(report.findings.len(), 1, "{lean_deg}: {:?}", report.findings);
        let PhotoMeasured { straightened_deg, roll_deg, crop, .. } = report.measured;
        let (turned, roll) = (straightened_deg.unwrap(), roll_deg.unwrap());
        let left = lean_in(&jpeg.unwrap(), &policy, &model);
        println!("{lean_deg}: turned by {turned:.2}, measured {roll:.2} in all, {left:.2} in the photo");
        // By construction the photo leans by the difference; the measure of a drawing is off by up to half a degree itself.
        assert!((turned - lean_deg).abs() < 0.5, "{lean_deg}: {turned}");
        assert!((roll - turned - left).abs() < MEASURE_DEG, "{lean_deg}: {roll}, {turned}, {left}");
        assert!(left.abs() < MEASURE_DEG, "{lean_deg}: {left} is left");
        assert!(crop.unwrap().is_inside(1161, 1620));
    }
}

#[test]
fn a_head_that_stands_straight_or_leans_far_is_not_turned() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    for (lean_deg, complaint) in
        [(0.0, None), (0.6, None), (12.0, Some(Severity::Warning)), (17.0, Some(Severity::Error))]
    {
        let source = file(&leaning(lean_deg, ROOMY));
        let report = prepare(&source, &PrepareOptions::new(&policy, &model), &mut |_| ()).unwrap().report;
        assert_eq!(says(&report, Code::PhotoStraightened), None, "{lean_deg}");
        assert_eq!(report.measured.straightened_deg, None, "{lean_deg}");
        assert_eq!(says(&report, Code::PhotoHeadTilted), complaint, "{lean_deg}: {:?}", report.findings);
    }
}

#[test]
fn what_the_picture_does_not_show_is_not_invented() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let source = file(&leaning(9.0, TIGHT));
    let Prepared { report, jpeg } = prepare(&source, &PrepareOptions::new(&policy, &model), &mut |_| ()).unwrap();
    let turned = report.measured.straightened_deg.unwrap_or(0.0);
    assert!(turned < 8.0, "no room for {turned} degrees");
    // What is left of the lean is told by its own figure.
    let left = lean_in(&jpeg.unwrap(), &policy, &model);
    assert!((left + turned - 9.0).abs() < 1.0, "{left} is left of 9 after {turned}");
    let told = says(&report, Code::PhotoHeadTilted).is_some();
    assert_eq!(told, left > policy.photo.head.max_roll_deg, "{left}: {:?}", report.findings);
}

#[test]
fn the_options_turn_it_off_and_on() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let source = file(&leaning(6.0, ROOMY));
    let turned = |crop: Option<Rect>, straighten: Option<bool>| {
        let options = PrepareOptions { crop, straighten, ..PrepareOptions::new(&policy, &model) };
        let Prepared { report, jpeg } = prepare(&source, &options, &mut |_| ()).unwrap();
        let left = lean_in(&jpeg.unwrap(), &policy, &model);
        (report.measured.straightened_deg.is_some(), left, report.measured.crop.unwrap())
    };
    let (is_turned, left, automatic) = turned(None, None);
    assert!(is_turned && left.abs() < MEASURE_DEG, "{left}");
    let (is_turned, left, _) = turned(None, Some(false));
    assert!(!is_turned && (left - 6.0).abs() < MEASURE_DEG, "{left}");
    // A crop by the user is theirs, unless they ask.
    let (is_turned, left, own) = turned(Some(automatic), None);
    assert!(!is_turned && (left - 6.0).abs() < MEASURE_DEG && own == automatic, "{left}");
    let (is_turned, left, own) = turned(Some(automatic), Some(true));
    assert!(is_turned && left.abs() < MEASURE_DEG && own == automatic, "{left}");
    // In the corner there is nothing to turn into.
    let corner = Rect { left: 0.0, top: 0.0, width: 826.0, height: 1062.0 };
    let (is_turned, ..) = turned(Some(corner), Some(true));
    assert!(!is_turned);
}

#[test]
fn a_photo_that_is_kept_is_not_turned() {
    let (policy, model) = (hubei(), FaceModel::embedded());
    let options = PrepareOptions { straighten: Some(false), ..PrepareOptions::new(&policy, &model) };
    let leaning = prepare(&file(&leaning(5.0, ROOMY)), &options, &mut |_| ()).unwrap().jpeg.unwrap();
    let Prepared { report, jpeg } = prepare(&leaning, &PrepareOptions::new(&policy, &model), &mut |_| ()).unwrap();
    assert_eq!(jpeg.as_ref(), Some(&leaning));
    assert!(says(&report, Code::PhotoKept).is_some() && report.measured.straightened_deg.is_none());
}
