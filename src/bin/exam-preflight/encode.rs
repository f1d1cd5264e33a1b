//! `encode`: the encoder alone. Same pixels, at most so many bytes.

use std::path::PathBuf;

use exam_preflight::codec::{decode::decode, encode, probe::probe};
use exam_preflight::limits::Limits;

use crate::{Ending, Failure, files};

/// What `encode` takes.
#[derive(clap::Args)]
pub struct Args {
    /// A JPEG, PNG or WebP picture
    input: PathBuf,
    /// The largest file allowed, inclusive
    #[arg(long, value_name = "N")]
    max_bytes: u32,
    /// Where to write the JPEG
    #[arg(short, long, value_name = "OUT.jpg")]
    output: PathBuf,
    /// Dots per inch to state in the file
    #[arg(long)]
    dpi: Option<u16>,
}

/// Blocked where the picture does not fit.
pub fn run(args: Args) -> Result<Ending, Failure> {
    let bytes = files::read(&args.input)?;
    let limits = Limits::default();
    let unreadable = |e| format!("{}: {e}", args.input.display());
    let header = probe(&bytes, &limits).map_err(unreadable)?;
    let bitmap = decode(&bytes, &header, header.upright_size(), &limits).map_err(unreadable)?.bitmap;
    match encode::encode(&bitmap, &encode::EncodeSpec { max_bytes: args.max_bytes, dpi: args.dpi }) {
        Ok(jpeg) => {
            files::write(&args.output, &jpeg.bytes)?;
            eprintln!("{} bytes at quality {:.2}", jpeg.bytes.len(), jpeg.quality);
            Ok(Ending::Ready)
        }
        Err(error) => {
            eprintln!("{error}");
            Ok(Ending::Blocked)
        }
    }
}
