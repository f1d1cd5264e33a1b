//! How long a portrait takes to be encoded: `cargo bench --bench encode [FILE.png]`, RGB of 8 bits; without a file a
//! generated picture stands in. Prints the median and what came out.

use std::hint::black_box;
use std::time::Instant;

use exam_preflight::codec::bitmap::Bitmap;
use exam_preflight::codec::encode::{EncodeSpec, encode};

/// Times of so many rounds are sorted for the median.
const ROUNDS: usize = 31;

fn main() {
    let path = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let bitmap = path.map_or_else(generated, |path| read(&path));
    let spec = EncodeSpec { max_bytes: 29_999, dpi: Some(300) };
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(encode(black_box(&bitmap), &spec)).expect("fits");
        times.push(start.elapsed());
    }
    times.sort();
    let jpeg = encode(&bitmap, &spec).expect("fits");
    println!(
        "{} x {}: {:?}, {} bytes at quality {:.2}",
        bitmap.width_px(),
        bitmap.height_px(),
        times[ROUNDS / 2],
        jpeg.bytes.len(),
        jpeg.quality
    );
}

fn read(path: &str) -> Bitmap {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("the file opens"));
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG");
    let mut rgb = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut rgb).expect("its pixels");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    Bitmap::new(info.width, info.height, rgb).expect("three bytes a pixel")
}

/// A gradient with noise that falls to the right, so that blocks are of all kinds.
fn generated() -> Bitmap {
    let (width, height, mut state) = (413u32, 531u32, 1u32);
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) * (width - x) / (width * 8);
            rgb.extend([60 + y / 4 + noise, 90 + x / 4, 200 - y / 5].map(|v| v.min(255) as u8));
        }
    }
    Bitmap::new(width, height, rgb).expect("three bytes a pixel")
}
