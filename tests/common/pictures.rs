//! Pictures that the tests make themselves: one scene, stored in every way that cameras, scanners and programs store it.

use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::upright::Orientation;

/// One stored picture and what it should decode to.
pub struct Fixture {
    /// How it is stored.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// The scene, upright.
    pub scene: Bitmap,
    /// At least this close to the scene, in decibels of peak signal to noise.
    pub min_psnr: f64,
}

/// A scene without symmetry: smooth enough to survive JPEG, different in every corner.
pub fn scene(width: u32, height: u32) -> Bitmap {
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (fx, fy) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
            let wave = 24.0 * libm::sin(fx * 9.0) * libm::cos(fy * 7.0);
            let red = 40.0 + 190.0 * fx + wave;
            let green = 200.0 - 120.0 * fy + wave;
            let blue = 60.0 + 120.0 * fx * fy - wave;
            rgb.extend([red, green, blue].map(|v| v.round().clamp(0.0, 255.0) as u8));
        }
    }
    Bitmap::new(width, height, rgb).expect("a scene is never empty")
}

/// The scene as grey, by the weights of JPEG.
pub fn greyed(scene: &Bitmap) -> Bitmap {
    let grey = |p: &[u8]| (0.299 * f64::from(p[0]) + 0.587 * f64::from(p[1]) + 0.114 * f64::from(p[2])).round() as u8;
    let rgb = scene.rgb().chunks_exact(3).flat_map(|p| [grey(p); 3]).collect();
    Bitmap::new(scene.width_px(), scene.height_px(), rgb).expect("the same size")
}

/// Peak signal to noise in decibels; infinite where both are equal, 0 where sizes differ.
pub fn psnr(a: &Bitmap, b: &Bitmap) -> f64 {
    if (a.width_px(), a.height_px()) != (b.width_px(), b.height_px()) {
        return 0.0;
    }
    let square = |(a, b): (&u8, &u8)| f64::from(a.abs_diff(*b)).powi(2);
    let sum: f64 = a.rgb().iter().zip(b.rgb()).map(square).sum();
    let mean = sum / a.rgb().len() as f64;
    if mean == 0.0 { f64::INFINITY } else { 10.0 * libm::log10(255.0 * 255.0 / mean) }
}

/// How to store a JPEG.
#[derive(Clone)]
pub struct JpegSpec {
    pub sampling: jpeg_encoder::SamplingFactor,
    pub progressive: bool,
    /// Optimised tables make the encoder write one scan a component.
    pub scan_a_component: bool,
    pub restart_interval: u16,
    pub quality: u8,
}

impl Default for JpegSpec {
    fn default() -> Self {
        let sampling = jpeg_encoder::SamplingFactor::R_4_2_0;
        Self { sampling, progressive: false, scan_a_component: false, restart_interval: 0, quality: 95 }
    }
}

/// So many finder marks of QR codes a side, with nothing between them that could be a code, on stripes that join them:
/// a reader that tries every three of them takes time with the fourth power of `a_side` squared.
pub fn finder_marks(a_side: usize) -> Bitmap {
    const STEP: usize = 40;
    let side = a_side * STEP;
    let dark = |x: usize, y: usize| {
        let (u, v) = ((x % STEP).wrapping_sub(4), (y % STEP).wrapping_sub(4));
        // A mark of 14 pixels with a rim of 2; else stripes, and a bar along every row of marks.
        if u < 18 && v < 18 {
            let ring = [u, v].map(|at| (at as i64 - 2).div_euclid(2).abs_diff(3)).into_iter().max().unwrap();
            return ring != 2 && ring < 4;
        }
        x % 4 < 2 || y.is_multiple_of(STEP)
    };
    let level = |x: usize, y: usize| if dark(x, y) { 0 } else { 255 };
    let rgb = (0..side).flat_map(|y| (0..side).flat_map(move |x| [level(x, y); 3])).collect();
    Bitmap::new(side as u32, side as u32, rgb).expect("a step has a width")
}

