//! Reads a candidate's manifest: the facts, the name and the SHA-256 of each picture with the part that it stands in, and
//! which pictures the candidate confirmed as upright.
//!
//! Everything else in the manifest (status, open parts, history, verdicts, perceptual hashes) is the server's own
//! knowledge and is ignored.

use std::collections::BTreeMap;

use exam_preflight::report::sha256_hex;
use exam_preflight::rules::application::{Application, FileRecord, PHOTO};
use exam_preflight::rules::policy::Policy;
use exam_preflight::rules::profile::Profile;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Refusal;

/// The manifest as it is sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Manifest {
    schema: u32,
    revision: i64,
    application: Value,
}

/// Version of the manifest's shape.
pub const SCHEMA: u32 = 1;

/// One picture that the candidate claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimedFile {
    /// Name of the file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Set if the candidate confirmed that the picture is upright.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confirmed_upright: bool,
}

/// Content of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Revision of the stored application that the candidate started from; 0 before the first submission.
    pub revision: i64,
    /// Id of the policy that the candidate used.
    pub policy: String,
    /// The candidate's facts.
    pub profile: Profile,
    /// The photo.
    pub photo: Option<ClaimedFile>,
    /// The documents of each kind.
    pub slots: BTreeMap<String, Vec<ClaimedFile>>,
}

impl Claim {
    /// Reads a manifest.
    pub fn read(manifest: &[u8]) -> Result<Self, Refusal> {
        let malformed = |why: String| Refusal::Malformed(format!("the manifest cannot be read: {why}"));
        let Manifest { schema, revision, application } =
            serde_json::from_slice(manifest).map_err(|e| malformed(e.to_string()))?;
        if schema != SCHEMA {
            return Err(malformed(format!("its schema is {schema}, not {SCHEMA}")));
        }
        if !(0..i64::MAX).contains(&revision) {
            return Err(malformed(format!("its revision is {revision}")));
        }
        let unreadable = |finding: exam_preflight::finding::Finding| malformed(format!("{:?}", finding.params));
        let Application { version: _, policy, profile, photo, slots, status: _, open: _, history: _ } =
            Application::from_value(application).map_err(unreadable)?;
        let slots = slots.into_iter().filter(|(_, files)| !files.is_empty());
        Ok(Self {
            revision,
            policy,
            profile,
            photo: photo.map(claimed),
            slots: slots.map(|(kind, files)| (kind, files.into_iter().map(claimed).collect())).collect(),
        })
    }

    /// Returns a hash of the content. Two manifests with the same content have the same hash, however they are written.
    pub fn sha256(&self) -> String {
        sha256_hex(&serde_json::to_vec(self).expect("a claim has only text keys"))
    }

    /// Returns the files of a part: of the photo or of a kind.
    pub fn files_of(&self, part: &str) -> &[ClaimedFile] {
        if part == PHOTO { self.photo.as_slice() } else { self.slots.get(part).map_or(&[], Vec::as_slice) }
    }

    /// Returns every file with its part: `photo` or a kind.
    pub fn files(&self) -> impl Iterator<Item = (&str, &ClaimedFile)> {
        let documents = self.slots.iter().flat_map(|(kind, files)| files.iter().map(move |file| (&**kind, file)));
        self.photo.iter().map(|photo| (PHOTO, photo)).chain(documents)
    }

    /// Returns the largest length that a picture of this hash may have: the largest limit of the parts that claim it.
    /// `None` if no part claims it.
    pub fn max_bytes(&self, policy: &Policy, sha256: &str) -> Option<u64> {
        let parts = self.files().filter(|(_, file)| file.sha256 == sha256);
        parts.map(|(part, _)| max_bytes(policy, part)).max()
    }
}

/// Returns the largest length of a picture of a part. An unknown kind has the limit of the largest kind: the gate refuses
/// it later.
fn max_bytes(policy: &Policy, part: &str) -> u64 {
    if part == PHOTO {
        return policy.photo.max_bytes.into();
    }
    let limits = policy.materials.iter().map(|material| material.max_bytes);
    policy.material(part).map(|material| material.max_bytes).or(limits.max()).unwrap_or(0).into()
}

fn claimed(file: FileRecord) -> ClaimedFile {
    ClaimedFile { name: file.name, sha256: file.sha256, confirmed_upright: file.confirmed_upright }
}
