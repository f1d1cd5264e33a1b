//! The error of a stage. A bad file becomes a [`crate::finding::Finding`]; only [`Kind::Misuse`] is thrown at a caller.

use std::fmt;

use crate::finding::Code;

/// The stage of the pipeline that stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading headers.
    Probe,
    /// Bytes to pixels.
    Decode,
    /// Colour profile to sRGB.
    Color,
    /// Finding the face and the head.
    Locate,
    /// Choosing the crop.
    Crop,
    /// Resampling.
    Resize,
    /// Pixels to bytes.
    Encode,
    /// Measuring the produced bytes.
    Judge,
    /// Reading a policy, a profile or an application.
    Rules,
}

/// The reason, sorted by who acts next.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Kind {
    /// The bytes are not what they claim to be: the candidate picks another file.
    #[error("malformed: {0}")]
    Malformed(String),
    /// The bytes are valid but of a kind that this crate does not read: the candidate converts the file. Holds the kind's
    /// stable name: [`crate::codec::format::FileFormat::as_str`] or [`crate::codec::format::Unread::as_str`].
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
    /// The work would pass a limit, such as one of [`crate::limits::Limits`].
    #[error("{quantity} is {value}, limit is {limit}")]
    LimitExceeded {
        /// The quantity that was counted.
        quantity: Quantity,
        /// The value seen.
        value: u64,
        /// The largest value allowed.
        limit: u64,
    },
    /// The caller's own mistake, such as an empty target size. A programmer corrects it.
    #[error("misuse: {0}")]
    Misuse(String),
}

/// A quantity that has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Bytes of a file, read or written.
    Bytes,
    /// Pixels of a picture: width times height.
    Pixels,
    /// The longer side of a picture, in pixels.
    SidePx,
    /// Scans of a JPEG.
    Scans,
    /// Visits of blocks by the scans of a JPEG.
    Blocks,
    /// Bytes of memory for the work.
    MemoryBytes,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Quantity::Bytes => "file in bytes",
            Quantity::Pixels => "picture in pixels",
            Quantity::SidePx => "side in pixels",
            Quantity::Scans => "number of scans",
            Quantity::Blocks => "work in blocks",
            Quantity::MemoryBytes => "memory in bytes",
        })
    }
}

/// A stage and the kind of its failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// The stage that stopped.
    pub stage: Stage,
    /// The reason.
    pub kind: Kind,
}

impl Error {
    /// Returns an error about broken bytes.
    #[cold]
    pub fn malformed(stage: Stage, why: impl fmt::Display) -> Self {
        Self { stage, kind: Kind::Malformed(why.to_string()) }
    }

    /// Returns an error about bytes that are whole but that this crate does not read.
    #[cold]
    pub fn unsupported(stage: Stage, name: &'static str) -> Self {
        Self { stage, kind: Kind::Unsupported(name) }
    }

    /// Returns an error about a limit.
    #[cold]
    pub fn limit(stage: Stage, quantity: Quantity, value: u64, limit: u64) -> Self {
        Self { stage, kind: Kind::LimitExceeded { quantity, value, limit } }
    }

    /// Returns an error about a programmer's mistake.
    #[cold]
    pub fn misuse(stage: Stage, why: impl fmt::Display) -> Self {
        Self { stage, kind: Kind::Misuse(why.to_string()) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.stage, self.kind)
    }
}

impl std::error::Error for Error {}

/// The result of a stage.
pub type Result<T> = std::result::Result<T, Error>;

/// Code of an error that the WebAssembly module throws at JavaScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrownCode {
    /// The caller's mistake, such as an unknown policy or option.
    Misuse,
    /// A policy of the caller's own has faults.
    PolicyInvalid,
    /// A saved application cannot be opened.
    ApplicationUnreadable,
}

impl ThrownCode {
    /// All codes.
    pub const ALL: [ThrownCode; 3] = [Self::Misuse, Self::PolicyInvalid, Self::ApplicationUnreadable];

    /// Returns the code as JavaScript sees it. A finding and the error that carries it have the same code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Misuse => "misuse",
            Self::PolicyInvalid => Code::PolicyInvalid.as_str(),
            Self::ApplicationUnreadable => Code::ApplicationUnreadable.as_str(),
        }
    }
}
