//! Reads the body of a submission into memory, part by part. Each limit is checked before the bytes are taken: the whole,
//! the number of parts, the header and the length of each part, the time, the memory of all uploads. Nothing is written
//! to the disk. The name of a part is a hash, or the request ends.

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use exam_preflight::report::sha256_hex;
use exam_preflight::rules::application::is_sha256;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::App;
use super::gate::Gate;
use crate::claim::Claim;
use crate::error::{Quantity, Refusal};
use crate::settings::{MAX_MANIFEST_BYTES, MAX_PART_HEADER_BYTES, Settings};

/// Candidates whose upload is in progress.
#[derive(Default)]
pub struct ActiveUploads(Mutex<BTreeSet<String>>);

/// One candidate's upload, until this is dropped.
pub struct UploadTurn {
    uploads: Arc<ActiveUploads>,
    candidate: String,
}

impl UploadTurn {
    /// Begins an upload. Each candidate has one at a time: a retry waits for the end of the one before it.
    pub fn take(app: &App, candidate: &str) -> Result<Self, Refusal> {
        let mut uploads = app.uploads.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !uploads.insert(candidate.to_owned()) {
            return Err(Refusal::RateLimited { retry_after_s: 2 });
        }
        Ok(Self { uploads: app.uploads.clone(), candidate: candidate.to_owned() })
    }
}

impl Drop for UploadTurn {
    fn drop(&mut self) {
        self.uploads.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(&self.candidate);
    }
}

/// The body of a submission.
pub struct SubmissionBody {
    /// Bytes of the manifest.
    pub manifest: Bytes,
    /// Content of the manifest.
    pub claim: Claim,
    /// The pictures, by SHA-256.
    pub files: BTreeMap<String, Bytes>,
    /// The memory that they take, until this is dropped.
    pub memory: UploadMemory,
}

/// Reads a body: first the manifest, then the pictures that it names, each at most once.
pub async fn read(app: &App, request: Request) -> Result<SubmissionBody, Refusal> {
    let mut parts = Parts::of(app, request).await?;
    let read = async {
        let mut memory = UploadMemory::new(app.upload_memory.clone());
        let (manifest, claim) = manifest(&mut parts, &mut memory).await?;
        let count = claim.files().count() as u64;
        if count > app.limits.files {
            return Err(Refusal::TooLarge { quantity: Quantity::Files, limit: app.limits.files });
        }
        let mut files = BTreeMap::new();
        while let Some((sha256, bytes)) = picture(app, &mut parts, &claim, &files, &mut memory).await? {
            files.insert(sha256, bytes);
        }
        Ok(SubmissionBody { manifest, claim, files, memory })
    };
    timeout(app.receiver.settings.body_timeout, read).await.map_err(|_| Refusal::TooSlow)?
}

async fn manifest(parts: &mut Parts, memory: &mut UploadMemory) -> Result<(Bytes, Claim), Refusal> {
    let part = parts.next().await?.filter(|part| part.field.name() == Some("manifest"));
    let part = part.ok_or_else(|| Refusal::Malformed("the first part should be the manifest".into()))?;
    part.is_of_type(&["application/json"])?;
    let manifest = part.content(MAX_MANIFEST_BYTES, Quantity::ManifestBytes, memory).await?;
    let claim = Claim::read(&manifest)?;
    Ok((manifest, claim))
}

/// Reads the next picture with its hash; `None` at the end of the body.
async fn picture(
    app: &App,
    parts: &mut Parts,
    claim: &Claim,
    files: &BTreeMap<String, Bytes>,
    memory: &mut UploadMemory,
) -> Result<Option<(String, Bytes)>, Refusal> {
    let Some(part) = parts.next().await? else { return Ok(None) };
    let name = part.field.name().unwrap_or_default().to_owned();
    if !is_sha256(&name) {
        return Err(Refusal::Malformed("a part's name should be a SHA-256 in lower-case hexadecimal".into()));
    }
    let max_bytes = claim.max_bytes(&app.receiver.policy, &name);
    let max_bytes = max_bytes.ok_or_else(|| Refusal::Malformed("a part is not in the manifest".into()))?;
    if files.contains_key(&name) {
        return Err(Refusal::Malformed("a part comes twice".into()));
    }
    part.is_of_type(&["image/jpeg", "image/png"])?;
    let bytes = part.content(max_bytes, Quantity::FileBytes, memory).await?;
    let actual = sha256_hex(&bytes);
    if actual != name {
        return Err(Refusal::HashMismatch { named: name, actual });
    }
    Ok(Some((name, bytes)))
}

/// The parts of a body, read within the limits.
struct Parts {
    multipart: Multipart,
    reader: Reader,
}

/// One part, whose header was read.
struct Part<'a> {
    field: Field<'a>,
    reader: &'a Reader,
}

/// Bounds what the parser reads.
struct Reader {
    gate: Arc<Gate>,
    started: Instant,
    idle_timeout: Duration,
    slow_start: Duration,
    least_bytes_per_s: u64,
    max_body_bytes: u64,
}

impl Parts {
    async fn of(app: &App, request: Request) -> Result<Self, Refusal> {
        let max_body_bytes = app.limits.bytes;
        let gate = Arc::new(Gate::default());
        let mut request = request.map(|body| Body::from_stream(gate.clone().stream(body)));
        let limit = usize::try_from(max_body_bytes).unwrap_or(usize::MAX);
        DefaultBodyLimit::apply(DefaultBodyLimit::max(limit), &mut request);
        let multipart = Multipart::from_request(request, app)
            .await
            .map_err(|_| Refusal::Malformed("the body should be multipart/form-data with a boundary".into()))?;
        let Settings { idle_timeout, slow_start, least_upload_bytes_per_s, .. } = *app.receiver.settings;
        let reader = Reader {
            gate,
            started: Instant::now(),
            idle_timeout,
            slow_start,
            least_bytes_per_s: least_upload_bytes_per_s,
            max_body_bytes,
        };
        Ok(Self { multipart, reader })
    }

