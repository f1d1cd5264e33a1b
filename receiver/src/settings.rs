//! How a receiver is set up: where things lie, and its limits.

use std::path::{Path, PathBuf};
use std::time::Duration;

use exam_preflight::rules::policy::{Policy, built_in};
use url::Url;

use crate::error::Failure;

/// A receiver's body limit never passes this, whatever the policy adds up to.
const BODY_CEILING_BYTES: u64 = 96 << 20;
/// A manifest: the largest saved application that the crate opens, and a little around it.
pub const MAX_MANIFEST_BYTES: u64 = (1 << 20) + 1024;
/// A part's header and boundary take no more than this.
const PART_OVERHEAD_BYTES: u64 = 1024;

/// How much may be asked, and how fast.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// In the long run.
    pub per_minute: u32,
}

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the database and the pictures where no URL says otherwise. Nothing is written outside it.
    pub data: PathBuf,
    /// `sqlite:` or `postgres:`. Default: a SQLite file in `data`.
    pub database: Option<String>,
    /// `file:` or `s3:`. Default: a folder in `data`.
    pub store: Option<String>,
    /// A built-in id or a file. Default: `hubei-2025`.
    pub policy: String,
    /// The built page; without it only the interface is served.
    pub page: Option<PathBuf>,
    /// Behind a proxy that ends TLS: its `X-Forwarded-For` is believed, and HSTS is sent. Default: no.
    pub behind_tls_proxy: bool,
    /// Requests of the holder of a token. Default: 300 at once, 600 a minute: an application may have 122 pictures to look at.
    pub rate_per_token: Rate,
    /// Requests from one address, behind which a whole school may sit. Default: 600 at once, 3000 a minute.
    pub rate_per_address: Rate,
    /// Pictures that are checked at once. Default: one a core.
    pub checks_at_once: usize,
    /// Bytes of uploads held in memory at once. Default: 512 MiB.
    pub upload_memory_bytes: u64,
    /// Connections at once. Default: 2048.
    pub connections: usize,
    /// Longest wait for a request's headers. Default: 10 s.
    pub header_timeout: Duration,
    /// Longest silence within a body. Default: 20 s.
    pub idle_timeout: Duration,
    /// Longest time for a whole body. Default: 10 minutes, for a slow phone.
    pub body_timeout: Duration,
}

impl Settings {
    /// The defaults, with everything inside one folder.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            store: None,
            policy: "hubei-2025".into(),
            page: None,
            behind_tls_proxy: false,
            rate_per_token: Rate { burst: 300, per_minute: 600 },
            rate_per_address: Rate { burst: 600, per_minute: 3000 },
            checks_at_once: std::thread::available_parallelism().map_or(2, usize::from),
            upload_memory_bytes: 512 << 20,
            connections: 2048,
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(20),
            body_timeout: Duration::from_secs(600),
        }
    }

    /// The policy, read.
    pub fn policy(&self) -> Result<Policy, Failure> {
        let text = match built_in(&self.policy) {
            Some(text) => text.to_owned(),
            None => std::fs::read_to_string(&self.policy)
                .map_err(|e| Failure::Setting(format!("policy {}: {e}", self.policy)))?,
        };
        Policy::from_json(&text)
            .map_err(|faults| Failure::Setting(format!("policy {}: {:?}", self.policy, faults[0].params)))
    }

    /// Where the state lies.
    pub fn database_url(&self) -> Result<String, Failure> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let file = self.folder()?.join("receiver.sqlite");
        Ok(format!("{}?mode=rwc", file_url(&file)?.as_str().replacen("file:", "sqlite:", 1)))
    }

    /// Where the pictures lie.
    pub fn store_url(&self) -> Result<Url, Failure> {
        match &self.store {
            Some(url) => Url::parse(url).map_err(|e| Failure::Setting(format!("store: {e}"))),
            None => file_url(&self.folder()?),
        }
    }

    fn folder(&self) -> Result<PathBuf, Failure> {
        std::fs::create_dir_all(&self.data)?;
        Ok(self.data.canonicalize()?)
    }
}

fn file_url(path: &Path) -> Result<Url, Failure> {
    Url::from_file_path(path).map_err(|()| Failure::Setting(format!("{} is not an absolute path", path.display())))
}

/// The most that a submission under a policy can need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimits {
    /// Pictures.
    pub files: u64,
    /// All parts together.
    pub bytes: u64,
}

impl BodyLimits {
    /// Every kind full of the heaviest pictures, and the photo; never above the ceiling.
    pub fn of(policy: &Policy) -> Self {
        let kinds = policy.materials.iter().map(|m| (u64::from(m.slots.max), u64::from(m.max_bytes)));
        let (mut files, mut bytes) = (1, u64::from(policy.photo.max_bytes));
        for (most, heaviest) in kinds {
            files += most;
            bytes = bytes.saturating_add(most.saturating_mul(heaviest));
        }
        let bytes = bytes.saturating_add(files * PART_OVERHEAD_BYTES).saturating_add(MAX_MANIFEST_BYTES);
        Self { files, bytes: bytes.min(BODY_CEILING_BYTES) }
    }
}