/// A grey progressive JPEG of so many pixels a side, whose data is a few bits a scan: all scans of refinement say nothing.
pub fn idle_scans(side_px: u16, refinements: usize) -> Vec<u8> {
    let blocks = usize::from(side_px).div_ceil(8).pow(2);
    let segment =
        |marker: u8, payload: &[u8]| [&[0xFF, marker], &(payload.len() as u16 + 2).to_be_bytes()[..], payload].concat();
    let table = |kind: u8, symbol: u8| segment(0xC4, &[&[kind, 1][..], &[0; 15], &[symbol]].concat());
    let size = side_px.to_be_bytes();
    let mut out = vec![0xFF, 0xD8];
    out.extend(segment(0xDB, &[&[0][..], &[1; 64]].concat()));
    out.extend(segment(0xC2, &[8, size[0], size[1], size[0], size[1], 1, 1, 0x11, 0]));
    out.extend(table(0x00, 0));
    out.extend(table(0x10, 0xE0));
    // DC: no difference, one bit a block.
    out.extend(segment(0xDA, &[1, 1, 0, 0, 0, 0x01]));
    out.extend(vec![0; blocks / 8]);
    out.push(0xFF >> (blocks % 8));
    if out.ends_with(&[0xFF]) {
        out.push(0);
    }
    // AC: ends of band over 32,767 blocks each, as far as they reach.
    let mut bits = Vec::new();
    let mut left = blocks;
    assert!(blocks >= 1 << 14, "a run of this table covers at least 16,384 blocks");
    while left > 0 {
        let run = if left > 32_767 { (left - (1 << 14)).min(32_767) } else { left };
        bits.push(false);
        bits.extend((0..14).rev().map(|bit| (run - (1 << 14)) >> bit & 1 == 1));
        left -= run;
    }
    let mut band = Vec::new();
    for byte in bits.chunks(8) {
        let value = (0..8).fold(0u8, |value, i| value << 1 | u8::from(byte.get(i).copied().unwrap_or(true)));
        band.push(value);
        if value == 0xFF {
            band.push(0);
        }
    }
    for refinement in 0..=refinements {
        let approximation = if refinement == 0 { 0x01 } else { 0x10 };
        out.extend(segment(0xDA, &[1, 1, 0, 1, 63, approximation]));
        out.extend(&band);
    }
    out.extend([0xFF, 0xD9]);
    out
}

/// Samples of the given kind as a JPEG.
pub fn jpeg(width: u32, height: u32, samples: &[u8], kind: jpeg_encoder::ColorType, spec: &JpegSpec) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, spec.quality);
    encoder.set_sampling_factor(spec.sampling);
    encoder.set_progressive(spec.progressive);
    encoder.set_optimized_huffman_tables(spec.scan_a_component);
    if spec.restart_interval > 0 {
        encoder.set_restart_interval(spec.restart_interval);
    }
    encoder.encode(samples, width as u16, height as u16, kind).expect("the encoder takes any picture");
    out
}

/// The scene as an RGB JPEG.
pub fn rgb_jpeg(bitmap: &Bitmap, spec: &JpegSpec) -> Vec<u8> {
    jpeg(bitmap.width_px(), bitmap.height_px(), bitmap.rgb(), jpeg_encoder::ColorType::Rgb, spec)
}

/// States dots per inch in the JFIF header; the encoder of the tests states none.
pub fn with_density(jpeg: &[u8], dpi: u16) -> Vec<u8> {
    let mut jpeg = jpeg.to_vec();
    assert_eq!(&jpeg[6..11], b"JFIF\0");
    jpeg[13] = 1;
    let [high, low] = dpi.to_be_bytes();
    jpeg[14..18].copy_from_slice(&[high, low, high, low]);
    jpeg
}

