//! The requirements on one kind of document picture.

use crate::rules::policy::{Policy, PolicyFormat};

/// The part of a policy that concerns one document picture.
#[derive(Debug, Clone, PartialEq)]
pub struct MaterialSpec {
    /// The policy's id, for the report.
    pub policy_id: String,
    /// The kind, such as `identity`.
    pub kind: String,
    /// Formats accepted.
    pub formats: Vec<PolicyFormat>,
    /// Largest file in bytes, inclusive.
    pub max_bytes: u32,
}

impl MaterialSpec {
    /// Returns a policy's requirements on a kind, or `None` if the policy has no such kind.
    pub fn of(policy: &Policy, kind: &str) -> Option<Self> {
        let material = policy.material(kind)?;
        Some(Self {
            policy_id: policy.id.clone(),
            kind: material.kind.clone(),
            formats: material.formats.clone(),
            max_bytes: material.max_bytes,
        })
    }
}
