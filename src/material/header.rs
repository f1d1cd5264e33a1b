//! Compares the header of a document picture with the office's requirements: format, bytes, orientation tag, and further
//! data in the file. Takes a header, gives findings; reads no pixels.

use crate::codec::format::FileFormat;
use crate::codec::probe::{Header, Orientation};
use crate::finding::{Code, Finding};
use crate::rules::material_spec::MaterialSpec;

/// Judges a file of `bytes` bytes with the real format `format`. `header` is `None` if it could not be read; then only the
/// checks that need no header run.
pub(super) fn check(
    bytes: u64,
    format: FileFormat,
    file_name: Option<&str>,
    header: Option<&Header>,
    spec: &MaterialSpec,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let MaterialSpec { policy_id: _, kind: _, formats, max_bytes } = spec;
    // The intake has named a format that is not read already.
    if format.is_read() && !formats.iter().any(|accepted| accepted.as_str() == format.as_str()) {
        let accepted = accepted(spec);
        findings.push(
            Finding::error(Code::MaterialFormatNotAllowed).with("format", format.as_str()).with("accepted", accepted),
        );
    }
    if bytes > u64::from(*max_bytes) {
        findings.push(Finding::error(Code::MaterialBytesTooMany).with("bytes", bytes).with("maxBytes", *max_bytes));
    }
    // The office's page knows a file by its name.
    if let (FileFormat::Jpeg, Some(extension)) = (format, file_name.and_then(unusual_extension)) {
        findings.push(Finding::warning(Code::FileExtensionUnusual).with("extension", extension).with("usual", "jpg"));
    }
    let Some(header) = header else { return findings };
    if header.cmyk {
        findings.push(Finding::warning(Code::MaterialColourCmyk));
    }
    // The office's page may honour the tag or ignore it, and in one of the two cases the picture is turned.
    if header.orientation != Orientation::Normal {
        let tag = u32::from(header.orientation_tag);
        findings.push(Finding::error(Code::MaterialOrientationExif).with("orientation", tag));
    }
    if header.animated {
        let pictures = header.further_pictures.saturating_add(1);
        findings.push(Finding::warning(Code::FilePicturesAnimated).with("pictures", pictures));
    } else if header.further_pictures > 0 {
        let pictures = header.further_pictures.saturating_add(1);
        findings.push(Finding::info(Code::FilePicturesSeveral).with("pictures", pictures));
    } else if header.trailing_bytes > 0 {
        findings.push(Finding::info(Code::FileDataTrailing).with("bytes", header.trailing_bytes));
    }
    findings
}

/// Returns the extension of a JPEG if it is neither `jpg` nor `jpeg`: Windows writes `.jfif`, old programs `.jpe`.
fn unusual_extension(file_name: &str) -> Option<String> {
    let extension = file_name.rsplit_once('.')?.1.to_ascii_lowercase();
    let is_jpeg = FileFormat::of_extension(file_name) == Some(FileFormat::Jpeg);
    (is_jpeg && !matches!(extension.as_str(), "jpg" | "jpeg")).then_some(extension)
}

/// Returns the accepted formats as text for a message, such as `jpeg, png`.
pub(super) fn accepted(spec: &MaterialSpec) -> String {
    spec.formats.iter().map(|f| f.as_str()).collect::<Vec<_>>().join(", ")
}