/// A TIFF structure with an orientation and, where given, the date-time of the picture.
pub fn exif(orientation: u8, taken: Option<&str>) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value.to_be_bytes()].concat()
    };
    let mut out = b"MM\0*\0\0\0\x08".to_vec();
    out.extend(2u16.to_be_bytes());
    out.extend(entry(0x0112, 3, 1, u32::from(orientation) << 16));
    out.extend(entry(0x8769, 4, 1, 38));
    out.extend(0u32.to_be_bytes());
    let text = taken.unwrap_or("").as_bytes();
    out.extend(1u16.to_be_bytes());
    out.extend(entry(0x9003, 2, text.len() as u32 + 1, 56));
    out.extend(0u32.to_be_bytes());
    out.extend(text);
    out.push(0);
    out
}

/// Puts a segment right after the start of a JPEG.
pub fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, payload, &jpeg[2..]].concat()
}

/// A JPEG with this EXIF.
pub fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE1, &[b"Exif\0\0", exif].concat())
}

/// Stores an upright picture so that `orientation` sets it upright again.
pub fn stored_for(upright: &Bitmap, orientation: Orientation) -> Bitmap {
    let inverse = match orientation {
        Orientation::Rotate90 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::Rotate90,
        same => same,
    };
    exam_preflight::codec::upright::upright(upright, inverse).expect("turning cannot fail")
}

/// How to store a PNG.
#[derive(Clone, Copy)]
pub struct PngSpec {
    pub color: png::ColorType,
    pub depth: png::BitDepth,
    pub interlaced: bool,
}

/// A PNG chunk with its checksum.
pub fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let crc = crc32(&[kind, data].concat());
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &crc.to_be_bytes()].concat()
}

/// The checksum of PNG (ISO 3309), bit by bit.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
    })
}

/// Bytes as a zlib stream without compression.
pub fn zlib_stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// A PNG of the scene, its filters all "none", by hand: the usual encoders do not interlace. Palette pictures use the
/// grey levels that their depth allows. `extra` is put before the picture data.
pub fn png(bitmap: &Bitmap, spec: PngSpec, alpha: impl Fn(u32, u32) -> u8, extra: &[u8]) -> Vec<u8> {
    let (width, height) = (bitmap.width_px(), bitmap.height_px());
    let bits = spec.depth as u32;
    // The samples of one pixel, scaled to the depth.
    let samples = |x: u32, y: u32| -> Vec<u16> {
        let [r, g, b] = bitmap.pixel(x, y);
        let a = alpha(x, y);
        let eight: Vec<u8> = match spec.color {
            png::ColorType::Grayscale | png::ColorType::Indexed => vec![g],
            png::ColorType::GrayscaleAlpha => vec![g, a],
            png::ColorType::Rgb => vec![r, g, b],
            png::ColorType::Rgba => vec![r, g, b, a],
        };
        let scale = |v: u8| if bits == 16 { u16::from(v) * 257 } else { u16::from(v) >> (8 - bits) };
        eight.into_iter().map(scale).collect()
    };
    let mut raw = Vec::new();
    let mut line = |xs: Vec<u32>, y: u32| {
        raw.push(0);
        let mut packed = (0u32, 0u32);
        for x in xs {
            for sample in samples(x, y) {
                match bits {
                    16 => raw.extend(sample.to_be_bytes()),
                    8 => raw.push(sample as u8),
                    _ => {
                        packed = (packed.0 << bits | u32::from(sample), packed.1 + bits);
                        if packed.1 == 8 {
                            raw.push(packed.0 as u8);
                            packed = (0, 0);
                        }
                    }
                }
            }
        }
        if packed.1 > 0 {
            raw.push((packed.0 << (8 - packed.1)) as u8);
        }
    };
    if spec.interlaced {
        for (x0, y0, dx, dy) in
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        {
            for y in (y0..height).step_by(dy) {
                let xs: Vec<u32> = (x0..width).step_by(dx).collect();
                if !xs.is_empty() {
                    line(xs, y);
                }
            }
        }
    } else {
        (0..height).for_each(|y| line((0..width).collect(), y));
    }
    let mut ihdr = [width.to_be_bytes(), height.to_be_bytes()].concat();
    ihdr.extend([bits as u8, spec.color as u8, 0, 0, u8::from(spec.interlaced)]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(png_chunk(b"IHDR", &ihdr));
    if spec.color == png::ColorType::Indexed {
        let levels = 1u32 << bits;
        let palette: Vec<u8> = (0..levels).flat_map(|i| [(i * 255 / (levels - 1)) as u8; 3]).collect();
        out.extend(png_chunk(b"PLTE", &palette));
    }
    out.extend(extra);
    // Two chunks, so that the border between them is met.
    let data = zlib_stored(&raw);
    let (first, second) = data.split_at(data.len() / 2);
    out.extend(png_chunk(b"IDAT", first));
    out.extend(png_chunk(b"IDAT", second));
    out.extend(png_chunk(b"IEND", &[]));
    out
}

/// A lossless WebP of the scene, with transparency where `alpha` is given.
pub fn webp(bitmap: &Bitmap, alpha: Option<&dyn Fn(u32, u32) -> u8>, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut out);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif);
    }
    let (width, height) = (bitmap.width_px(), bitmap.height_px());
    let result = match alpha {
        None => encoder.encode(bitmap.rgb(), width, height, image_webp::ColorType::Rgb8),
        Some(alpha) => {
            let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
            let rgba: Vec<u8> = pixels
                .flat_map(|(x, y)| {
                    let [r, g, b] = bitmap.pixel(x, y);
                    [r, g, b, alpha(x, y)]
                })
                .collect();
            encoder.encode(&rgba, width, height, image_webp::ColorType::Rgba8)
        }
    };
    result.expect("the encoder takes any picture");
    out
}

