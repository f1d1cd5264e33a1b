//! No decoder is trusted unseen: ours against the scene that was stored, against `jpeg-decoder`, and against Pillow on
//! real odd files.

mod common;

use std::path::Path;
use std::process::Command;

use common::pictures::{
    JpegSpec, PngSpec, extended_webp, fixtures, png_chunk, psnr, rgb_jpeg, riff_chunk, scene, webp, with_segment,
    zlib_stored,
};
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::decode::{Decoded, decode};
use exam_preflight::codec::probe::probe;
use exam_preflight::error::Result;
use exam_preflight::limits::Limits;

const EXIF_FOLDER: &str = "../shared/data/exif";

fn decoded(bytes: &[u8], at_least: (u32, u32)) -> Result<Decoded> {
    let limits = Limits::default();
    decode(bytes, &probe(bytes, &limits)?, at_least, &limits)
}

fn whole(bytes: &[u8]) -> Result<Bitmap> {
    decoded(bytes, (u32::MAX, u32::MAX)).map(|d| d.bitmap)
}

#[test]
fn every_way_of_storing_gives_the_scene() {
    for fixture in fixtures() {
        let got = whole(&fixture.bytes).unwrap_or_else(|e| panic!("{}: {e}", fixture.name));
        let close = psnr(&got, &fixture.scene);
        assert!(close >= fixture.min_psnr, "{}: {close:.1} dB, wanted {}", fixture.name, fixture.min_psnr);
    }
}

#[test]
fn reduced_pictures_are_the_scene_made_smaller() {
    for fixture in fixtures() {
        let (width, height) = (fixture.scene.width_px(), fixture.scene.height_px());
        for (at_least, scale) in [((42, 31), 0.5), ((21, 16), 0.25), ((11, 8), 0.125), ((1, 1), 0.125)] {
            let got = decoded(&fixture.bytes, at_least).unwrap_or_else(|e| panic!("{}: {e}", fixture.name));
            assert_eq!(got.scale, scale, "{}", fixture.name);
            assert_eq!((got.upright_width_px, got.upright_height_px), (width, height));
            let factor = (1.0 / scale) as u32;
            assert_eq!(got.bitmap.width_px(), width.div_ceil(factor), "{}", fixture.name);
            assert_eq!(got.bitmap.height_px(), height.div_ceil(factor), "{}", fixture.name);
            let close = psnr(&got.bitmap, &boxed(&fixture.scene, factor));
            // Where chroma has a quarter of the samples along one side only, they are repeated.
            let coarse = ["441", "411"].iter().any(|s| fixture.name.contains(s));
            assert!(close >= if coarse { 22.0 } else { 29.0 }, "{} at {scale}: {close:.1} dB", fixture.name);
        }
        // One pixel more is asked for than an eighth gives: a quarter.
        assert_eq!(decoded(&fixture.bytes, (12, 8)).unwrap().scale, 0.25, "{}", fixture.name);
    }
}

/// Averages of boxes; a part of a box at an edge counts as the part it is.
fn boxed(source: &Bitmap, factor: u32) -> Bitmap {
    let (width, height) = (source.width_px().div_ceil(factor), source.height_px().div_ceil(factor));
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (mut sums, mut count) = ([0u32; 3], 0);
            for sy in y * factor..((y + 1) * factor).min(source.height_px()) {
                for sx in x * factor..((x + 1) * factor).min(source.width_px()) {
                    let pixel = source.pixel(sx, sy);
                    (0..3).for_each(|c| sums[c] += u32::from(pixel[c]));
                    count += 1;
                }
            }
            rgb.extend(sums.map(|sum| ((sum + count / 2) / count) as u8));
        }
    }
    Bitmap::new(width, height, rgb).unwrap()
}

#[test]
fn a_second_decoder_agrees_on_jpeg() {
    let mut compared = 0;
    for fixture in fixtures().iter().filter(|f| f.name.starts_with("jpeg_")) {
        // It hands out ink as it is; and rounds chroma otherwise.
        if fixture.name.contains("cmyk") || fixture.name.contains("ycck") {
            continue;
        }
        let mut other = jpeg_decoder::Decoder::new(&fixture.bytes[..]);
        let pixels = other.decode().unwrap_or_else(|e| panic!("{}: {e}", fixture.name));
        let info = other.info().unwrap();
        let grey = info.pixel_format == jpeg_decoder::PixelFormat::L8;
        let rgb = if grey { pixels.iter().flat_map(|&v| [v; 3]).collect() } else { pixels };
        let other = Bitmap::new(info.width.into(), info.height.into(), rgb).unwrap();
        let close = psnr(&whole(&fixture.bytes).unwrap(), &other);
        assert!(close >= 50.0, "{}: {close:.1} dB", fixture.name);
        compared += 1;
    }
    assert!(compared > 40, "only {compared} compared");
}

