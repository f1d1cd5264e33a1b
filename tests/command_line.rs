//! The command line from outside: what it prints, what it writes, and how it ends.
#![cfg(all(feature = "cli", not(target_arch = "wasm32")))]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use common::page::Page;
use common::pictures::{JpegSpec, PngSpec, exif, idle_scans, png, rgb_jpeg, stored_for, with_exif};
use common::portrait::portrait;
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::codec::upright::Orientation;
use exam_preflight::limits::Limits;
use exam_preflight::photo::{CheckOptions, FaceModel, check};
use exam_preflight::report::{Verdict, sha256_hex};
use exam_preflight::rules::policy::{Policy, built_in};
use serde_json::Value;

/// A folder of its own for each test, below cargo's.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command_line").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_exam-preflight"))
        .current_dir(folder)
        .env("LC_ALL", "C")
        .args(args)
        .output()
        .unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write_portrait(path: &Path, ground: [u8; 3]) {
    let spec = JpegSpec { quality: 92, ..JpegSpec::default() };
    fs::write(path, rgb_jpeg(&portrait(900, 1200, ground), &spec)).unwrap();
}

#[test]
fn a_portrait_becomes_a_photo_and_a_blue_one_is_kept_back() {
    let folder = folder("photo");
    write_portrait(&folder.join("white.jpg"), [252, 252, 252]);
    write_portrait(&folder.join("blue.jpg"), [67, 142, 219]);

    let ready = run(&folder, &["photo", "white.jpg", "-o", "out.jpg", "--json"]);
    assert_eq!(ready.status.code(), Some(0), "{}", String::from_utf8_lossy(&ready.stdout));
    let report = &lines(&ready)[0];
    assert_eq!((&report["schema"], &report["verdict"]), (&1.into(), &"ready".into()));
    let photo = fs::read(folder.join("out.jpg")).unwrap();
    assert_eq!(report["output"]["bytes"], photo.len());
    assert!(photo.len() <= 29_999);

    let blocked = run(&folder, &["photo", "blue.jpg", "-o", "blue-out.jpg", "--json"]);
    assert_eq!(blocked.status.code(), Some(1));
    assert!(!folder.join("blue-out.jpg").exists(), "a blocked photo is not written");
    let kept = run(&folder, &["photo", "blue.jpg", "-o", "blue-out.jpg", "--even-if-blocked"]);
    assert_eq!(kept.status.code(), Some(1));
    assert!(folder.join("blue-out.jpg").exists(), "unless it is asked for");
}

