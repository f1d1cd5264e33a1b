//! Document pictures: what the pixels show. Pages are drawn, then turned, blurred, darkened, lit and emptied.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::page::Page;
use common::pictures::{JpegSpec, finder_marks, rgb_jpeg, stored_for};
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::turn::QuarterTurn;
use exam_preflight::codec::upright::Orientation;
use exam_preflight::finding::Severity;
use exam_preflight::fingerprint::Fingerprint;
use exam_preflight::material::{InspectOptions, MaterialMeasured, MaterialStep, inspect};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::PolicyFormat;

fn inspected(picture: &Bitmap) -> Report<MaterialMeasured> {
    inspected_as(picture, false)
}

fn spec() -> MaterialSpec {
    let formats = vec![PolicyFormat::Jpeg];
    MaterialSpec { policy_id: "test".into(), kind: "diploma".into(), formats, max_bytes: 5_000_000 }
}

fn inspected_as(picture: &Bitmap, confirmed_upright: bool) -> Report<MaterialMeasured> {
    let spec = spec();
    let jpeg = rgb_jpeg(picture, &JpegSpec { quality: 92, ..JpegSpec::default() });
    let options = InspectOptions { file_name: Some("page.jpg"), confirmed_upright, ..InspectOptions::new(&spec) };
    inspect(&jpeg, &options, &mut |_| {}).unwrap()
}

/// Codes and severities, in order.
fn said(report: &Report<MaterialMeasured>) -> Vec<(&'static str, Severity)> {
    report.findings.iter().map(|f| (f.code.as_str(), f.severity)).collect()
}

fn page() -> Page {
    Page::of_text(1000, 1400, 235, 3)
}

#[test]
fn a_clear_page_has_no_finding() {
    for (what, page) in [
        ("a page", page()),
        ("white paper", Page::of_text(1000, 1400, 255, 3)),
        ("a card", Page::of_text(860, 540, 225, 3)),
        ("large letters", Page::of_text(1000, 1400, 235, 8)),
        ("a phone's photo", Page::of_text(2400, 3200, 230, 7)),
    ] {
        let report = inspected(&page.finish());
        assert_eq!(said(&report), [], "{what}: {:?}", report.measured);
        assert!(report.measured.sharpness.is_some_and(|s| s > 0.25), "{what}: {:?}", report.measured);
    }
}

#[test]
fn each_of_the_eight_ways_is_told_and_the_seven_wrong_ones_are_refused() {
    let page = page().finish();
    for orientation in Orientation::ALL {
        // Stored so that the tag would set it upright; without the tag it is turned.
        let report = inspected(&stored_for(&page, orientation));
        let (rotation_cw, mirrored, code) = match orientation {
            Orientation::Normal => (0, false, None),
            Orientation::MirrorHorizontal => (0, true, Some("material.orientation.mirrored")),
            Orientation::Rotate180 => (180, false, Some("material.orientation.upside_down")),
            Orientation::MirrorVertical => (180, true, Some("material.orientation.mirrored")),
            Orientation::Transpose => (270, true, Some("material.orientation.mirrored")),
            Orientation::Rotate90 => (270, false, Some("material.orientation.sideways")),
            Orientation::Transverse => (90, true, Some("material.orientation.mirrored")),
            Orientation::Rotate270 => (90, false, Some("material.orientation.sideways")),
        };
        let measured = &report.measured;
        let placement = (measured.rotation_cw.map(QuarterTurn::degrees), measured.mirrored);
        assert_eq!(placement, (Some(rotation_cw), Some(mirrored)), "{orientation:?}");
        assert_eq!(
            said(&report),
            code.map(|c| (c, Severity::Error)).into_iter().collect::<Vec<_>>(),
            "{orientation:?}"
        );
        assert_eq!(report.verdict == Verdict::Blocked, code.is_some());
    }
}

/// A program can be wrong; a candidate whose page is refused all the same must have a way on.
#[test]
fn a_person_s_word_makes_a_warning_of_the_refusal_and_of_nothing_else() {
    let upright = page().finish();
    let turned = stored_for(&upright, Orientation::Rotate180);
    let report = inspected_as(&turned, true);
    assert_eq!(said(&report), [("material.orientation.confirmed", Severity::Warning)]);
    assert_eq!(report.findings[0].params["rotationCw"], 180u32.into());
    assert!(report.verdict == Verdict::Ready && report.is_confirmed_upright());
    // What was measured is measured all the same.
    assert_eq!(report.measured, inspected(&turned).measured);
    let plain = inspected_as(&upright, true);
    assert!(said(&plain).is_empty() && !plain.is_confirmed_upright());
    let blank = inspected_as(&Page::blank(1000, 1400, 235).finish(), true);
    assert_eq!(said(&blank), [("material.blank", Severity::Error)]);
}