/// The same profile in a JPEG (in two parts), a PNG and a WebP moves the colours the same way.
#[test]
fn a_profile_is_applied_in_every_container() {
    let scene = scene(40, 30);
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let (first, second) = profile.split_at(profile.len() / 2);
    let part = |number: u8, data: &[u8]| [b"ICC_PROFILE\0", &[number, 2][..], data].concat();
    let spec = JpegSpec { sampling: jpeg_encoder::SamplingFactor::R_4_4_4, quality: 100, ..JpegSpec::default() };
    // The second part first: they are put in order by their numbers.
    let jpeg = with_segment(&rgb_jpeg(&scene, &spec), 0xE2, &part(1, first));
    let jpeg = with_segment(&jpeg, 0xE2, &part(2, second));
    let png_spec = PngSpec { color: png::ColorType::Rgb, depth: png::BitDepth::Eight, interlaced: false };
    let iccp = [b"P3\0\0", &zlib_stored(&profile)[..]].concat();
    let png = common::pictures::png(&scene, png_spec, |_, _| 255, &png_chunk(b"iCCP", &iccp));
    let webp = extended_webp(&webp(&scene, None, None), 40, 30, 0x20, &riff_chunk(b"ICCP", &profile), &[]);
    let [from_jpeg, from_png, from_webp] = [jpeg, png, webp].map(|bytes| {
        assert!(probe(&bytes, &Limits::default()).unwrap().has_profile);
        let decoded = decoded(&bytes, (u32::MAX, u32::MAX)).unwrap();
        assert!(!decoded.profile_ignored);
        decoded.bitmap
    });
    assert_eq!(from_png, from_webp);
    assert!(psnr(&from_png, &from_jpeg) > 40.0);
    // And it does move them.
    assert!(psnr(&from_png, &scene) < 35.0);
}

/// Pillow's opinion on one file: upright sRGB on white, as a binary PPM on standard output.
const PILLOW: &str = r#"
import io, os, sys
from PIL import Image, ImageCms, ImageOps
for name in sys.argv[2:]:
    try:
        im = Image.open(name); im.load()
    except Exception as e:
        continue
    icc = im.info.get("icc_profile")
    # Only EXIF counts for a browser; Pillow would read XMP too.
    im.info.pop("xmp", None)
    im = ImageOps.exif_transpose(im)
    if im.mode.startswith("I"):
        if "transparency" in im.info: continue
        im = im.point(lambda v: v / 256).convert("L")
    if "transparency" in im.info or im.mode in ("LA", "RGBA", "PA"):
        im = im.convert("RGBA")
        ground = Image.new("RGBA", im.size, (255, 255, 255, 255)); ground.alpha_composite(im)
        im = ground.convert("RGB")
    if im.mode in ("1", "P"):
        im = im.convert("RGB")
    if icc:
        try:
            im = ImageCms.profileToProfile(im, io.BytesIO(icc), ImageCms.createProfile("sRGB"), outputMode="RGB")
        except Exception:
            pass
    im.convert("RGB").save(os.path.join(sys.argv[1], os.path.basename(name) + ".ppm"))
"#;

/// Files that Pillow reads and we refuse, and why.
const REFUSED: &[(&str, &str)] = &[
    ("libjpeg-turbo__testimgari", "arithmetic coding, which no browser reads"),
    ("sharp__testimgl", "lossless JPEG, which no browser reads"),
];
/// Files on which we and Pillow differ for a reason.
const DIFFERENT: &[(&str, &str)] =
    &[("Pillow__xmp_tags_orientation_exiftool", "its orientation is in XMP only, which browsers ignore")];

#[test]
#[ignore = "needs ../shared/data, and python3 with Pillow"]
fn pillow_agrees_on_real_odd_files() {
    let folder = Path::new(EXIF_FOLDER);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e != "tsv"));
    files.sort();
    let out = std::env::temp_dir().join(format!("exam-preflight-pillow-{}", std::process::id()));
    std::fs::create_dir_all(&out).unwrap();
    let status = Command::new("python3").args(["-c", PILLOW]).arg(&out).args(&files).status().unwrap();
    assert!(status.success());
    let (mut compared, mut equal) = (0, 0);
    let mut faults = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(ppm) = std::fs::read(out.join(format!("{name}.ppm"))) else { continue };
        let bytes = std::fs::read(file).unwrap();
        let ours = match whole(&bytes) {
            Ok(bitmap) => bitmap,
            Err(error) => {
                if !REFUSED.iter().any(|(known, _)| name.starts_with(known)) {
                    faults.push(format!("{name}: Pillow reads it, we say {error}"));
                }
                continue;
            }
        };
        if DIFFERENT.iter().any(|(known, _)| name.starts_with(known)) {
            continue;
        }
        let theirs = read_ppm(&ppm);
        let size = |b: &Bitmap| (b.width_px(), b.height_px());
        if size(&ours) != size(&theirs) {
            faults.push(format!("{name}: {:?} against {:?}", size(&ours), size(&theirs)));
            continue;
        }
        let most = ours.rgb().iter().zip(theirs.rgb()).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
        // Profiles and 16 bits are rounded elsewhere; all else is equal to the bit.
        let header = probe(&bytes, &Limits::default()).unwrap();
        let allowed = if header.has_profile || header.bit_depth == 16 { 2 } else { 0 };
        compared += 1;
        equal += usize::from(most == 0);
        if most > allowed {
            faults.push(format!("{name}: differs by {most}, {:.1} dB", psnr(&ours, &theirs)));
        }
    }
    std::fs::remove_dir_all(&out).unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{compared} files compared with Pillow, {equal} of them equal to the bit");
    assert!(compared > 150, "only {compared} files compared");
}

fn read_ppm(bytes: &[u8]) -> Bitmap {
    let mut words = bytes.splitn(4, |b| b.is_ascii_whitespace());
    let number = |word: Option<&[u8]>| std::str::from_utf8(word.unwrap()).unwrap().parse::<u32>().unwrap();
    assert_eq!(words.next(), Some(&b"P6"[..]));
    let (width, height) = (number(words.next()), number(words.next()));
    let rest = words.next().unwrap();
    assert!(rest.starts_with(b"255\n"));
    Bitmap::new(width, height, rest[4..].to_vec()).unwrap()
}
