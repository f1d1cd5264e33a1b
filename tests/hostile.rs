//! Any bytes get an answer, soon, and without a panic, from the decoder and from every check: generated traps, seeded
//! mutations of every fixture, and the real hostile files where they are.
//!
//! `EXAM_PREFLIGHT_MUTATIONS=100000 cargo test --release --test hostile` mutates for longer; the default is a few
//! seconds. `EXAM_PREFLIGHT_SEED` makes another run, `EXAM_PREFLIGHT_FROM` begins at a round. What a longer run found is
//! kept below as a trap.

#![cfg(all(feature = "face-model", not(target_arch = "wasm32")))]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use common::pictures::{
    JpegSpec, PngSpec, extended_webp, finder_marks, fixtures, idle_scans, png, png_chunk, rgb_jpeg, riff_chunk, scene,
    webp, with_segment, zlib_stored,
};
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::error::{Error, Kind};
use exam_preflight::finding::{Code, Finding};
use exam_preflight::limits::Limits;
use exam_preflight::material::{self, InspectOptions, RepairOptions};
use exam_preflight::photo::{self, CheckOptions, FaceModel, PrepareOptions};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::{Policy, built_in};

/// Processor time for one check of one file. A build that is not optimised takes three times as long.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 6 } else { 2 });
const PNG_RGB: PngSpec = PngSpec { color: ::png::ColorType::Rgb, depth: ::png::BitDepth::Eight, interlaced: false };

/// Does one thing with a file; fails on a panic, on a misuse and on slowness.
fn in_time<T>(what: &str, bytes: &[u8], work: &dyn Fn() -> Result<T, Error>) -> Result<T, Error> {
    let begun = processor_time();
    let got = catch_unwind(AssertUnwindSafe(work));
    let took = processor_time() - begun;
    let got = got.unwrap_or_else(|_| {
        let copy = std::env::temp_dir().join(format!("exam-preflight-crash-{}", what.replace(['/', ' '], "-")));
        std::fs::write(&copy, bytes).unwrap();
        panic!("{what} panics; a copy is in {}", copy.display())
    });
    assert!(took < PATIENCE, "{what} takes {took:?}");
    if let Err(Error { kind: Kind::Misuse(why), .. }) = &got {
        panic!("{what}: a file is never a misuse: {why}");
    }
    got
}

/// The time that this thread has had a processor: a busy machine is not a slow check. Where the system does not say, the time
/// that has passed.
fn processor_time() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let of_thread = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = of_thread.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}

/// Probes and decodes at full size and reduced.
fn answer(name: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut last = Ok(());
    for at_least in [(u32::MAX, u32::MAX), (20, 20)] {
        last = in_time(&format!("{name}: the decoder"), bytes, &|| {
            let limits = Limits::default();
            let header = probe(bytes, &limits)?;
            decode(bytes, &header, at_least, &limits).map(|_| ())
        });
    }
    last
}

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::from_json(built_in("hubei-2025").unwrap()).unwrap());
static DIPLOMA: LazyLock<MaterialSpec> = LazyLock::new(|| MaterialSpec::of(&POLICY, "diploma").unwrap());
static MODEL: LazyLock<FaceModel> = LazyLock::new(FaceModel::embedded);

/// A check that answers with findings.
type Check<'a> = &'a dyn Fn() -> Result<Vec<Finding>, Error>;

/// Whatever the file is, each check answers with a report. Returns the findings of all.
fn reports(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let inspecting = InspectOptions::new(&DIPLOMA);
    let repairing = RepairOptions::new(&DIPLOMA);
    let checking = CheckOptions::new(&POLICY, &MODEL);
    let preparing = PrepareOptions::new(&POLICY, &MODEL);
    let checks: [(&str, Check); 4] = [
        ("inspect", &|| Ok(material::inspect(bytes, &inspecting, &mut |_| {})?.findings)),
        ("repair", &|| Ok(material::repair(bytes, &repairing, &mut |_| {})?.report.findings)),
        ("check", &|| Ok(photo::check(bytes, &checking, &mut |_| {})?.findings)),
        ("prepare", &|| Ok(photo::prepare(bytes, &preparing, &mut |_| {})?.report.findings)),
    ];
    let run = |(what, check): &(&str, Check)| {
        in_time(&format!("{name}: {what}"), bytes, check).unwrap_or_else(|e| panic!("{name}: {what}: {e}"))
    };
    checks.iter().flat_map(run).collect()
}

