//! Document pictures: what the header tells against what the office asks.

mod common;

use common::page::Page;
use common::pictures::{JpegSpec, PngSpec, exif, png, png_chunk, rgb_jpeg, webp, with_exif, with_segment};
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::material::{InspectOptions, MaterialMeasured, inspect};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::PolicyFormat;

fn spec(max_bytes: u32) -> MaterialSpec {
    let formats = vec![PolicyFormat::Jpeg, PolicyFormat::Png];
    MaterialSpec { policy_id: "test".into(), kind: "identity".into(), formats, max_bytes }
}

fn inspected(bytes: &[u8], file_name: &str, max_bytes: u32) -> Report<MaterialMeasured> {
    let spec = spec(max_bytes);
    let options = InspectOptions { file_name: Some(file_name), ..InspectOptions::new(&spec) };
    inspect(bytes, &options, &mut |_| {}).unwrap()
}

fn small_page() -> Bitmap {
    Page::of_text(420, 560, 235, 2).finish()
}

const PNG_RGB: PngSpec = PngSpec { color: ::png::ColorType::Rgb, depth: ::png::BitDepth::Eight, interlaced: false };

#[test]
fn each_header_fault_has_its_finding() {
    let page = small_page();
    let jpeg = rgb_jpeg(&page, &JpegSpec::default());
    let plain_png = png(&page, PNG_RGB, |_, _| 255, &[]);
    let animation = png_chunk(b"acTL", &[0, 0, 0, 3, 0, 0, 0, 0]);
    let torn = jpeg[..jpeg.len() / 2].to_vec();
    let broken_profile = with_segment(&jpeg, 0xE2, b"ICC_PROFILE\0\x01\x01nonsense, and long enough to be one");
    struct Case {
        name: &'static str,
        bytes: Vec<u8>,
        codes: &'static [&'static str],
        verdict: Verdict,
    }
    let case = |name, bytes, codes, verdict| Case { name, bytes, codes, verdict };
    use Verdict::{Blocked, Ready};
    let cases = [
        case("a.jpg", jpeg.clone(), &[], Ready),
        case("a.JPEG", jpeg.clone(), &[], Ready),
        case("a.jfif", jpeg.clone(), &["file.extension.unusual"], Ready),
        case("a.JPE", jpeg.clone(), &["file.extension.unusual"], Ready),
        case("a.png", plain_png.clone(), &[], Ready),
        case("chat.jpg", plain_png, &["file.extension.mismatch"], Ready),
        case("no extension", jpeg.clone(), &[], Ready),
        case("a.webp", webp(&page, None, None), &["material.format.not_allowed"], Blocked),
        case("a.jpg", webp(&page, None, None), &["file.extension.mismatch", "material.format.not_allowed"], Blocked),
        case("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), &["file.format.unsupported"], Blocked),
        case("a.pdf", b"%PDF-1.7".to_vec(), &["file.format.unsupported"], Blocked),
        case("a.jpg", vec![], &["file.unreadable"], Blocked),
        case("a.jpg", torn, &["file.unreadable"], Blocked),
        case("a.jpg", with_exif(&jpeg, &exif(1, None)), &[], Ready),
        // A tag that turns an upright page is wrong twice.
        case(
            "a.jpg",
            with_exif(&jpeg, &exif(6, None)),
            &["material.orientation.exif", "material.orientation.sideways"],
            Blocked,
        ),
        case("a.jpg", [&jpeg[..], b"PK\x03\x04"].concat(), &["file.data.trailing"], Ready),
        case("a.jpg", [&jpeg[..], &jpeg].concat(), &["file.pictures.several"], Ready),
        case("a.png", png(&page, PNG_RGB, |_, _| 255, &animation), &["file.pictures.animated"], Ready),
        case("a.jpg", broken_profile, &["file.profile.ignored"], Ready),
        case("a.jpg", [&jpeg[..], &[0; 900_000]].concat(), &["material.bytes.too_many", "file.data.trailing"], Blocked),
    ];
    for Case { name, bytes, codes, verdict } in cases {
        let report = inspected(&bytes, name, 900_000);
        // The page is small; what its pixels show is not this test's matter.
        let of_the_header = |code: &&str| *code != "material.resolution.too_low";
        let got: Vec<_> = report.findings.iter().map(|f| f.code.as_str()).filter(of_the_header).collect();
        assert_eq!(got, codes, "{name}");
        assert_eq!(report.verdict, verdict, "{name}");
        assert!(report.findings.iter().all(|f| f.file.as_deref() == Some(name)));
        assert!(report.findings.iter().all(|f| f.slot.as_deref() == Some("identity")));
    }
}

#[test]
fn the_limit_is_inclusive() {
    let jpeg = rgb_jpeg(&small_page(), &JpegSpec::default());
    let length = jpeg.len() as u32;
    let verdict = |max_bytes| inspected(&jpeg, "a.jpg", max_bytes).verdict;
    assert_eq!(verdict(length), Verdict::Ready);
    assert_eq!(verdict(length - 1), Verdict::Blocked);
}

#[test]
fn the_report_has_the_contract_s_names() {
    let jpeg = rgb_jpeg(&small_page(), &JpegSpec::default());
    let report = inspected(&jpeg, "a.jpg", 500_000);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["subject"], "material");
    assert_eq!(json["verdict"], "ready");
    assert_eq!(json["input"]["format"], "jpeg");
    for name in [
        "rotationCw",
        "mirrored",
        "uprightConfidence",
        "sharpness",
        "luminanceMean",
        "clippedHighlights",
        "clippedShadows",
        "qrCodes",
        "perceptualHash",
    ] {
        assert!(json["measured"].get(name).is_some(), "{name}");
    }
}

#[test]
#[ignore = "needs ../shared/data"]
fn every_real_odd_or_hostile_file_gets_a_report() {
    let mut count = 0;
    for folder in ["../shared/data/hostile", "../shared/data/exif"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let report = inspected(&std::fs::read(&path).unwrap(), &name, 500_000);
            // Nothing that cannot be read is ready.
            let unreadable = report.input.as_ref().unwrap().width_px.is_none();
            assert!(!unreadable || report.verdict == Verdict::Blocked, "{name}");
            count += 1;
        }
    }
    println!("{count} real files reported on");
}
