//! The photo river over real portraits, read from `../shared/data/portraits` where it is. They hold what
//! `docs/photo.md` claims.
#![cfg(all(feature = "face-model", not(target_arch = "wasm32")))]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::encode::encode_at_quality;
use exam_preflight::codec::probe::probe;
use exam_preflight::codec::turn::QuarterTurn;
use exam_preflight::codec::upright::{Orientation, upright};
use exam_preflight::finding::{Code, Severity};
use exam_preflight::limits::Limits;
use exam_preflight::photo::{FaceModel, PrepareOptions, Prepared, prepare};
use exam_preflight::report::Verdict;
use exam_preflight::rules::policy::{Policy, built_in};

/// A file and what its manifest says of it.
struct Portrait {
    path: PathBuf,
    notes: HashMap<String, String>,
}

impl Portrait {
    fn note(&self, name: &str) -> &str {
        self.notes.get(name).map_or("", String::as_str)
    }
}

/// The shared portraits.
fn portraits() -> Vec<Portrait> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/portraits");
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut lines = manifest.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|h| *h == name).expect("the manifest has this column");
    let (file, notes) = (column("file"), column("notes"));
    let portrait = |row: Vec<&str>| Portrait {
        path: folder.join(row[file]),
        notes: row[notes].split(';').filter_map(|n| n.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect(),
    };
    lines.map(portrait).collect()
}

fn hubei() -> Policy {
    Policy::from_json(built_in("hubei-2025").unwrap()).unwrap()
}

fn prepared(portrait: &Portrait, policy: &Policy, model: &FaceModel) -> Prepared {
    let bytes = fs::read(&portrait.path).unwrap();
    prepare(&bytes, &PrepareOptions::new(policy, model), &mut |_| ()).unwrap()
}

#[test]
#[ignore = "needs ../shared/data"]
fn portraits_become_photos_or_say_why_not() {
    let portraits = portraits();
    let policy = hubei();
    let model = FaceModel::embedded();
    let (mut one_face, mut one_found) = (0, 0);
    let (mut plain, mut in_spec) = (0, 0);
    let (mut white, mut white_not_refused, mut other, mut other_told) = (0, 0, 0, 0);
    for portrait in &portraits {
        let name = portrait.path.file_name().unwrap().to_string_lossy();
        let Prepared { report, jpeg } = prepared(portrait, &policy, &model);
        let has = |code: Code| report.findings.iter().any(|f| f.code == code);
        if report.verdict == Verdict::Ready {
            let jpeg = jpeg.as_ref().expect("a ready photo was made");
            assert!(jpeg.len() <= 29_999, "{name}: {} bytes", jpeg.len());
            assert_eq!(portrait.note("faces"), "1", "{name} is ready");
        }
        if portrait.note("faces") != "1" {
            continue;
        }
        one_face += 1;
        one_found += u32::from(report.measured.faces == Some(1));
        let background = |severity: Severity| {
            report.findings.iter().any(|f| f.code.as_str().starts_with("photo.background.") && f.severity >= severity)
        };
        let ground = portrait.note("bg");
        match ground {
            "white" => {
                white += 1;
                white_not_refused += u32::from(!background(Severity::Error));
            }
            "blue" | "red" | "busy" | "dark" | "yellow" => {
                other += 1;
                other_told += u32::from(background(Severity::Warning));
            }
            _ => {}
        }
        let whole = !has(Code::PhotoHeadCut) && !has(Code::PhotoPixelsTooFew);
        if matches!(ground, "white" | "grey" | "blue" | "red") && portrait.note("framing") != "closeup" && whole {
            plain += 1;
            let fits = !has(Code::PhotoHeadTooSmall) && !has(Code::PhotoHeadTooLarge);
            in_spec += u32::from(fits);
            if !fits {
                println!("{name}: head {:?}", report.measured.head_height_ratio);
            }
        }
    }
    println!(
        "one face found on {one_found} of {one_face}; head in specification on {in_spec} of {plain} plain grounds"
    );
    println!("white not refused {white_not_refused} of {white}; other grounds told {other_told} of {other}");
    assert!(one_face > 50 && plain > 10 && white > 10 && other > 30, "the shared set changed");
    for (seen, of) in [(one_found, one_face), (in_spec, plain), (white_not_refused, white), (other_told, other)] {
        assert!(f64::from(seen) >= 0.95 * f64::from(of), "{seen} of {of}");
    }
}

#[test]
#[ignore = "needs ../shared/data"]
fn a_person_who_lies_in_the_picture_is_set_upright() {
    let portraits = portraits();
    let (policy, model, limits) = (hubei(), FaceModel::embedded(), Limits::default());
    let options = PrepareOptions::new(&policy, &model);
    let turn_of = |bitmap: &Bitmap| {
        let jpeg = encode_at_quality(bitmap, 95.0, None).unwrap().bytes;
        prepare(&jpeg, &options, &mut |_| ()).unwrap().report.measured.rotation_cw
    };
    let (mut seen, mut of, mut wrongly_turned) = (0, 0, 0);
    // Every third is enough for a rate, and four searches each take time.
    for portrait in portraits.iter().filter(|p| p.note("faces") == "1").step_by(3) {
        let bytes = fs::read(&portrait.path).unwrap();
        let header = probe(&bytes, &limits).unwrap();
        let bitmap = decode(&bytes, &header, (413, 531), &limits).unwrap().bitmap;
        for turn in [QuarterTurn::Deg90, QuarterTurn::Deg180, QuarterTurn::Deg270] {
            of += 1;
            seen += u32::from(turn_of(&upright(&bitmap, Orientation::of_turn(turn)).unwrap()) == Some(turn));
        }
        wrongly_turned += u32::from(turn_of(&bitmap) != Some(QuarterTurn::Deg0));
    }
    println!("turned portraits recognised: {seen} of {of}; upright ones turned: {wrongly_turned}");
    assert!(of > 50);
    assert!(f64::from(seen) >= 0.9 * f64::from(of), "{seen} of {of}");
    assert_eq!(wrongly_turned, 0);
}