/// A frame header of this size over a few bytes of data.
fn tall_jpeg(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let scene = scene(16, 16);
    let mut bytes = rgb_jpeg(&scene, &JpegSpec { progressive, ..JpegSpec::default() });
    let marker = if progressive { 0xC2 } else { 0xC0 };
    let at = bytes.windows(2).position(|w| w == [0xFF, marker]).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// The same picture, its frame header claiming another process.
fn with_frame_marker(jpeg: &[u8], marker: u8) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let at = bytes.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    bytes[at + 1] = marker;
    bytes
}

/// A progressive picture whose scans say nothing, over and over, each over the whole picture.
fn many_scans(scans: usize) -> Vec<u8> {
    let mut bytes = tall_jpeg(8000, 8000, true);
    let end = bytes.len() - 2;
    let sos = bytes.windows(2).rposition(|w| w == [0xFF, 0xDA]).unwrap();
    let scan = bytes[sos..end].to_vec();
    bytes.truncate(end);
    (0..scans).for_each(|_| bytes.extend(&scan));
    bytes.extend([0xFF, 0xD9]);
    bytes
}

/// A PNG that claims a size and holds next to nothing.
fn hollow_png(width: u32, height: u32, interlaced: bool) -> Vec<u8> {
    let mut ihdr = [width.to_be_bytes(), height.to_be_bytes()].concat();
    ihdr.extend([16, 6, 0, 0, u8::from(interlaced)]);
    let parts = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(b"IHDR", &ihdr),
        png_chunk(b"IDAT", &zlib_stored(&[0; 100])),
        png_chunk(b"IEND", &[]),
    ];
    parts.concat()
}

#[test]
fn traps_are_refused_in_time() {
    let scene = scene(24, 17);
    let jpeg = rgb_jpeg(&scene, &JpegSpec::default());
    let simple = webp(&scene, None, None);
    let malformed = |e: &Error| matches!(e.kind, Kind::Malformed(_));
    let limit = |e: &Error| matches!(e.kind, Kind::LimitExceeded { .. });
    let unsupported = |e: &Error| matches!(e.kind, Kind::Unsupported(_));
    type Kinds<'a> = &'a dyn Fn(&Error) -> bool;
    let cases: Vec<(&str, Vec<u8>, Kinds)> = vec![
        ("nothing", vec![], &malformed),
        ("a start of image", vec![0xFF, 0xD8, 0xFF], &malformed),
        ("only fill bytes", vec![0xFF; 100_000], &malformed),
        ("jpeg_65535_square", tall_jpeg(65_535, 65_535, false), &limit),
        ("jpeg_of_200_megapixels", tall_jpeg(14_000, 14_000, false), &malformed),
        ("jpeg_progressive_of_200_megapixels", tall_jpeg(14_000, 14_000, true), &limit),
        ("jpeg_progressive_of_64_megapixels", tall_jpeg(8_000, 8_000, true), &malformed),
        ("jpeg_of_zero_height", tall_jpeg(16, 0, false), &unsupported),
        ("jpeg_of_zero_width", tall_jpeg(0, 16, false), &malformed),
        ("jpeg_with_2000_scans", many_scans(2000), &limit),
        ("jpeg_with_98_idle_scans", idle_scans(9600, 98), &limit),
        ("png_of_2_31", hollow_png(0x7FFF_FFFF, 0x7FFF_FFFF, false), &limit),
        ("png_of_2_32", hollow_png(u32::MAX, 1, false), &malformed),
        ("png_of_200_megapixels", hollow_png(14_000, 14_000, false), &malformed),
        ("png_interlaced_of_200_megapixels", hollow_png(14_000, 14_000, true), &limit),
        ("webp_of_268_megapixels", extended_webp(&simple, 16_384, 16_384, 0, &[], &[]), &malformed),
        ("webp_animated_without_frames", extended_webp(&simple, 24, 17, 2, &[], &[]), &malformed),
        ("webp_of_length_2_32", [b"RIFF\xff\xff\xff\xffWEBPJUNK\xff\xff\xff\xff", &[0; 64][..]].concat(), &malformed),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), &unsupported),
        ("html", b"<!doctype html><title>Log in</title>".to_vec(), &unsupported),
        ("jpeg_arithmetic", with_frame_marker(&jpeg, 0xC9), &unsupported),
        ("jpeg_lossless", with_frame_marker(&jpeg, 0xC3), &unsupported),
        ("jpeg_hierarchical", with_frame_marker(&jpeg, 0xC5), &unsupported),
    ];
    for (name, bytes, check) in cases {
        match answer(name, &bytes) {
            Ok(()) => panic!("{name} was read"),
            Err(error) => assert!(check(&error), "{name}: {error}"),
        }
        reports(name, &bytes);
    }
}