#[test]
fn blur_is_a_warning_first_and_an_error_where_nothing_can_be_read() {
    let mut last = f64::INFINITY;
    let mut severities = Vec::new();
    for sigma in [0.0, 1.0, 2.5, 3.5, 5.0, 7.0] {
        let report = inspected(&page().blurred(sigma).finish());
        let sharpness = report.measured.sharpness.unwrap();
        assert!(sharpness < last, "sigma {sigma}: {sharpness} after {last}");
        last = sharpness;
        severities.push(report.findings.iter().find(|f| f.code.as_str() == "material.blurred").map(|f| f.severity));
    }
    assert_eq!(severities[..2], [None, None], "{severities:?}");
    assert!(severities.contains(&Some(Severity::Warning)), "{severities:?}");
    assert_eq!(severities.last(), Some(&Some(Severity::Error)), "{severities:?}");
    assert!(severities.is_sorted(), "{severities:?}");
}

#[test]
fn darkness_is_a_warning_first_and_an_error_where_nothing_can_be_seen() {
    let dark = |factor| said(&inspected(&page().darkened(factor).finish()));
    assert_eq!(dark(0.6), []);
    assert_eq!(dark(0.15), [("material.too_dark", Severity::Warning)]);
    assert!(dark(0.015).contains(&("material.too_dark", Severity::Error)), "{:?}", dark(0.015));
    // Light letters on a dark screen are meant so.
    let mut screen = Page::blank(1000, 1400, 18);
    for line in 0..40 {
        screen.line(80, 60 + line * 32, "RESIDENT FLAT 27 GRANT DEGREE FIRST", 3, 230);
    }
    assert!(said(&inspected(&screen.finish())).iter().all(|(code, _)| *code != "material.too_dark"));
}

#[test]
fn a_lamp_over_the_text_is_glare_and_white_paper_is_not() {
    let toned = || Page::of_text(1000, 1400, 205, 3);
    assert_eq!(said(&inspected(&toned().finish())), []);
    let lit = inspected(&toned().lit(120.0).finish());
    assert_eq!(said(&lit), [("material.glare", Severity::Warning)], "{:?}", lit.measured);
    // The paper is white to 1.8 radii, a tenth of the picture; cells on its rim are not wholly white.
    let share = lit.measured.clipped_highlights.unwrap();
    assert!((0.05..0.11).contains(&share), "{share}");
    let white = inspected(&Page::of_text(1000, 1400, 255, 3).lit(120.0).finish());
    assert_eq!(white.measured.clipped_highlights, Some(0.0));
    // White where there is no writing hides nothing: the lower half of the paper.
    let mut half = Page::blank(1000, 1400, 205);
    half.fill(0, 900, 1000, 500, 255);
    half.lines(80, 60, 20, 32, 40);
    assert_eq!(said(&inspected(&half.finish())), []);
}

#[test]
fn white_ground_about_a_toned_card_is_no_glare() {
    // A card on a scanner's bed: the white runs along the picture's sides.
    let mut bed = Page::blank(1400, 1400, 255);
    bed.fill(200, 300, 1000, 640, 205);
    bed.lines(240, 340, 16, 36, 40);
    let report = inspected(&bed.finish());
    assert_eq!((report.measured.clipped_highlights, said(&report)), (Some(0.0), vec![]));
}

#[test]
fn faint_ink_is_said_and_pale_ink_is_not() {
    let printed = |ink: u8| {
        let mut page = Page::blank(1000, 1400, 250);
        page.lines(80, 60, 40, 32, ink);
        inspected(&page.finish())
    };
    for (ink, code) in
        [(40, None), (180, None), (200, None), (228, Some("material.faint")), (238, Some("material.faint"))]
    {
        let report = printed(ink);
        assert_eq!(said(&report).first().map(|(code, _)| *code), code, "{ink}: {:?}", report.measured);
        let contrast = report.measured.text_contrast.unwrap();
        assert!((contrast - f64::from(250 - ink) / 250.0).abs() < 0.06, "{ink}: {contrast}");
    }
}

/// The page turned clockwise by an angle about its middle, on a ground of its own paper.
fn leaning(page: &Bitmap, degrees: f64) -> Bitmap {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (i64::from(page.width_px()), i64::from(page.height_px()));
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = ((x - width / 2) as f64, (y - height / 2) as f64);
            let (fx, fy) = ((dx * cos + dy * sin) as i64 + width / 2, (dy * cos - dx * sin) as i64 + height / 2);
            let inside = (0..width).contains(&fx) && (0..height).contains(&fy);
            let at = if inside { (fy * width + fx) as usize * 3 } else { 0 };
            rgb.extend_from_slice(&page.rgb()[at..at + 3]);
        }
    }
    Bitmap::new(page.width_px(), page.height_px(), rgb).unwrap()
}

