//! What is taken from a candidate's manifest: the answers, which picture stands where under which name, and for which of them
//! the candidate vouches. Status, open parts, history, verdicts and hashes of perception are the server's own to know, and are
//! not read.

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

/// The shape of manifest that is read.
pub const SCHEMA: u32 = 1;

/// A picture as it is claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The file's name.
    pub name: String,
    /// Its hash.
    pub sha256: String,
    /// The candidate has looked and says that it lies right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confirmed_upright: bool,
}

/// What a candidate claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// The revision that it was made upon.
    pub revision: i64,
    /// The policy that it was made under.
    pub policy: String,
    /// The answers.
    pub profile: Profile,
    /// The photo.
    pub photo: Option<Named>,
    /// The papers of each kind.
    pub slots: BTreeMap<String, Vec<Named>>,
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
            photo: photo.map(named),
            slots: slots.map(|(kind, files)| (kind, files.into_iter().map(named).collect())).collect(),
        })
    }

    /// Two manifests that claim the same have the same hash, however they are written.
    pub fn sha256(&self) -> String {
        sha256_hex(&serde_json::to_vec(self).expect("a claim has only text keys"))
    }

    /// The papers of a kind.
    pub fn papers(&self, kind: &str) -> &[Named] {
        self.slots.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Every picture with its place: `photo` or a kind.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Named)> {
        let papers = self.slots.iter().flat_map(|(kind, files)| files.iter().map(move |file| (&**kind, file)));
        self.photo.iter().map(|photo| (PHOTO, photo)).chain(papers)
    }

    /// The most bytes that a picture of this hash may have: as many as its most generous place takes. `None` for a hash
    /// that is not claimed.
    pub fn max_bytes(&self, policy: &Policy, sha256: &str) -> Option<u64> {
        let places = self.files().filter(|(_, file)| file.sha256 == sha256);
        places.map(|(place, _)| max_bytes(policy, place)).max()
    }
}

/// The most bytes that a place takes. A kind that is not known takes what the most generous one does: the gate refuses it.
fn max_bytes(policy: &Policy, place: &str) -> u64 {
    if place == PHOTO {
        return policy.photo.max_bytes.into();
    }
    let kinds = policy.materials.iter().map(|material| material.max_bytes);
    policy.material(place).map(|material| material.max_bytes).or(kinds.max()).unwrap_or(0).into()
}

fn named(file: FileRecord) -> Named {
    Named { name: file.name, sha256: file.sha256, confirmed_upright: file.confirmed_upright }
}