#[test]
fn several_files_give_a_line_each_in_order_and_a_bad_one_is_a_report() {
    let folder = folder("several");
    write_portrait(&folder.join("a.jpg"), [252, 252, 252]);
    fs::write(folder.join("b.jpg"), b"no picture at all").unwrap();
    let output = run(&folder, &["photo", "b.jpg", "a.jpg", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let verdicts: Vec<_> = lines(&output).iter().map(|r| r["verdict"].clone()).collect();
    assert_eq!(verdicts, ["blocked", "ready"]);
    assert_eq!(lines(&output)[0]["findings"][0]["code"], "file.unreadable");
    let papers = run(&folder, &["material", "a.jpg", "b.jpg", "--kind", "diploma", "--json"]);
    assert_eq!(lines(&papers).len(), 2);
}

#[test]
fn a_crop_by_hand_is_honoured() {
    let folder = folder("crop");
    write_portrait(&folder.join("a.jpg"), [252, 252, 252]);
    let output = run(&folder, &["photo", "a.jpg", "--crop", "100,40,700,900", "--json"]);
    let crop = &lines(&output)[0]["measured"]["crop"];
    assert_eq!((crop["left"].as_f64(), crop["width"].as_f64()), (Some(100.0), Some(700.0)));
}

#[test]
fn the_encoder_alone_fits_or_says_no() {
    let folder = folder("encode");
    write_portrait(&folder.join("a.jpg"), [252, 252, 252]);
    assert_eq!(run(&folder, &["encode", "a.jpg", "--max-bytes", "40000", "-o", "b.jpg"]).status.code(), Some(0));
    assert!(fs::metadata(folder.join("b.jpg")).unwrap().len() <= 40_000);
    assert_eq!(run(&folder, &["encode", "a.jpg", "--max-bytes", "300", "-o", "c.jpg"]).status.code(), Some(1));
    assert!(!folder.join("c.jpg").exists());
}

#[test]
fn misuse_ends_with_two_and_says_so_on_stderr() {
    let folder = folder("misuse");
    write_portrait(&folder.join("a.jpg"), [252, 252, 252]);
    fs::write(folder.join("policy.json"), "{}").unwrap();
    for args in [
        &["photo"][..],
        &["photo", "missing.jpg"],
        &["photo", "a.jpg", "--policy", "nowhere-1999"],
        &["photo", "a.jpg", "--policy", "policy.json"],
        &["photo", "a.jpg", "--preset", "1x1"],
        &["photo", "a.jpg", "--crop", "1,2,3"],
        &["photo", "a.jpg", "--crop", "0,0,0,0"],
        &["material", "a.jpg", "--kind", "nothing"],
        &["policy", "show", "nowhere-1999"],
        &["application", "missing.json"],
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn people_read_sentences_in_their_language() {
    let folder = folder("language");
    write_portrait(&folder.join("a.jpg"), [67, 142, 219]);
    let said = |lang: &str| String::from_utf8(run(&folder, &["photo", "a.jpg", "--lang", lang]).stdout).unwrap();
    assert!(said("en").contains("The background isn't white enough"), "{}", said("en"));
    assert!(said("zh-CN").contains("背景不够白"), "{}", said("zh-CN"));
    assert!(!said("en").contains(['{', '}']), "every placeholder is filled");
}

#[test]
fn policies_are_listed_shown_checked_and_described() {
    let folder = folder("policy");
    let list = run(&folder, &["policy", "list"]);
    let ids = String::from_utf8(list.stdout).unwrap();
    assert!(ids.lines().any(|id| id == "hubei-2025") && ids.lines().count() >= 2, "{ids}");
    let shown = run(&folder, &["policy", "show", "hubei-2025"]);
    fs::write(folder.join("copy.json"), &shown.stdout).unwrap();
    assert_eq!(run(&folder, &["policy", "check", "copy.json"]).status.code(), Some(0));
    fs::write(folder.join("broken.json"), "{\"id\": 7}").unwrap();
    assert_eq!(run(&folder, &["policy", "check", "broken.json"]).status.code(), Some(1));
    let schema = run(&folder, &["policy", "schema"]);
    assert!(serde_json::from_slice::<Value>(&schema.stdout).unwrap().is_object());
}

#[test]
fn an_application_is_judged_with_the_pictures_beside_it() {
    let folder = folder("application");
    write_portrait(&folder.join("me.jpg"), [252, 252, 252]);
    write_portrait(&folder.join("front.jpg"), [200, 180, 160]);
    let application = r#"{ "policy": "hubei-2025", "profile": { "origin": "mainland", "idDocument": "resident_card" },
        "photo": "me.jpg", "slots": { "identity": ["front.jpg", "front.jpg"] } }"#;
    fs::write(folder.join("application.json"), application).unwrap();
    let output = run(&folder, &["application", "application.json", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report = &lines(&output)[0];
    let codes: Vec<&str> = report["findings"].as_array().unwrap().iter().filter_map(|f| f["code"].as_str()).collect();
    assert!(codes.contains(&"material.duplicate"), "{codes:?}");
    assert!(codes.contains(&"profile.fact.missing"), "{codes:?}");
    assert!(!codes.contains(&"application.photo.missing"), "{codes:?}");
    let identity = report["measured"]["slots"].as_array().unwrap().iter().find(|s| s["kind"] == "identity").unwrap();
    assert_eq!(identity["need"], "required");
}

/// A finished photo that `check` refuses: progressive, of the right size. The receiver calls `check`, too.
#[test]
fn an_application_judges_the_photo_as_the_receiver_does() {
    let folder = folder("application_photo");
    let (policy, model) = (Policy::from_json(built_in("hubei-2025").unwrap()).unwrap(), FaceModel::embedded());
    write_portrait(&folder.join("source.jpg"), [252, 252, 252]);
    assert_eq!(run(&folder, &["photo", "source.jpg", "-o", "finished.jpg"]).status.code(), Some(0));
    let finished = fs::read(folder.join("finished.jpg")).unwrap();
    let limits = Limits::default();
    let pixels = decode(&finished, &probe(&finished, &limits).unwrap(), (413, 531), &limits).unwrap().bitmap;
    let progressive = JpegSpec { progressive: true, quality: 60, ..JpegSpec::default() };
    fs::write(folder.join("progressive.jpg"), rgb_jpeg(&pixels, &progressive)).unwrap();

    let mut refused = 0;
    for name in ["finished.jpg", "progressive.jpg", "source.jpg"] {
        fs::write(folder.join("application.json"), format!(r#"{{ "profile": {{}}, "photo": "{name}" }}"#)).unwrap();
        let output = run(&folder, &["application", "application.json", "--json"]);
        let report = &lines(&output)[0];
        let of_photo = |finding: &&Value| finding["slot"] == "photo" && finding["file"] == name;
        let said: Vec<&Value> = report["findings"].as_array().unwrap().iter().filter(of_photo).collect();
        let options = CheckOptions { file_name: Some(name), ..CheckOptions::new(&policy, &model) };
        let checked = check(&fs::read(folder.join(name)).unwrap(), &options, &mut |_| ()).unwrap();
        let wanted: BTreeSet<&str> = checked.findings.iter().map(|finding| finding.code.as_str()).collect();
        let codes: BTreeSet<&str> = said.iter().filter_map(|finding| finding["code"].as_str()).collect();
        let codes: BTreeSet<&str> = codes.into_iter().filter(|code| !code.starts_with("application.")).collect();
        assert_eq!(codes, wanted, "{name}");
        refused += usize::from(checked.verdict == Verdict::Blocked);
    }
    assert_eq!(refused, 2, "only what `photo` made passes");
}

/// iPhones call every picture that they hand over image.jpg.
#[test]
fn photos_of_one_name_do_not_overwrite_each_other() {
    let folder = folder("one_name");
    for (name, ground) in [("a", [252, 252, 252]), ("b", [245, 246, 248])] {
        fs::create_dir(folder.join(name)).unwrap();
        write_portrait(&folder.join(name).join("image.jpg"), ground);
    }
    fs::copy(folder.join("a/image.jpg"), folder.join("IMAGE.jpeg")).unwrap();
    fs::create_dir(folder.join("out")).unwrap();
    let output = run(&folder, &["photo", "a/image.jpg", "b/image.jpg", "IMAGE.jpeg", "-o", "out", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    for (report, name) in lines(&output).iter().zip(["image.jpg", "image-2.jpg", "IMAGE-3.jpg"]) {
        let photo = fs::read(folder.join("out").join(name)).unwrap();
        assert_eq!(report["output"]["sha256"], sha256_hex(&photo), "{name}");
    }
    // Into the folder of an input: it stays as it is.
    let source = fs::read(folder.join("a/image.jpg")).unwrap();
    assert_eq!(run(&folder, &["photo", "a/image.jpg", "-o", "a"]).status.code(), Some(0));
    assert_eq!(fs::read(folder.join("a/image.jpg")).unwrap(), source);
    assert!(folder.join("a/image-2.jpg").exists());
}

/// A file of four gigabytes takes no space on disk, and must take no time and no memory.
#[test]
fn a_file_of_gigabytes_is_refused_unread() {
    let folder = folder("gigabytes");
    fs::File::create(folder.join("huge.jpg")).unwrap().set_len(4 << 30).unwrap();
    fs::write(folder.join("application.json"), r#"{ "photo": "huge.jpg", "slots": { "identity": ["huge.jpg"] } }"#)
        .unwrap();
    let begun = Instant::now();
    for args in [
        &["photo", "huge.jpg", "--json"][..],
        &["material", "huge.jpg", "--kind", "diploma", "--json"],
        &["material", "huge.jpg", "--kind", "diploma", "--repair", "out", "--json"],
        &["application", "application.json", "--json"],
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        let report = &lines(&output)[0];
        let findings = report["findings"].as_array().unwrap();
        let too_many = findings.iter().find(|finding| finding["code"] == "file.bytes.too_many").expect("it is said");
        assert_eq!(too_many["params"]["bytes"], 4u64 << 30);
    }
    assert_eq!(run(&folder, &["encode", "huge.jpg", "--max-bytes", "9", "-o", "o.jpg"]).status.code(), Some(1));
    assert_eq!(run(&folder, &["policy", "check", "huge.jpg"]).status.code(), Some(2));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// Words that Chinese readers write in Latin letters.
const LATIN: &[&str] = &["jpg", "jpeg", "png", "webp", "heic", "pdf", "exif", "dpi", "office", "ycbcr", "iphone"];

#[test]
fn chinese_sentences_hold_no_english() {
    let folder = folder("chinese");
    let plain = rgb_jpeg(&portrait(413, 531, [252; 3]), &JpegSpec::default());
    let frame = plain.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    let with_frame = |at: usize, value: u8| {
        let mut bytes = plain.clone();
        bytes[frame + at] = value;
        bytes
    };
    let mut without_height = with_frame(5, 0);
    without_height[frame + 6] = 0;
    let progressive = rgb_jpeg(&portrait(413, 531, [252; 3]), &JpegSpec { progressive: true, ..JpegSpec::default() });
    for (name, bytes) in [
        ("1.jpg", with_frame(1, 0xC3)),
        ("2.jpg", with_frame(1, 0xC5)),
        ("3.jpg", with_frame(1, 0xC9)),
        ("4.jpg", with_frame(4, 12)),
        ("5.jpg", without_height),
        ("6.jpg", b"<!doctype html><title>Log in</title>".to_vec()),
        ("7.jpg", b"%PDF-1.7".to_vec()),
        ("8.jpg", b"PK\x03\x04 and more".to_vec()),
        ("9.jpg", b"version https://git-lfs.github.com/spec/v1\n".to_vec()),
        ("10.jpg", idle_scans(9600, 98)),
        ("11.jpg", progressive),
        ("12.jpg", plain[..plain.len() / 2].to_vec()),
        ("13.jpg", with_exif(&plain, &exif(6, None))),
        ("14.jpg", plain.clone()),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
        fs::write(folder.join("0.json"), format!(r#"{{ "photo": "{name}" }}"#)).unwrap();
        for args in [&["photo", name][..], &["material", name, "--kind", "diploma"], &["application", "0.json"]] {
            let output = run(&folder, &[args, &["--lang", "zh-CN"]].concat());
            let text = String::from_utf8(output.stdout).unwrap();
            // The sentence alone: a place in brackets and a list of kinds are ids.
            let sentences = text.lines().filter(|line| line.contains(['。', '：'])).map(|line| {
                let line = line.rsplit_once("] ").map_or(line, |(_, sentence)| sentence);
                line.strip_prefix(name).unwrap_or(line).to_lowercase()
            });
            for sentence in sentences.filter(|sentence| !sentence.contains("/")) {
                let words = sentence.split(|c: char| !c.is_ascii_alphabetic());
                let english: Vec<&str> = words.filter(|word| word.len() > 1 && !LATIN.contains(word)).collect();
                assert!(english.is_empty(), "{args:?}: {english:?} in {sentence}");
            }
        }
    }
}

#[test]
fn repaired_copies_go_to_their_folder_and_never_over_an_input() {
    let folder = folder("repair");
    let page = Page::of_text(900, 1200, 235, 3).finish();
    let lying = rgb_jpeg(&stored_for(&page, Orientation::Rotate90), &JpegSpec::default());
    let rgb = PngSpec { color: png::ColorType::Rgb, depth: png::BitDepth::Eight, interlaced: false };
    fs::write(folder.join("a.jpg"), &lying).unwrap();
    fs::write(folder.join("a.png"), png(&page, rgb, |_, _| 255, &[])).unwrap();
    fs::write(folder.join("b.jpg"), b"not a picture").unwrap();

    let out = run(&folder, &["material", "a.jpg", "a.png", "b.jpg", "--kind", "diploma", "--repair", "made", "--json"]);
    assert_eq!(out.status.code(), Some(1), "one of the three cannot be read");
    let reports = lines(&out);
    let verdicts: Vec<&Value> = reports.iter().map(|r| &r["verdict"]).collect();
    assert_eq!(verdicts, ["ready", "ready", "blocked"]);
    assert_eq!(reports[0]["measured"]["rotationCw"], 0);
    assert_eq!(reports[2]["output"], Value::Null);
    for (report, name) in reports.iter().zip(["a.jpg", "a-2.jpg"]) {
        assert_eq!(report["output"]["bytes"], fs::read(folder.join("made").join(name)).unwrap().len(), "{name}");
    }
    assert!(!folder.join("made/b.jpg").exists());

    // Into the folder of the inputs: they stay as they are.
    run(&folder, &["material", "a.jpg", "--kind", "diploma", "--repair", "."]);
    assert_eq!(fs::read(folder.join("a.jpg")).unwrap(), lying);
    assert!(folder.join("a-2.jpg").exists());
}

/// The list follows from the answers alone: no picture is read, and none need be there.
#[test]
fn a_checklist_is_written_as_text_markdown_and_json() {
    let folder = folder("checklist");
    fs::write(folder.join("a.json"), r#"{ "profile": { "origin": "foreign" }, "photo": "missing.jpg" }"#).unwrap();
    let written = |args: &[&str]| {
        let output = run(&folder, &[&["application", "a.json"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = written(&["--checklist"]);
    assert!(text.contains("□ Proof of identity (1 to 2 pictures)\n"), "{text}");
    assert!(text.contains("These questions are not answered yet"), "{text}");
    let markdown = written(&["--checklist=markdown", "--lang", "zh-CN"]);
    assert!(markdown.contains("- [ ] **身份证明**（1～2 张）\n"), "{markdown}");
    let json: Value = serde_json::from_str(&written(&["--checklist=json"])).unwrap();
    assert_eq!((&json["schema"], &json["policy"]), (&1.into(), &"hubei-2025".into()));
    assert_eq!(json["documents"][0]["kind"], "identity");
    assert_eq!(json["answers"][0]["choice"], "foreign");
    assert_eq!(written(&["--checklist", "--json"]), written(&["--checklist=json"]));
    let misuse = run(&folder, &["application", "a.json", "--checklist=pdf"]);
    assert_eq!(misuse.status.code(), Some(2));
}