#[test]
fn a_lean_is_measured_and_said_from_five_degrees_on() {
    let page = page().finish();
    for (degrees, is_said) in
        [(-33.0, true), (-8.0, true), (-3.0, false), (0.0, false), (3.0, false), (7.0, true), (20.0, true)]
    {
        let report = inspected(&leaning(&page, degrees));
        let skew = report.measured.skew_deg.unwrap();
        assert!((skew - degrees).abs() < 0.6, "{degrees}: {skew}");
        let tilted = said(&report).contains(&("material.tilted", Severity::Warning));
        assert_eq!(tilted, is_said, "{degrees}: {:?}", said(&report));
        assert!(report.verdict == Verdict::Ready, "{degrees}: {:?}", said(&report));
    }
}

#[test]
fn the_height_of_the_writing_is_measured_in_pixels_of_the_file() {
    for (width, height, dot) in [(1000, 1400, 2), (1000, 1400, 4), (2400, 3200, 6), (1080, 6000, 5)] {
        let report = inspected(&Page::of_text(width, height, 240, dot).finish());
        let measured = report.measured.text_height_px.unwrap();
        let drawn = 7.0 * dot as f64;
        // In a long strip the letters of one width stand in columns, and their width of 5 dots is measured.
        assert!((5.0 / 7.0 * 0.95..1.3).contains(&(measured / drawn)), "{dot}: {measured} for {drawn}");
    }
}

#[test]
fn a_picture_without_writing_is_said_to_have_none_and_is_never_called_turned() {
    // Soft discs, as of a face: light and shade without strokes.
    let disc = |x: i64, y: i64, r: i64, level: i64| {
        move |px: i64, py: i64| {
            let square = (px - x).pow(2) + (py - y).pow(2);
            (square < r * r).then(|| (level - square * 40 / (r * r)) as u8)
        }
    };
    let discs = [disc(400, 500, 300, 190), disc(300, 440, 40, 80), disc(500, 440, 40, 80), disc(400, 620, 60, 120)];
    let mut rgb = Vec::new();
    for y in 0..1000 {
        for x in 0..800 {
            let level = discs.iter().rev().find_map(|disc| disc(x, y)).unwrap_or((200 + (x + y) % 40) as u8);
            rgb.extend_from_slice(&[level; 3]);
        }
    }
    let portrait = Bitmap::new(800, 1000, rgb).unwrap();
    for orientation in Orientation::ALL {
        let report = inspected(&stored_for(&portrait, orientation));
        let codes: Vec<_> = said(&report).into_iter().map(|(code, _)| code).collect();
        assert!(
            codes.iter().any(|code| ["material.text.none", "material.blank"].contains(code)),
            "{orientation:?}: {codes:?}"
        );
        assert!(!codes.iter().any(|code| code.starts_with("material.orientation")), "{orientation:?}: {codes:?}");
    }
}

#[test]
fn blank_paper_is_an_error_and_one_line_is_not_blank() {
    for paper in [255, 200, 90] {
        let blank = inspected(&Page::blank(1000, 1400, paper).finish());
        assert_eq!(said(&blank), [("material.blank", Severity::Error)], "{paper}");
    }
    // A sheet on a darker table is as blank.
    let mut sheet = Page::blank(1000, 1400, 120);
    sheet.fill(100, 100, 800, 1200, 240);
    assert_eq!(said(&inspected(&sheet.finish())), [("material.blank", Severity::Error)]);
    let mut line = Page::blank(1000, 1400, 240);
    line.line(100, 600, "REGISTRATION CERTIFICATE 2754", 4, 40);
    assert!(said(&inspected(&line.finish())).iter().all(|(code, _)| *code != "material.blank"));
}

#[test]
fn a_small_picture_is_said_to_be_small() {
    let report = inspected(&Page::of_text(420, 560, 235, 2).finish());
    assert_eq!(said(&report), [("material.resolution.too_low", Severity::Warning)]);
    // A chat program's thumbnail of a page.
    let thumbnail = said(&inspected(&Page::of_text(120, 159, 235, 1).finish()));
    assert!(thumbnail.contains(&("material.resolution.too_low", Severity::Error)), "{thumbnail:?}");
}

/// The modules of a code that says this.
fn modules(text: &str) -> Vec<Vec<bool>> {
    let code = qrcode::QrCode::new(text).unwrap();
    let width = code.width();
    code.to_colors().chunks(width).map(|row| row.iter().map(|c| *c == qrcode::Color::Dark).collect()).collect()
}

