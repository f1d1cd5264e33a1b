//! Decodes pictures as the product does and writes what it sees, to be compared with other decoders.
//!
//! `cargo run --release --example decode -- IN... [--out FOLDER] [--at-least WxH]`: one line of facts a file, and with
//! `--out` a binary PPM of the upright sRGB pixels, named after the file.

use std::path::PathBuf;
use std::time::Instant;

use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::limits::Limits;
use exam_preflight::report::sha256_hex;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    let mut out: Option<PathBuf> = None;
    let mut at_least = (u32::MAX, u32::MAX);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--out" => out = Some(args.next().ok_or("--out needs a folder")?.into()),
            "--at-least" => {
                let size = args.next().ok_or("--at-least needs WxH")?;
                let (width, height) = size.split_once('x').ok_or("--at-least needs WxH")?;
                at_least = (width.parse()?, height.parse()?);
            }
            _ => files.push(PathBuf::from(arg)),
        }
    }
    let limits = Limits::default();
    for file in files {
        let bytes = std::fs::read(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let begun = Instant::now();
        let decoded = probe(&bytes, &limits).and_then(|header| {
            let decoded = decode(&bytes, &header, at_least, &limits)?;
            Ok((header, decoded))
        });
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        match decoded {
            Err(error) => println!("{name}\t{error}\t{ms:.1} ms"),
            Ok((header, decoded)) => {
                let bitmap = &decoded.bitmap;
                let (width, height) = (bitmap.width_px(), bitmap.height_px());
                println!(
                    "{name}\t{}\t{}x{}\torientation {}\t{width}x{height} at {}\tprofile {}{}\ttaken {}\ttrailing {}\t{}\t{ms:.1} ms",
                    header.format.as_str(),
                    header.width_px,
                    header.height_px,
                    header.orientation_tag,
                    decoded.scale,
                    header.has_profile,
                    if decoded.profile_ignored { " (ignored)" } else { "" },
                    header.taken_on.map_or("-".into(), |d| d.to_string()),
                    header.trailing_bytes,
                    &sha256_hex(bitmap.rgb())[..16],
                );
                if let Some(out) = &out {
                    let mut ppm = format!("P6\n{width} {height}\n255\n").into_bytes();
                    ppm.extend_from_slice(bitmap.rgb());
                    std::fs::write(out.join(format!("{name}.ppm")), ppm)?;
                }
            }
        }
    }
    Ok(())
}
