//! The intake of any file, photo or document: takes its bytes, gives its format, its header, and the findings about them.

use crate::codec::format::{FileFormat, Unread, sniff};
use crate::codec::probe::{Header, probe};
use crate::error::{Error, Kind, Quantity, Result};
use crate::finding::{Code, Finding};
use crate::limits::Limits;
use crate::report::{Input, sha256_hex};

/// A file as it came: the report's `input`, the findings so far, and the header if there is one.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The `input` of the report.
    pub input: Input,
    /// Unreadable, unsupported, too large, or a misleading name.
    pub findings: Vec<Finding>,
    /// `None` if the file cannot be read as a picture.
    pub header: Option<Header>,
}

/// Takes in a file. The format comes from the bytes, never from the name; the name is only compared with it.
pub fn intake(bytes: &[u8], file_name: Option<&str>, limits: &Limits) -> Result<Intake> {
    let format = sniff(bytes);
    let mut findings = Vec::new();
    if let (Some(name), true) = (file_name, format != FileFormat::Unknown)
        && let Some(claimed) = FileFormat::of_extension(name)
        && claimed != format
    {
        let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        findings.push(
            Finding::info(Code::FileExtensionMismatch).with("extension", extension).with("format", format.as_str()),
        );
    }
    let header = match probe(bytes, limits) {
        Ok(header) => Some(header),
        Err(error) => {
            findings.push(finding_of(error)?);
            None
        }
    };
    let input = Input {
        format: (format != FileFormat::Unknown).then(|| format.as_str().to_owned()),
        bytes: bytes.len() as u64,
        width_px: header.as_ref().map(|h| h.width_px),
        height_px: header.as_ref().map(|h| h.height_px),
        orientation: header.as_ref().map(|h| h.orientation_tag),
        sha256: sha256_hex(bytes),
    };
    Ok(Intake { input, findings, header })
}

/// Converts a stage's failure to a finding. A misuse stays an error: it is not the file's fault.
pub fn finding_of(error: Error) -> Result<Finding> {
    Ok(match error.kind {
        Kind::Malformed(reason) => Finding::error(Code::FileUnreadable).with("reason", reason),
        Kind::Unsupported(name) => {
            let finding = Finding::error(Code::FileFormatUnsupported);
            match Unread::of(name) {
                None => finding.with("format", name).with("variant", ""),
                // This crate reads the format, but not this variant of it: the finding says so.
                Some(variant) => finding
                    .with("format", variant.format().as_str())
                    .with("variant", "unusual")
                    .with("reason", variant.as_str()),
            }
        }
        Kind::LimitExceeded { quantity, value, limit } => too_much(quantity, value, limit),
        Kind::Misuse(_) => return Err(error),
    })
}

/// Returns the finding about a file above a limit of ours.
fn too_much(quantity: Quantity, value: u64, limit: u64) -> Finding {
    let (code, is, most) = match quantity {
        Quantity::Bytes => (Code::FileBytesTooMany, "bytes", "maxBytes"),
        Quantity::Pixels => (Code::FilePixelsTooMany, "pixels", "maxPixels"),
        Quantity::SidePx => (Code::FileSideTooLong, "sidePx", "maxSidePx"),
        Quantity::MemoryBytes => (Code::FileMemoryTooMuch, "bytes", "maxBytes"),
        Quantity::Scans => (Code::CheckTooExpensive, "scans", "maxScans"),
        Quantity::Blocks => (Code::CheckTooExpensive, "blocks", "maxBlocks"),
    };
    Finding::error(code).with(is, value).with(most, limit)
}
