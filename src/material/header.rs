//! The header of a document picture, compared with what the office asks: format, bytes, orientation tag, and what else
//! lies in the file. Takes a header, gives findings; reads no pixels.

use crate::codec::format::FileFormat;
use crate::codec::probe::{Header, Orientation};
use crate::finding::{Code, Finding};
use crate::rules::material_spec::MaterialSpec;

/// Judges a file of `bytes` bytes whose real format is `format`; `header` is `None` where it could not be read, and then
/// only what needs no header is judged.
pub(super) fn check(bytes: u64, format: FileFormat, header: Option<&Header>, spec: &MaterialSpec) -> Vec<Finding> {
    let mut findings = Vec::new();
    let MaterialSpec { policy_id: _, kind: _, formats, max_bytes } = spec;
    // A format that is not read at all is already named by the intake.
    if format.is_read() && !formats.iter().any(|accepted| accepted.as_str() == format.as_str()) {
        let accepted = accepted(spec);
        findings.push(
            Finding::error(Code::MaterialFormatNotAllowed).with("format", format.as_str()).with("accepted", accepted),
        );
    }
    if bytes > u64::from(*max_bytes) {
        findings.push(Finding::error(Code::MaterialBytesTooMany).with("bytes", bytes).with("maxBytes", *max_bytes));
    }
    let Some(header) = header else { return findings };
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

/// The accepted formats as text for a message, such as `jpeg, png`.
pub(super) fn accepted(spec: &MaterialSpec) -> String {
    spec.formats.iter().map(|f| f.as_str()).collect::<Vec<_>>().join(", ")
}
