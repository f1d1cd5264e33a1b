//! Reads a submission's body into memory, part by part, each limit checked before the bytes are taken: the whole, the
//! number of parts, each part, the time. Nothing is written, and a part's name is a hash or the request ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use exam_preflight::rules::application::is_sha256;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::App;
use crate::claim::Claim;
use crate::error::Refusal;
use crate::settings::MAX_MANIFEST_BYTES;

/// Candidates whose upload is under way.
#[derive(Default)]
pub struct Uploading(Mutex<BTreeSet<String>>);

/// One candidate's upload, while it lasts.
pub struct Turn {
    uploading: Arc<Uploading>,
    candidate: String,
}

impl Turn {
    /// One upload a candidate at a time: a retry waits for its forerunner to end.
    pub fn take(app: &App, candidate: &str) -> Result<Self, Refusal> {
        let mut set = app.uploading.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !set.insert(candidate.to_owned()) {
            return Err(Refusal::RateLimited { retry_after_s: 2 });
        }
        Ok(Self { uploading: app.uploading.clone(), candidate: candidate.to_owned() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.uploading.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(&self.candidate);
    }
}

/// A body that was read whole.
pub struct Uploaded {
    /// The manifest's bytes.
    pub manifest: Bytes,
    /// What it claims.
    pub claim: Claim,
    /// The pictures by hash.
    pub files: BTreeMap<String, Bytes>,
    /// The memory that they take, until this is dropped.
    pub memory: Memory,
}

/// Reads a body: the manifest first, then the pictures that it names, each at most once.
pub async fn read(app: &App, mut body: Multipart) -> Result<Uploaded, Refusal> {
    let settings = &app.receiver.settings;
    let idle = settings.idle_timeout;
    let read = async {
        let mut memory = Memory { permits: app.upload_memory.clone(), held: None };
        let first = next(&mut body, idle).await?;
        let first = first.filter(|field| field.name() == Some("manifest"));
        let first = first.ok_or_else(|| Refusal::Malformed("the first part should be the manifest".into()))?;
        is_of_type(&first, &["application/json"])?;
        let manifest = part(first, MAX_MANIFEST_BYTES, "bytes of manifest", idle, &mut memory).await?;
        let claim = Claim::read(&manifest)?;
        if claim.files().count() as u64 > app.limits.files {
            return Err(Refusal::TooLarge { what: "files", limit: app.limits.files });
        }
        let mut files = BTreeMap::new();
        while let Some(field) = next(&mut body, idle).await? {
            let name = field.name().unwrap_or_default().to_owned();
            if !is_sha256(&name) {
                return Err(Refusal::Malformed("a part's name should be a SHA-256 in lower-case hexadecimal".into()));
            }
            let max_bytes = claim.max_bytes(&app.receiver.policy, &name);
            let max_bytes = max_bytes.ok_or_else(|| Refusal::Malformed("a part is not in the manifest".into()))?;
            if files.contains_key(&name) {
                return Err(Refusal::Malformed("a part comes twice".into()));
            }
            is_of_type(&field, &["image/jpeg", "image/png"])?;
            let bytes = part(field, max_bytes, "bytes of a file", idle, &mut memory).await?;
            let actual: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
            if actual != name {
                return Err(Refusal::HashMismatch { named: name, actual });
            }
            files.insert(name, bytes);
        }
        Ok(Uploaded { manifest, claim, files, memory })
    };
    timeout(settings.body_timeout, read).await.map_err(|_| Refusal::TooSlow)?
}

async fn next(body: &mut Multipart, idle: std::time::Duration) -> Result<Option<Field<'_>>, Refusal> {
    timeout(idle, body.next_field()).await.map_err(|_| Refusal::TooSlow)?.map_err(broken)
}

fn is_of_type(field: &Field<'_>, types: &[&str]) -> Result<(), Refusal> {
    let kind = field.content_type().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if types.contains(&kind) {
        return Ok(());
    }
    Err(Refusal::Malformed(format!("a part's content type should be {}", types.join(" or "))))
}

async fn part(
    mut field: Field<'_>,
    max_bytes: u64,
    what: &'static str,
    idle: std::time::Duration,
    memory: &mut Memory,
) -> Result<Bytes, Refusal> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = timeout(idle, field.chunk()).await.map_err(|_| Refusal::TooSlow)?.map_err(broken)? {
        if (bytes.len() + chunk.len()) as u64 > max_bytes {
            return Err(Refusal::TooLarge { what, limit: max_bytes });
        }
        memory.take(chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// The client's text is not repeated: an error of the parser may hold a part of it.
fn broken(error: MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::TooLarge { what: "bytes of body", limit: 0 };
    }
    Refusal::Malformed("the body is no well-formed multipart/form-data, or ended early".into())
}

/// Memory that uploads may take together, by permits of a KiB.
pub struct Memory {
    permits: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
}

impl Memory {
    fn take(&mut self, bytes: usize) -> Result<(), Refusal> {
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let busy = |_| Refusal::RateLimited { retry_after_s: 10 };
        let more = self.permits.clone().try_acquire_many_owned(kib).map_err(busy)?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }
}
