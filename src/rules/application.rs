//! One candidate's application as data: facts, photo, pictures, state. It is saved as JSON with a version. It changes
//! only by [`crate::rules::transition::apply`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::finding::{Code, Finding};
use crate::fingerprint::Fingerprint;
use crate::report::{Verdict, sha256_hex};
use crate::rules::policy::Policy;
pub use crate::rules::policy::{PHOTO, PROFILE};
use crate::rules::profile::{Facts, Profile};
use crate::rules::slots::{Slot, slots};

/// Version of the saved form.
pub const VERSION: u32 = 1;

/// Largest saved application in bytes. A full one of `hubei-2025` has about 20,000.
const MAX_APPLICATION_BYTES: usize = 1 << 20;

/// One candidate's application, without the pictures' bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Application {
    /// [`VERSION`].
    pub version: u32,
    /// Id of its policy.
    pub policy: String,
    /// Answers of the candidate: fact to choice.
    #[serde(default)]
    pub profile: Profile,
    /// The photo; null until there is one.
    #[serde(default)]
    pub photo: Option<FileRecord>,
    /// The pictures of each kind, in the candidate's order.
    #[serde(default)]
    pub slots: BTreeMap<String, Vec<FileRecord>>,
    /// State of the application.
    #[serde(default)]
    pub status: Status,
    /// While returned: the parts that may be changed, by kind, or `photo`, or `profile`.
    #[serde(default)]
    pub open: BTreeSet<String>,
    /// Every submission, return and approval, oldest first.
    #[serde(default)]
    pub history: Vec<ApplicationStep>,
}

/// Record of one picture: its identity, and the result of its own report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileRecord {
    /// The file's name, for people. Two pictures may have the same name: phones call every shot `image.jpg`.
    pub name: String,
    /// SHA-256 of the bytes that will be sent, in lower-case hexadecimal.
    pub sha256: String,
    /// Length of those bytes.
    pub bytes: u64,
    /// Format by the bytes, such as `jpeg`, as in the report's `input.format`; null if it was not kept.
    #[serde(default)]
    pub format: Option<String>,
    /// Verdict of the picture's own report.
    pub verdict: Verdict,
    /// 64 bits in hexadecimal, as in the report's `measured.perceptualHash`: similar for two pictures of the same document.
    /// Null if it was not kept, as for the photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perceptual_hash: Option<String>,
    /// `true` if the picture looks rotated or mirrored and the candidate has confirmed that it is upright: its report has
    /// `material.orientation.confirmed`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed_upright: bool,
}

/// The manual's states of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being put together; everything may be changed.
    #[default]
    Draft,
    /// Sent; locked.
    Submitted,
    /// Sent back by a reviewer; the parts in `open` may be changed, the rest is locked.
    Returned,
    /// Sent again after a return; locked.
    Resubmitted,
    /// Accepted by a reviewer; locked for good.
    Approved,
}

impl Status {
    /// Returns the name used in JSON and findings.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Submitted => "submitted",
            Status::Returned => "returned",
            Status::Resubmitted => "resubmitted",
            Status::Approved => "approved",
        }
    }

    /// Returns `true` if nothing may be changed.
    pub fn is_locked(self) -> bool {
        matches!(self, Status::Submitted | Status::Resubmitted | Status::Approved)
    }
}

/// A step of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplicationStep {
    /// The state that it led to.
    pub status: Status,
    /// When, in UTC, such as `2025-02-01T08:00:00Z`.
    pub at: String,
    /// The reviewer's requests, for a return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<Feedback>,
}

/// A reviewer's request on one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Feedback {
    /// A kind of the policy, or `photo`, or `profile`.
    pub target: String,
    /// The reviewer's words.
    pub text: String,
}

impl FileRecord {
    /// Returns a record with these members only.
    pub fn new(name: &str, bytes: &[u8], format: Option<String>, verdict: Verdict) -> Self {
        FileRecord {
            name: name.into(),
            sha256: sha256_hex(bytes),
            bytes: bytes.len() as u64,
            format,
            verdict,
            perceptual_hash: None,
            confirmed_upright: false,
        }
    }

