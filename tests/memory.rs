//! Memory follows the output, and what the limits promise is kept: measured with an allocator that counts.

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::pictures::{JpegSpec, PngSpec, exif, fixtures, png, rgb_jpeg, scene, webp, with_exif};
use exam_preflight::codec::decode::{Decoded, decode};
use exam_preflight::codec::probe::probe;
use exam_preflight::error::{Kind, Result};
use exam_preflight::limits::Limits;
use exam_preflight::material::orientation::Judge;
use exam_preflight::material::{InspectOptions, RepairOptions, inspect, repair};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::PolicyFormat;

const MIB: u64 = 1 << 20;

thread_local! {
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

/// Counts what the current thread has allocated; tests run side by side.
struct Counting;

fn count(change: i64) {
    let live = LIVE.get() + change;
    LIVE.set(live);
    PEAK.set(PEAK.get().max(live));
}

// SAFETY: every call is handed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Decodes, and gives the most memory that was held at once besides the input.
fn measured(bytes: &[u8], at_least: (u32, u32), limits: &Limits) -> (Result<Decoded>, u64) {
    let before = LIVE.get();
    PEAK.set(before);
    let decoded = probe(bytes, limits).and_then(|header| decode(bytes, &header, at_least, limits));
    (decoded, (PEAK.get() - before) as u64)
}

/// A tall JPEG out of a short one: with a restart after each row of MCUs the rows can be repeated, eight at a time so
/// that the numbers of the restart markers agree. `height` is a multiple of 128.
fn repeated(width: u32, height: u32, quality: u8) -> Vec<u8> {
    assert!(height.is_multiple_of(128) && width.is_multiple_of(16));
    let spec = JpegSpec { restart_interval: (width / 16) as u16, quality, ..JpegSpec::default() };
    let short = rgb_jpeg(&scene(width, 128), &spec);
    let frame = short.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    let scan = short.windows(2).position(|w| w == [0xFF, 0xDA]).unwrap();
    let data = scan + 2 + usize::from(u16::from_be_bytes([short[scan + 2], short[scan + 3]]));
    let mut out = short[..data].to_vec();
    out[frame + 5..frame + 7].copy_from_slice(&(height as u16).to_be_bytes());
    let times = height / 128;
    for i in 0..times {
        out.extend(&short[data..short.len() - 2]);
        let end: &[u8] = if i + 1 < times { &[0xFF, 0xD7] } else { &[0xFF, 0xD9] };
        out.extend(end);
    }
    out
}

#[test]
fn a_large_photo_reduced_stays_small() {
    println!("| JPEG 4:2:0 | file | 1/1 | 1/2 | 1/4 | 1/8 |\n|---|---|---|---|---|---|");
    for (name, width, height) in
        [("12 megapixels", 3024, 4096), ("24 megapixels", 4288, 5632), ("48 megapixels", 6048, 8064)]
    {
        let bytes = repeated(width, height, 90);
        let limits = Limits::default();
        let mut peaks = Vec::new();
        for factor in [1, 2, 4, 8] {
            let (decoded, peak) = measured(&bytes, (width.div_ceil(factor), height.div_ceil(factor)), &limits);
            let decoded = decoded.unwrap();
            assert_eq!(decoded.scale, 1.0 / f64::from(factor));
            // The picture itself, and little else.
            let picture = decoded.bitmap.rgb().len() as u64;
            assert!(peak < picture + 2 * MIB, "{name} at 1/{factor}: {peak} bytes for a picture of {picture}");
            peaks.push(format!("{:.1} MiB", peak as f64 / MIB as f64));
            if factor >= 2 {
                assert!(peak + (bytes.len() as u64) < 64 * MIB, "{name} at 1/{factor}: {peak}");
            }
        }
        println!("| {name} | {:.1} MiB | {} |", bytes.len() as f64 / MIB as f64, peaks.join(" | "));
    }
}

#[test]
fn a_large_document_is_inspected_and_repaired_within_64_mib() {
    let formats = vec![PolicyFormat::Jpeg];
    let spec = MaterialSpec { policy_id: "test".into(), kind: "diploma".into(), formats, max_bytes: 500_000 };
    let (inspecting, repairing) = (InspectOptions::new(&spec), RepairOptions::new(&spec));
    // The model is expanded once and stays.
    Judge::shared();
    for (name, width, height) in [("12 megapixels", 3024, 4096), ("48 megapixels", 6048, 8064)] {
        let bytes = repeated(width, height, 90);
        let peak_of = |work: &dyn Fn()| {
            let before = LIVE.get();
            PEAK.set(before);
            work();
            (PEAK.get() - before) as u64
        };
        let inspection = peak_of(&|| drop(inspect(&bytes, &inspecting, &mut |_| {}).unwrap()));
        let repair = peak_of(&|| drop(repair(&bytes, &repairing, &mut |_| {}).unwrap()));
        let mib = |bytes: u64| bytes as f64 / MIB as f64;
        println!("{name}: inspected in {:.1} MiB, repaired in {:.1} MiB", mib(inspection), mib(repair));
        assert!(inspection + (bytes.len() as u64) < 64 * MIB, "{name}: {inspection}");
        // A repair works on more pixels than a look, and holds what it made.
        assert!(repair < 64 * MIB, "{name}: {repair}");
    }
}

#[test]
fn no_decode_takes_more_than_its_limit() {
    decodes_within_limits(&[]);
}

#[test]
#[ignore = "needs ../shared/data"]
fn no_decode_of_a_real_file_takes_more_than_its_limit() {
    decodes_within_limits(&["../shared/data/exif", "../shared/data/hostile"]);
}

fn decodes_within_limits(real: &[&str]) {
    let mut all: Vec<(String, Vec<u8>)> = fixtures().into_iter().map(|f| (f.name, f.bytes)).collect();
    all.push(("baseline_of_2_megapixels".into(), repeated(1024, 2048, 80)));
    for progressive in [false, true] {
        let spec = JpegSpec { progressive, scan_a_component: !progressive, ..JpegSpec::default() };
        all.push((format!("whole_planes_{progressive}"), rgb_jpeg(&scene(1000, 700), &spec)));
    }
    for folder in ["tests/fixtures"].iter().chain(real) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    let (mut read, mut refused) = (0, 0);
    for (name, bytes) in &all {
        for allowed in [2, 24] {
            let limits = Limits { max_decode_bytes: allowed * MIB, ..Limits::default() };
            for at_least in [(u32::MAX, u32::MAX), (100, 100)] {
                let (decoded, peak) = measured(bytes, at_least, &limits);
                assert!(peak <= allowed * MIB, "{name}: {peak} bytes at a limit of {allowed} MiB");
                match decoded {
                    Ok(_) => read += 1,
                    Err(error) => refused += usize::from(matches!(error.kind, Kind::LimitExceeded { .. })),
                }
            }
        }
    }
    println!("{read} decodes within their limit, {refused} refused for it");
    assert!(read > 0 && refused > 0);
}

/// The memory that is reckoned before is never less than what is then taken: found by bisection of the limit, on
/// pictures large enough that the fixed parts do not hide the rest.
#[test]
fn the_reckoning_is_never_too_small() {
    let large = scene(800, 600);
    let jpeg = |progressive, scan_a_component| {
        rgb_jpeg(&large, &JpegSpec { progressive, scan_a_component, ..JpegSpec::default() })
    };
    let png = |color, interlaced| {
        png(&large, PngSpec { color, depth: png::BitDepth::Sixteen, interlaced }, |x, y| (x + y) as u8, &[])
    };
    let mut all = vec![
        ("jpeg".to_owned(), jpeg(false, false)),
        ("jpeg, progressive".into(), jpeg(true, false)),
        ("jpeg, one scan a component".into(), jpeg(false, true)),
        ("jpeg, turned".into(), with_exif(&jpeg(false, false), &exif(6, None))),
        ("png".into(), png(png::ColorType::Rgba, false)),
        ("png, grey".into(), png(png::ColorType::Grayscale, false)),
        ("png, interlaced".into(), png(png::ColorType::Rgba, true)),
        ("webp, lossless".into(), webp(&large, None, None)),
        ("webp, lossless with alpha".into(), webp(&large, Some(&|x, y| (x + y) as u8), None)),
    ];
    // More, such as lossy WebPs, which no encoder here writes.
    if let Ok(folder) = std::env::var("EXAM_PREFLIGHT_LARGE") {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    for (name, bytes) in &all {
        for reduced in [1u32, 4] {
            let header = probe(bytes, &Limits::default()).unwrap();
            let (width, height) = header.upright_size();
            let wish = (width.div_ceil(reduced), height.div_ceil(reduced));
            let attempt = |max_decode_bytes| {
                let (decoded, peak) = measured(bytes, wish, &Limits { max_decode_bytes, ..Limits::default() });
                (decoded.is_ok_and(|d| d.scale == 1.0 / f64::from(reduced)), peak)
            };
            let (mut no, mut yes) = (0, 64 * MIB);
            while no + 32_768 < yes {
                let middle = (no + yes) / 2;
                if attempt(middle).0 { yes = middle } else { no = middle }
            }
            let (_, peak) = attempt(yes);
            println!("{name} at 1/{reduced}: reckoned {yes} bytes, took {peak}");
            assert!(peak <= yes, "{name} at 1/{reduced}: reckoned {yes} bytes, took {peak}");
        }
    }
}

#[test]
fn a_limit_too_small_for_the_wish_gives_a_smaller_picture() {
    let bytes = repeated(3024, 4096, 80);
    let (decoded, _) = measured(&bytes, (3024, 4096), &Limits { max_decode_bytes: 12 * MIB, ..Limits::default() });
    assert_eq!(decoded.unwrap().scale, 0.5);
    let (decoded, _) = measured(&bytes, (3024, 4096), &Limits { max_decode_bytes: 3 * MIB, ..Limits::default() });
    assert_eq!(decoded.unwrap().scale, 0.25);
    let (decoded, _) = measured(&bytes, (3024, 4096), &Limits { max_decode_bytes: MIB / 4, ..Limits::default() });
    assert!(matches!(decoded.unwrap_err().kind, Kind::LimitExceeded { .. }));
}