    /// Reads the header of the next part; `None` at the end of the body.
    async fn next(&mut self) -> Result<Option<Part<'_>>, Refusal> {
        let Self { multipart, reader } = self;
        let field = reader.read(multipart.next_field(), Some(MAX_PART_HEADER_BYTES)).await?;
        Ok(field.map(|field| Part { field, reader }))
    }
}

impl Part<'_> {
    fn is_of_type(&self, types: &[&str]) -> Result<(), Refusal> {
        let kind = self.field.content_type().unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if types.contains(&kind) {
            return Ok(());
        }
        Err(Refusal::Malformed(format!("a part's content type should be {}", types.join(" or "))))
    }

    /// Reads the content.
    async fn content(
        mut self,
        max_bytes: u64,
        quantity: Quantity,
        memory: &mut UploadMemory,
    ) -> Result<Bytes, Refusal> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.reader.read(self.field.chunk(), None).await? {
            if (bytes.len() + chunk.len()) as u64 > max_bytes {
                return Err(Refusal::TooLarge { quantity, limit: max_bytes });
            }
            memory.take(chunk.len())?;
            bytes.extend_from_slice(&chunk);
        }
        // No more memory than was counted.
        Ok(bytes.into_boxed_slice().into())
    }
}

impl Reader {
    /// Runs one step of the parser. A frame of the body passes only when the parser cannot go on without it; otherwise the
    /// parser would buffer the body as fast as it arrives. `max_bytes` bounds what one step may take.
    async fn read<T>(
        &self,
        step: impl Future<Output = Result<T, MultipartError>>,
        max_bytes: Option<u64>,
    ) -> Result<T, Refusal> {
        let (mut step, before) = (pin!(step), self.gate.passed_bytes());
        let on_demand = poll_fn(|context| {
            loop {
                if let Poll::Ready(result) = step.as_mut().poll(context) {
                    return Poll::Ready(result.map_err(|error| self.broken(&error)));
                }
                if !self.gate.is_awaited() {
                    return Poll::Pending;
                }
                if let Some(limit) = max_bytes.filter(|limit| self.gate.passed_bytes() - before >= *limit) {
                    return Poll::Ready(Err(Refusal::TooLarge { quantity: Quantity::PartHeaderBytes, limit }));
                }
                self.gate.open();
            }
        });
        let result = timeout(self.idle_timeout, on_demand).await.map_err(|_| Refusal::TooSlow)?;
        if self.is_slow() { Err(Refusal::TooSlow) } else { result }
    }

    /// Returns `true` if the body arrives at less than the least speed.
    fn is_slow(&self) -> bool {
        let elapsed = self.started.elapsed();
        let least_bytes = elapsed.as_secs_f64() * self.least_bytes_per_s as f64;
        elapsed > self.slow_start && (self.gate.passed_bytes() as f64) < least_bytes
    }

    /// Explains an error of the parser. Its own text may repeat a part of the body, and is not passed on.
    fn broken(&self, error: &MultipartError) -> Refusal {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Refusal::TooLarge { quantity: Quantity::BodyBytes, limit: self.max_body_bytes };
        }
        Refusal::Malformed("the body is no well-formed multipart/form-data, or ended early".into())
    }
}

/// Memory of all uploads. A permit is a KiB. A quarter is reserved for small uploads.
pub struct Memory {
    shared: Arc<Semaphore>,
    reserved: Arc<Semaphore>,
    small_upload_bytes: u64,
}

impl Memory {
    /// Makes the memory that the settings allow.
    pub fn new(settings: &Settings) -> Self {
        let of_kib =
            |kib: u64| Arc::new(Semaphore::new(usize::try_from(kib).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS)));
        let kib = settings.upload_memory_bytes / 1024;
        let reserved = kib / 4;
        let small_upload_bytes = settings.small_upload_bytes;
        Self { shared: of_kib(kib - reserved), reserved: of_kib(reserved), small_upload_bytes }
    }
}

/// Memory of one upload, until this is dropped.
pub struct UploadMemory {
    memory: Arc<Memory>,
    taken_bytes: u64,
    shared: Option<OwnedSemaphorePermit>,
    reserved: Option<OwnedSemaphorePermit>,
}

impl UploadMemory {
    fn new(memory: Arc<Memory>) -> Self {
        Self { memory, taken_bytes: 0, shared: None, reserved: None }
    }

    fn take(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.taken_bytes += bytes as u64;
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let is_small = self.taken_bytes <= self.memory.small_upload_bytes;
        if hold(&mut self.shared, &self.memory.shared, kib)
            || is_small && hold(&mut self.reserved, &self.memory.reserved, kib)
        {
            return Ok(());
        }
        Err(Refusal::RateLimited { retry_after_s: 10 })
    }
}

/// Adds permits to those that are held. Returns `false` if there are not enough.
fn hold(held: &mut Option<OwnedSemaphorePermit>, permits: &Arc<Semaphore>, number: u32) -> bool {
    let Ok(more) = permits.clone().try_acquire_many_owned(number) else { return false };
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
    true
}