    /// Returns the perceptual hash, if one was kept.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.perceptual_hash.as_deref().and_then(Fingerprint::parse)
    }
}

impl Application {
    /// Returns an empty draft under a policy.
    pub fn new(policy: &str) -> Self {
        Application {
            version: VERSION,
            policy: policy.into(),
            profile: Profile::new(),
            photo: None,
            slots: BTreeMap::new(),
            status: Status::Draft,
            open: BTreeSet::new(),
            history: Vec::new(),
        }
    }

    /// Reads a saved application of [`VERSION`]. Anything else is refused with `application.unreadable`.
    pub fn from_json(text: &str) -> Result<Application, Finding> {
        if text.len() > MAX_APPLICATION_BYTES {
            return Err(unreadable(format!("it has {} bytes, limit is {MAX_APPLICATION_BYTES}", text.len())));
        }
        Application::from_value(serde_json::from_str(text).map_err(unreadable)?)
    }

    /// The same for JSON that is already parsed.
    pub fn from_value(value: Value) -> Result<Application, Finding> {
        check_version(&value)?;
        let application: Application = serde_json::from_value(value).map_err(unreadable)?;
        for file in application.slots.values().flatten().chain(&application.photo) {
            if !is_sha256(&file.sha256) {
                return Err(unreadable(format!("{:?} is not a SHA-256 in lower-case hexadecimal", file.sha256)));
            }
            if let Some(hash) = file.perceptual_hash.as_deref().filter(|hash| Fingerprint::parse(hash).is_none()) {
                return Err(unreadable(format!("{hash:?} is not 16 digits of lower-case hexadecimal")));
            }
        }
        Ok(application)
    }

    /// Returns the saved form.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("an application has only text keys")
    }

    /// Returns `true` if a part may be changed now: a kind, [`PHOTO`] or [`PROFILE`].
    pub fn is_open(&self, target: &str) -> bool {
        match self.status {
            Status::Draft => true,
            Status::Returned => self.open.contains(target),
            Status::Submitted | Status::Resubmitted | Status::Approved => false,
        }
    }

    /// Returns the pictures of a kind, in order.
    pub fn files(&self, kind: &str) -> &[FileRecord] {
        self.slots.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Returns the number of pictures of a kind that take a slot. A picture that its own report blocks does not.
    pub fn have(&self, kind: &str) -> u32 {
        let ready = self.files(kind).iter().filter(|file| file.verdict == Verdict::Ready).count();
        u32::try_from(ready).unwrap_or(u32::MAX)
    }

    /// Returns all slots under a policy, in its order.
    pub fn slots(&self, policy: &Policy) -> Vec<Slot> {
        slots(policy, &Facts::of(policy, &self.profile), |kind| self.have(kind))
    }

    /// Returns the reviewers' requests since the last submission, oldest first; none unless the application is returned.
    pub fn feedback(&self) -> Vec<&Feedback> {
        if self.status != Status::Returned {
            return Vec::new();
        }
        let returns = self.history.iter().rev().take_while(|step| step.status == Status::Returned).count();
        self.history[self.history.len() - returns..].iter().flat_map(|step| &step.feedback).collect()
    }
}

/// Returns `true` if `text` is a SHA-256 in lower-case hexadecimal.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn unreadable(reason: impl ToString) -> Finding {
    Finding::error(Code::ApplicationUnreadable).with("reason", reason.to_string())
}

/// Refuses a saved application that is not of [`VERSION`].
fn check_version(value: &Value) -> Result<(), Finding> {
    let Value::Object(object) = value else { return Err(unreadable("it is not an object")) };
    match object.get("version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => Ok(()),
        Some(other) => Err(unreadable(format!("it is of version {other}, this release reads {VERSION}"))),
        None => Err(unreadable("it has no version")),
    }
}
