//! `encode`: the encoder alone. Same pixels, at most a number of bytes.

use std::path::PathBuf;

use anyhow::{Context, Result};
use exam_preflight::codec::{decode::decode, encode, probe::probe};
use exam_preflight::limits::Limits;

use crate::ExitStatus;
use crate::files::{self, Picture};

/// Arguments of `encode`.
#[derive(clap::Args)]
pub struct Args {
    /// A JPEG, PNG or WebP picture
    input: PathBuf,
    /// The largest file allowed, inclusive
    #[arg(long, value_name = "N")]
    max_bytes: u32,
    /// The JPEG to write
    #[arg(short, long, value_name = "OUT.jpg")]
    output: PathBuf,
    /// Dots per inch to state in the file
    #[arg(long)]
    dpi: Option<u16>,
}

/// Returns `Blocked` if the picture does not fit.
pub fn run(args: Args) -> Result<ExitStatus> {
    let Picture::Bytes(bytes) = files::read_picture(&args.input)? else {
        eprintln!("{} is too large to be read", args.input.display());
        return Ok(ExitStatus::Blocked);
    };
    let limits = Limits::default();
    let unreadable = || args.input.display().to_string();
    let header = probe(&bytes, &limits).with_context(unreadable)?;
    let bitmap = decode(&bytes, &header, header.upright_size(), &limits).with_context(unreadable)?.bitmap;
    match encode::encode(&bitmap, &encode::EncodeSpec { max_bytes: args.max_bytes, dpi: args.dpi }) {
        Ok(jpeg) => {
            files::write(&args.output, &jpeg.bytes)?;
            eprintln!("{} bytes at quality {:.2}", jpeg.bytes.len(), jpeg.quality);
            Ok(ExitStatus::Ready)
        }
        Err(error) => {
            eprintln!("{error}");
            Ok(ExitStatus::Blocked)
        }
    }
}