/// A WebP of the extended kind with these chunks before and after the picture's.
pub fn extended_webp(simple: &[u8], width: u32, height: u32, flags: u8, before: &[u8], after: &[u8]) -> Vec<u8> {
    let side = |px: u32| (px - 1).to_le_bytes()[..3].to_vec();
    let header = [&[flags, 0, 0, 0][..], &side(width), &side(height)].concat();
    let body = [b"WEBP".to_vec(), riff_chunk(b"VP8X", &header), before.to_vec(), simple[12..].to_vec(), after.to_vec()];
    riff_chunk(b"RIFF", &body.concat())
}

/// A RIFF chunk, padded to even.
pub fn riff_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let pad: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [&kind[..], &(data.len() as u32).to_le_bytes(), data, pad].concat()
}

/// The scene on white, seen through `alpha`.
pub fn on_white(bitmap: &Bitmap, alpha: impl Fn(u32, u32) -> u8) -> Bitmap {
    let (width, height) = (bitmap.width_px(), bitmap.height_px());
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb = pixels.flat_map(|(x, y)| {
        let a = f64::from(alpha(x, y)) / 255.0;
        bitmap.pixel(x, y).map(|v| (f64::from(v) * a + 255.0 * (1.0 - a)).round() as u8)
    });
    Bitmap::new(width, height, rgb.collect()).expect("the same size")
}

/// Grey of the green channel, cut to `bits` bits and stretched again: what a PNG of that depth holds.
fn grey_levels(bitmap: &Bitmap, bits: u32) -> Bitmap {
    let levels = (1u32 << bits.min(8)) - 1;
    let level = |v: u8| ((u32::from(v) >> (8 - bits.min(8))) * 255 / levels) as u8;
    let rgb = bitmap.rgb().chunks_exact(3).flat_map(|p| [level(p[1]); 3]).collect();
    Bitmap::new(bitmap.width_px(), bitmap.height_px(), rgb).expect("the same size")
}

