//! EXIF orientation is applied exactly once, whatever the container.

mod common;

use std::path::Path;

use common::pictures::{
    JpegSpec, PngSpec, exif, extended_webp, png, png_chunk, psnr, rgb_jpeg, riff_chunk, scene, stored_for, webp,
    with_exif, with_segment,
};
use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::{Header, probe};
use exam_preflight::codec::upright::{Orientation, upright};
use exam_preflight::limits::Limits;

fn read(bytes: &[u8], at_least: (u32, u32)) -> (Header, Bitmap) {
    let limits = Limits::default();
    let header = probe(bytes, &limits).unwrap();
    let decoded = decode(bytes, &header, at_least, &limits).unwrap();
    assert_eq!((decoded.upright_width_px, decoded.upright_height_px), header.upright_size());
    (header, decoded.bitmap)
}

const WHOLE: (u32, u32) = (u32::MAX, u32::MAX);
const PNG_RGB: PngSpec = PngSpec { color: ::png::ColorType::Rgb, depth: ::png::BitDepth::Eight, interlaced: false };

#[test]
fn all_eight_tags_give_the_same_upright_picture() {
    let scene = scene(75, 52);
    for orientation in Orientation::ALL {
        let stored = stored_for(&scene, orientation);
        let tag = exif(orientation.tag(), Some("2025:03:01 12:00:00"));
        let (width, height) = (stored.width_px(), stored.height_px());
        let plain_webp = webp(&stored, None, None);
        let cases = [
            ("jpeg", with_exif(&rgb_jpeg(&stored, &JpegSpec::default()), &tag), 33.0),
            ("png", png(&stored, PNG_RGB, |_, _| 255, &png_chunk(b"eXIf", &tag)), f64::INFINITY),
            ("webp", webp(&stored, None, Some(tag.clone())), f64::INFINITY),
            (
                "webp with the JPEG prefix",
                extended_webp(
                    &plain_webp,
                    width,
                    height,
                    0x08,
                    &[],
                    &riff_chunk(b"EXIF", &[b"Exif\0\0", &tag[..]].concat()),
                ),
                f64::INFINITY,
            ),
        ];
        for (name, bytes, min_psnr) in cases {
            let (header, got) = read(&bytes, WHOLE);
            assert_eq!(header.orientation_tag, orientation.tag(), "{name}");
            assert_eq!((header.width_px, header.height_px), (width, height), "{name}");
            assert_eq!(header.taken_on.map(|d| d.to_string()).as_deref(), Some("2025-03-01"), "{name}");
            let close = psnr(&got, &scene);
            assert!(close >= min_psnr, "{name} {orientation:?}: {close:.1} dB");
            // Reduced while it is decoded, it stands upright too.
            let (_, half) = read(&bytes, (38, 26));
            assert_eq!((half.width_px(), half.height_px()), (38, 26), "{name} {orientation:?}");
        }
    }
}

#[test]
fn only_the_first_exif_counts_and_rubbish_is_no_turn() {
    let scene = scene(40, 30);
    let plain = rgb_jpeg(&scene, &JpegSpec::default());
    let twice = with_exif(&with_exif(&plain, &exif(3, None)), &exif(6, None));
    assert_eq!(read(&twice, WHOLE).0.orientation_tag, 6);
    for rubbish in [exif(0, None), exif(9, None), exif(255, None), b"II*\0\xff\xff\xff\xff".to_vec(), vec![]] {
        assert_eq!(read(&with_exif(&plain, &rubbish), WHOLE).0.orientation_tag, 1);
    }
    // XMP in the same kind of segment is not EXIF.
    let xmp = with_segment(&plain, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<tiff:Orientation>6</tiff:Orientation>");
    assert_eq!(read(&xmp, WHOLE).0.orientation_tag, 1);
}

/// Families of real files: the same subject under several tags. They carry a painted label and were encoded one by one,
/// so they differ a little; turned by any other of the eight ways they differ a lot.
#[test]
#[ignore = "needs ../shared/data"]
fn real_families_stand_alike() {
    let folder = Path::new("../shared/data/exif");
    let families = [
        "Pillow__hopper_orientation_",
        "exif-orientation-examples__Landscape_",
        "exif-orientation-examples__Portrait_",
        "exif-samples__landscape_",
        "exif-samples__portrait_",
    ];
    for family in families {
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.retain(|f| f.file_name().unwrap().to_string_lossy().starts_with(family));
        files.sort();
        assert!(files.len() >= 4, "{family} has {} files", files.len());
        let pictures: Vec<Bitmap> = files.iter().map(|f| read(&std::fs::read(f).unwrap(), (100, 100)).1).collect();
        for (file, picture) in files.iter().zip(&pictures) {
            let close = |o: Orientation| psnr(&upright(picture, o).unwrap(), &pictures[0]);
            let as_it_is = close(Orientation::Normal);
            let otherwise = Orientation::ALL[1..].iter().map(|&o| close(o)).fold(0.0, f64::max);
            assert!(as_it_is > 22.0 && as_it_is > otherwise + 6.0, "{}: {as_it_is:.1} {otherwise:.1}", file.display());
        }
        println!("{family}: {} files stand alike", files.len());
    }
}