#[test]
fn codes_are_counted_and_one_that_does_not_decode_is_said() {
    let good = modules("https://example.org/verify?code=ARTGX2754PLD");
    let mut torn = good.clone();
    let n = torn.len();
    for row in torn.iter_mut().take(n - 9).skip(9) {
        row[9..n - 9].iter_mut().for_each(|dark| *dark = !*dark);
    }
    let with = |codes: &[&Vec<Vec<bool>>]| {
        let mut page = page();
        for (i, code) in codes.iter().enumerate() {
            page.code(100 + 400 * i, 900, 6, code);
        }
        page.finish()
    };
    let report = inspected(&with(&[&good]));
    assert_eq!((report.measured.qr_codes, said(&report)), (Some(1), vec![]));
    let report = inspected(&with(&[&good, &torn]));
    assert_eq!(report.measured.qr_codes, Some(2));
    assert_eq!(said(&report), [("material.qr.unreadable", Severity::Warning)]);
    assert_eq!(report.findings[0].params["decoded"], 1u32.into());
    // Mirrored codes decode nowhere: the mirror is said, and only that.
    let mirrored = inspected(&stored_for(&with(&[&good]), Orientation::MirrorHorizontal));
    assert_eq!(said(&mirrored), [("material.orientation.mirrored", Severity::Error)]);
    // A fine code that is whole in the picture, though too fine at the size that is looked at.
    let mut large = Page::of_text(1300, 2300, 235, 4);
    large.code(300, 1500, 3, &modules(&"https://example.org/verify?code=ARTGX2754PLD&".repeat(3)));
    let report = inspected(&large.finish());
    assert_eq!((report.measured.qr_codes, said(&report)), (Some(1), vec![]));
}

/// A code turned clockwise on a dark ground, with a quiet zone of four modules.
fn turned(code: &[Vec<bool>], module_px: f64, deg: f64) -> Bitmap {
    let side = code.len() as f64;
    let width = ((side + 8.0) * module_px * 1.5) as u32;
    let (sine, cosine) = (libm::sin(deg.to_radians()), libm::cos(deg.to_radians()));
    let middle = f64::from(width) / 2.0;
    let level = |x: u32, y: u32| {
        let (dx, dy) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
        let u = (dx * cosine + dy * sine) / module_px + side / 2.0;
        let v = (dy * cosine - dx * sine) / module_px + side / 2.0;
        let within = |margin: f64| [u, v].iter().all(|&at| at >= -margin && at < side + margin);
        match (within(0.0), within(4.0)) {
            (true, _) if code[v as usize][u as usize] => 10,
            (_, true) => 250,
            _ => 28,
        }
    };
    let rgb = (0..width).flat_map(|y| (0..width).flat_map(move |x| [level(x, y); 3])).collect();
    Bitmap::new(width, width, rgb).unwrap()
}

#[test]
fn turned_codes_are_read_at_every_angle() {
    for text in ["ARTGX2754PLD", &"https://example.org/verify?code=ARTGX2754PLD&".repeat(3)] {
        let code = modules(text);
        for module_px in [3.0, 4.5] {
            for deg in (0..360).step_by(15) {
                let report = inspected(&turned(&code, module_px, f64::from(deg)));
                let of_codes: Vec<_> = said(&report).into_iter().filter(|(code, _)| code.contains(".qr.")).collect();
                let what = format!("{} modules of {module_px} px at {deg} degrees", code.len());
                assert_eq!((report.measured.qr_codes, of_codes), (Some(1), vec![]), "{what}");
            }
        }
    }
}

#[test]
fn a_search_for_codes_that_gives_up_says_nothing() {
    let report = inspected(&finder_marks(20));
    assert_eq!(report.measured.qr_codes, None);
    assert!(said(&report).iter().all(|(code, _)| *code != "material.qr.unreadable"), "{:?}", said(&report));
}

#[test]
fn the_same_paper_has_nearly_the_same_hash() {
    let hash = |picture: &Bitmap| Fingerprint::parse(&inspected(picture).measured.perceptual_hash.unwrap()).unwrap();
    let first = hash(&page().finish());
    for (what, again) in [
        ("darker", page().darkened(0.7).finish()),
        ("blurred", page().blurred(1.5).finish()),
        ("half the size", Page::of_text(1000, 1400, 235, 3).blurred(0.5).finish()),
    ] {
        assert!(first.is_same_document(hash(&again)), "{what}: {} bits", first.distance_bits(hash(&again)));
    }
    let other = hash(&Page::of_text(1400, 1000, 235, 4).finish());
    assert!(!first.is_same_document(other), "{} bits", first.distance_bits(other));
}

#[test]
fn steps_are_told_in_order() {
    let mut steps = Vec::new();
    let jpeg = rgb_jpeg(&page().finish(), &JpegSpec::default());
    inspect(&jpeg, &InspectOptions::new(&spec()), &mut |step| steps.push(step)).unwrap();
    assert_eq!(steps, MaterialStep::OF_INSPECTION);
}