/// Every way of storing that is read, at an awkward size.
pub fn fixtures() -> Vec<Fixture> {
    let (width, height) = (83, 61);
    let scene = scene(width, height);
    let mut all = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>, scene: Bitmap, min_psnr: f64| {
        all.push(Fixture { name, bytes, scene, min_psnr });
    };

    use jpeg_encoder::{ColorType as Kind, SamplingFactor as Sampling};
    let samplings = [
        ("444", Sampling::R_4_4_4),
        ("440", Sampling::R_4_4_0),
        ("441", Sampling::R_4_4_1),
        ("422", Sampling::R_4_2_2),
        ("420", Sampling::R_4_2_0),
        ("411", Sampling::R_4_1_1),
        ("410", Sampling::R_4_1_0),
    ];
    for (name, sampling) in samplings {
        for (way, progressive, scan_a_component, restart_interval) in [
            ("baseline", false, false, 0),
            ("restarts", false, false, 3),
            ("scan_a_component", false, true, 0),
            ("scan_a_component_restarts", false, true, 5),
            ("progressive", true, false, 0),
            ("progressive_restarts", true, false, 4),
        ] {
            let spec = JpegSpec { sampling, progressive, scan_a_component, restart_interval, quality: 95 };
            add(format!("jpeg_{name}_{way}"), rgb_jpeg(&scene, &spec), scene.clone(), 33.0);
        }
    }
    let grey = greyed(&scene);
    let luma: Vec<u8> = grey.rgb().iter().copied().step_by(3).collect();
    // As Adobe stores it: inverted ink. With black left at none, the ink is the complement of the colour.
    let ink: Vec<u8> = scene.rgb().chunks_exact(3).flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 0]).collect();
    for (way, progressive) in [("baseline", false), ("progressive", true)] {
        let spec = JpegSpec { progressive, sampling: Sampling::R_4_4_4, ..JpegSpec::default() };
        add(format!("jpeg_grey_{way}"), jpeg(width, height, &luma, Kind::Luma, &spec), grey.clone(), 38.0);
        add(format!("jpeg_cmyk_{way}"), jpeg(width, height, &ink, Kind::Cmyk, &spec), scene.clone(), 33.0);
        add(format!("jpeg_ycck_{way}"), jpeg(width, height, &ink, Kind::CmykAsYcck, &spec), scene.clone(), 33.0);
    }

    use png::{BitDepth, ColorType};
    let opaque = |_: u32, _: u32| 255;
    let fading = |x: u32, y: u32| ((x * 3 + y * 2) % 256) as u8;
    for interlaced in [false, true] {
        let way = if interlaced { "_interlaced" } else { "" };
        for (bits, depth) in
            [(1, BitDepth::One), (2, BitDepth::Two), (4, BitDepth::Four), (8, BitDepth::Eight), (16, BitDepth::Sixteen)]
        {
            let levels = grey_levels(&scene, bits);
            let spec = |color| PngSpec { color, depth, interlaced };
            let grey = png(&scene, spec(ColorType::Grayscale), opaque, &[]);
            add(format!("png_grey_{bits}{way}"), grey, levels.clone(), f64::INFINITY);
            if bits <= 8 {
                let palette = png(&scene, spec(ColorType::Indexed), opaque, &[]);
                add(format!("png_palette_{bits}{way}"), palette, levels.clone(), f64::INFINITY);
            }
            if bits >= 8 {
                let rgb = png(&scene, spec(ColorType::Rgb), opaque, &[]);
                add(format!("png_rgb_{bits}{way}"), rgb, scene.clone(), f64::INFINITY);
                let rgba = png(&scene, spec(ColorType::Rgba), fading, &[]);
                add(format!("png_rgba_{bits}{way}"), rgba, on_white(&scene, fading), 60.0);
                let grey_alpha = png(&scene, spec(ColorType::GrayscaleAlpha), fading, &[]);
                add(format!("png_grey_alpha_{bits}{way}"), grey_alpha, on_white(&levels, fading), 60.0);
            }
        }
    }
    add("webp_lossless".into(), webp(&scene, None, None), scene.clone(), f64::INFINITY);
    add("webp_lossless_alpha".into(), webp(&scene, Some(&fading), None), on_white(&scene, fading), 60.0);
    all
}
