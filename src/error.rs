//! The error of a stage. A bad file becomes a [`crate::finding::Finding`]; only [`Kind::Misuse`] is thrown at a caller.

use std::fmt;

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
    /// The bytes are valid but of a kind that is not read here: the candidate converts the file. Holds the kind's stable
    /// name: [`crate::codec::format::FileFormat::as_str`] or [`crate::codec::format::Unread::as_str`].
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
    /// Blocks that the scans of a JPEG visit, each as often as it is visited.
    Blocks,
    /// Bytes of memory that the work takes.
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
    /// The bytes are broken.
    #[cold]
    pub fn malformed(stage: Stage, why: impl fmt::Display) -> Self {
        Self { stage, kind: Kind::Malformed(why.to_string()) }
    }

    /// The bytes are whole, but nothing here reads them.
    #[cold]
    pub fn unsupported(stage: Stage, name: &'static str) -> Self {
        Self { stage, kind: Kind::Unsupported(name) }
    }

    /// A limit would be passed.
    #[cold]
    pub fn limit(stage: Stage, quantity: Quantity, value: u64, limit: u64) -> Self {
        Self { stage, kind: Kind::LimitExceeded { quantity, value, limit } }
    }

    /// A programmer's mistake.
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