/// As much work as a file may ask for, and more: the first is read, the second is not, each in time.
#[test]
fn idle_scans_are_read_up_to_a_bound() {
    assert!(answer("few idle scans", &idle_scans(9600, 9)).is_ok());
    let findings = reports("many idle scans", &idle_scans(9600, 98));
    let said = findings.iter().filter(|finding| finding.code == Code::CheckTooExpensive).count();
    assert_eq!(said, 3, "all but the check of a finished photo, which is no such size: {findings:?}");
}

/// Finder marks of QR codes that belong to no code, so that a reader would try every three of them.
#[test]
fn finder_marks_do_not_keep_a_check_busy() {
    for a_side in [5, 8, 12, 20, 39] {
        let picture = finder_marks(a_side);
        let name = format!("{} finder marks", a_side * a_side);
        let findings = reports(&name, &png(&picture, PNG_RGB, |_, _| 255, &[]));
        let blamed = [Code::FileUnreadable, Code::MaterialQrUnreadable];
        assert!(findings.iter().all(|finding| !blamed.contains(&finding.code)), "{name}: {findings:?}");
    }
}

/// Damage beside the picture does not cost the picture.
#[test]
fn harmless_damage_is_forgiven() {
    let scene = scene(24, 17);
    let jpeg = rgb_jpeg(&scene, &JpegSpec::default());
    let simple = webp(&scene, None, None);
    let cases = [
        ("broken profile", with_segment(&jpeg, 0xE2, b"ICC_PROFILE\0\x01\x01not a profile at all")),
        ("half a profile", with_segment(&jpeg, 0xE2, b"ICC_PROFILE\0\x01\x02half")),
        ("broken exif", with_segment(&jpeg, 0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff")),
        ("bytes after the end", [&jpeg[..], &[0; 1000]].concat()),
        ("an archive after the end", [&jpeg[..], b"PK\x03\x04"].concat()),
        ("no end mark", jpeg[..jpeg.len() - 2].to_vec()),
        ("a height that is repeated", [&jpeg[..jpeg.len() - 2], &[0xFF, 0xDC, 0, 4, 0, 17, 0xFF, 0xD9]].concat()),
        ("fill bytes", [&jpeg[..2], &[0xFF; 9], &jpeg[2..]].concat()),
        ("png: broken profile", png(&scene, PNG_RGB, |_, _| 255, &png_chunk(b"iCCP", b"name\0\0not zlib"))),
        ("png: broken exif", png(&scene, PNG_RGB, |_, _| 255, &png_chunk(b"eXIf", b"MM\0*\xff\xff\xff\xff"))),
        ("webp: broken profile", extended_webp(&simple, 24, 17, 0x20, &riff_chunk(b"ICCP", b"nonsense"), &[])),
    ];
    for (name, bytes) in cases {
        answer(name, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

/// A number out of the environment.
fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// A small generator, seeded: the same mutations in every run (Numerical Recipes' constants, upper bits).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }
}

/// Flips, sets, cuts, doubles and joins. PNG checksums are set right, or the first thing checked would stop them all.
fn mutate(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + dice.roll(4) {
        if out.is_empty() {
            break;
        }
        // Headers are the more interesting part.
        let span = if dice.roll(2) == 0 { out.len().min(700) } else { out.len() };
        let at = dice.roll(span);
        match dice.roll(8) {
            0..=2 => out[at] ^= 1 << dice.roll(8),
            3 => out[at] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF][dice.roll(6)],
            4 => out[at] = dice.roll(256) as u8,
            5 => out.truncate(at),
            6 => {
                let piece = out[at..(at + 1 + dice.roll(40)).min(out.len())].to_vec();
                let to = dice.roll(out.len());
                out.splice(to..to, piece);
            }
            _ => {
                let from = dice.roll(other.len());
                let piece = &other[from..(from + 1 + dice.roll(200)).min(other.len())];
                let end = (at + piece.len()).min(out.len());
                out.splice(at..end, piece.iter().copied());
            }
        }
    }
    set_checksums(&mut out);
    out
}

fn set_checksums(bytes: &mut [u8]) {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return;
    }
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
        let Some(end) = (at + 8).checked_add(length).filter(|end| end + 4 <= bytes.len()) else { return };
        let crc = common::pictures::crc32(&bytes[at + 4..end]);
        bytes[end..end + 4].copy_from_slice(&crc.to_be_bytes());
        at = end + 4;
    }
}

/// Folders of real files.
const REAL: &[&str] = &["../shared/data/exif", "../shared/data/hostile"];

/// Files to mutate: the fixtures, pictures with profiles, and those of `real` folders.
fn corpus(real: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fixtures().into_iter().map(|f| (f.name, f.bytes)).collect();
    for folder in ["tests/fixtures"].iter().chain(real) {
        for entry in std::fs::read_dir(Path::new(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            if bytes.len() < 60_000 {
                all.push((name, bytes));
            }
        }
    }
    all.sort();
    all
}

/// One mutant in so many goes through every check, which takes a hundred times as long as the decoder alone.
const REPORTED: usize = 50;

#[test]
fn mutations_never_panic() {
    mutations_of(&[]);
}

#[test]
#[ignore = "needs ../shared/data"]
fn mutations_of_real_files_never_panic() {
    mutations_of(REAL);
}

fn mutations_of(real: &[&str]) {
    let rounds = setting("EXAM_PREFLIGHT_MUTATIONS", 3000);
    let from = setting("EXAM_PREFLIGHT_FROM", 0);
    let corpus = corpus(real);
    let mut dice = Dice(setting("EXAM_PREFLIGHT_SEED", 1) as u64);
    let (mut read, mut slowest) = (0, (Duration::ZERO, String::new()));
    for round in 0..rounds {
        let (name, bytes) = &corpus[dice.roll(corpus.len())];
        let other = &corpus[dice.roll(corpus.len())].1;
        let mutant = mutate(bytes, other, &mut dice);
        if round < from {
            continue;
        }
        let name = format!("{round}-{name}");
        let begun = Instant::now();
        read += usize::from(answer(&name, &mutant).is_ok());
        if round % REPORTED == 0 {
            reports(&name, &mutant);
        }
        if begun.elapsed() > slowest.0 {
            slowest = (begun.elapsed(), name);
        }
    }
    println!("{rounds} mutants, {read} of them read; the slowest took {:?}: {}", slowest.0, slowest.1);
    assert!(read > 0 && read < rounds);
}

/// Profiles are read by a library, and a panic in it would end the worker.
#[test]
fn damaged_profiles_never_panic() {
    damaged_profiles_of(&[]);
}

/// Profiles with tables come from real files only.
#[test]
#[ignore = "needs ../shared/data"]
fn damaged_profiles_of_real_files_never_panic() {
    damaged_profiles_of(REAL);
}

fn damaged_profiles_of(real: &[&str]) {
    let rounds = setting("EXAM_PREFLIGHT_MUTATIONS", 600);
    let from = setting("EXAM_PREFLIGHT_FROM", 0);
    let made = [
        moxcms::ColorProfile::new_srgb(),
        moxcms::ColorProfile::new_display_p3(),
        moxcms::ColorProfile::new_adobe_rgb(),
        moxcms::ColorProfile::new_gray_with_gamma(2.2),
    ];
    let mut profiles: Vec<Vec<u8>> = made.iter().map(|p| p.encode().unwrap()).collect();
    let kinds = ["jpeg_444_baseline", "jpeg_grey_baseline", "jpeg_cmyk_baseline"];
    let carriers: Vec<Vec<u8>> =
        fixtures().into_iter().filter(|f| kinds.contains(&f.name.as_str())).map(|f| f.bytes).collect();
    assert_eq!(carriers.len(), kinds.len());
    for (_, bytes) in corpus(real) {
        if let Some(at) = bytes.windows(12).position(|w| w == b"ICC_PROFILE\0") {
            let length = usize::from(u16::from_be_bytes([bytes[at - 2], bytes[at - 1]]));
            profiles.push(bytes[at + 14..(at - 2 + length).min(bytes.len())].to_vec());
        }
    }
    profiles.retain(|p| p.len() < 65_000);
    profiles.sort();
    profiles.dedup();
    let mut dice = Dice(setting("EXAM_PREFLIGHT_SEED", 2) as u64);
    for round in 0..rounds {
        let profile = &profiles[dice.roll(profiles.len())];
        let other = &profiles[dice.roll(profiles.len())];
        let mutant = mutate(profile, other, &mut dice);
        if round < from {
            continue;
        }
        let payload = [b"ICC_PROFILE\0\x01\x01", &mutant[..mutant.len().min(65_500)]].concat();
        for (carrier, kind) in carriers.iter().zip(kinds) {
            let bytes = with_segment(carrier, 0xE2, &payload);
            answer(&format!("profile-{round}-{kind}"), &bytes).unwrap_or_else(|e| panic!("{round} {kind}: {e}"));
        }
    }
    println!("{rounds} mutants of {} profiles", profiles.len());
}

#[test]
#[ignore = "needs ../shared/data"]
fn real_hostile_files_are_answered() {
    let mut count = 0;
    for folder in ["../shared/data/hostile", "../shared/data/exif", "../shared/data/field"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let (name, bytes) = (path.file_name().unwrap().to_string_lossy(), std::fs::read(&path).unwrap());
            let _ = answer(&name, &bytes);
            // The odd files are sound pictures, and there are many.
            if folder != "../shared/data/exif" {
                reports(&name, &bytes);
            }
            count += 1;
        }
    }
    println!("{count} real files answered");
}
