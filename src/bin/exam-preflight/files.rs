//! Reading and writing files, with the path in every error.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use exam_preflight::error::{Error, Quantity, Stage};
use exam_preflight::finding::Finding;
use exam_preflight::intake::finding_of;
use exam_preflight::limits::Limits;

/// A file of a candidate, or the finding that it is too large to be read.
pub enum Picture {
    /// The whole file.
    Bytes(Vec<u8>),
    /// A file above [`Limits::max_input_bytes`], of which nothing was kept.
    TooLarge {
        /// The finding about it.
        finding: Finding,
        /// Its length; of a pipe, the length that was read.
        bytes: u64,
    },
}

/// Reads a picture. Its length is checked first, so that gigabytes are refused unread.
pub fn read_picture(path: &Path) -> Result<Picture> {
    let most = Limits::default().max_input_bytes;
    let file = open(path)?;
    let length = file.metadata().with_context(|| cannot_read(path))?.len();
    let mut bytes = Vec::new();
    if length <= most {
        // A pipe has no length, and a file may grow.
        file.take(most + 1).read_to_end(&mut bytes).with_context(|| cannot_read(path))?;
    }
    let length = length.max(bytes.len() as u64);
    if length <= most {
        return Ok(Picture::Bytes(bytes));
    }
    let finding = finding_of(Error::limit(Stage::Probe, Quantity::Bytes, length, most))?;
    Ok(Picture::TooLarge { finding, bytes: length })
}

/// Reads a text: a policy or an application. A text above the limit of pictures is refused.
pub fn read_text(path: &Path) -> Result<Vec<u8>> {
    match read_picture(path)? {
        Picture::Bytes(bytes) => Ok(bytes),
        Picture::TooLarge { bytes, .. } => bail!("{} is {bytes} bytes, which is no text to read", path.display()),
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| cannot_read(path))
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

/// Writes to a neighbour first, so that a failure leaves no half file under the name.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let written = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Prints one line on stdout. A closed pipe is a failure, not a panic.
pub fn print_line(line: &str) -> Result<()> {
    writeln!(io::stdout().lock(), "{line}").context("cannot write to stdout")
}

/// Returns the name without its folders, as findings have it.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The output folder of one run. No picture overwrites another of the run, nor any of its inputs.
pub struct OutputFolder {
    folder: PathBuf,
    taken: HashSet<PathBuf>,
}

impl OutputFolder {
    /// Opens the folder, and makes it if it is missing.
    pub fn open(folder: &Path, inputs: &[PathBuf]) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize().with_context(|| format!("cannot open {}", folder.display()))?;
        let taken = inputs.iter().filter_map(|input| input.canonicalize().ok()).map(|path| folded(&path)).collect();
        Ok(Self { folder, taken })
    }

    /// Writes a JPEG made of `input`: `name.jpg`, or the first free of `name-2.jpg`, `name-3.jpg` and so on.
    pub fn write_jpeg(&mut self, input: &Path, jpeg: &[u8]) -> Result<()> {
        let stem = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let names = std::iter::once(format!("{stem}.jpg")).chain((2..).map(|n| format!("{stem}-{n}.jpg")));
        let mut paths = names.map(|name| self.folder.join(name));
        let path =
            paths.find(|path| self.taken.insert(folded(path))).unwrap_or_else(|| unreachable!("numbers do not end"));
        write(&path, jpeg)
    }
}

/// Returns the path as a file system without regard to case compares it: `IMAGE.JPG` is `image.jpg`.
fn folded(path: &Path) -> PathBuf {
    path.to_string_lossy().to_lowercase().into()
}
