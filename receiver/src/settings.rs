//! Settings: where data is stored, and the limits.

use std::path::{Path, PathBuf};
use std::time::Duration;

use exam_preflight::rules::policy::{Policy, built_in};
use url::Url;

use crate::error::Failure;

/// Largest limit of a body. A policy that adds up to more gets this one.
pub const BODY_CEILING_BYTES: u64 = 96 << 20;
/// Largest manifest: the largest saved application that the crate opens, and a little around it.
pub const MAX_MANIFEST_BYTES: u64 = (1 << 20) + 1024;
/// Bytes of a part's header and boundary that are counted in the limit of the body.
const PART_OVERHEAD_BYTES: u64 = 1024;
/// Largest header of a part. Browsers and command lines write 200 bytes; other servers refuse above 8 to 16 KiB.
pub const MAX_PART_HEADER_BYTES: u64 = 8 << 10;

/// A rate of requests.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Requests at once.
    pub burst: u32,
    /// Requests a minute in the long run.
    pub per_minute: u32,
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the database and the pictures, unless a URL says otherwise. Nothing is written outside it.
    pub data: PathBuf,
    /// `sqlite:` or `postgres:`. Default: a SQLite file in `data`.
    pub database: Option<String>,
    /// `file:` or `s3:`. Default: a folder in `data`.
    pub store: Option<String>,
    /// A built-in id or a file. Default: `hubei-2025`.
    pub policy: String,
    /// Folder of the built page; without it only the interface is served. Default: none.
    pub page: Option<PathBuf>,
    /// Set behind a proxy that ends TLS: `X-Forwarded-For` is believed, and HSTS is sent. Default: no.
    pub behind_tls_proxy: bool,
    /// Rate of a token's holder. Default: 300 at once, 600 a minute: an application may have 146 pictures to show.
    pub rate_per_token: Rate,
    /// Rate of an address; a whole school may share one. Default: 600 at once, 3000 a minute.
    pub rate_per_address: Rate,
    /// Number of pictures that are checked at once. Default: one for each core.
    pub checks_at_once: usize,
    /// Bytes of all uploads that are held in memory at once. Default: 512 MiB.
    pub upload_memory_bytes: u64,
    /// Largest upload that may use the reserved quarter of that memory, so that a few large uploads cannot keep out
    /// ordinary ones. Default: 8 MiB; an ordinary application has less than 2 MB.
    pub small_upload_bytes: u64,
    /// Number of connections at once. Default: 2048.
    pub connections: usize,
    /// Number of connections of one address at once; does not count behind a proxy. Default: 512, because a whole school may
    /// share one.
    pub connections_per_address: usize,
    /// Longest wait for a request's headers. Default: 10 s.
    pub header_timeout: Duration,
    /// Longest silence within a body. Default: 20 s.
    pub idle_timeout: Duration,
    /// Longest time for a whole body. Default: 10 minutes, for a slow phone.
    pub body_timeout: Duration,
    /// Time after which an upload has to have `least_upload_bytes_per_s` on average. Default: 30 s.
    pub slow_start: Duration,
    /// Least average speed of an upload. Default: 2 KiB a second; a slower one would not finish an ordinary application
    /// within `body_timeout`.
    pub least_upload_bytes_per_s: u64,
    /// Longest time in which a client reads nothing of an answer that waits for it. Default: 30 s.
    pub write_idle_timeout: Duration,
    /// Longest time that an answer waits for its client without a pause. Default: 10 minutes, for a slow phone.
    pub write_timeout: Duration,
    /// Age of a running check from which the receiver reports itself as not ready. Default: 60 s; an ordinary check takes
    /// less than one.
    pub check_patience: Duration,
}

impl Settings {
    /// Returns the defaults, with all data inside one folder.
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
            small_upload_bytes: 8 << 20,
            connections: 2048,
            connections_per_address: 512,
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(20),
            body_timeout: Duration::from_secs(600),
            slow_start: Duration::from_secs(30),
            least_upload_bytes_per_s: 2 << 10,
            write_idle_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(600),
            check_patience: Duration::from_secs(60),
        }
    }

    /// Reads the policy.
    pub fn policy(&self) -> Result<Policy, Failure> {
        let text = match built_in(&self.policy) {
            Some(text) => text.to_owned(),
            None => std::fs::read_to_string(&self.policy)
                .map_err(|e| Failure::Setting(format!("policy {}: {e}", self.policy)))?,
        };
        Policy::from_json(&text)
            .map_err(|faults| Failure::Setting(format!("policy {}: {:?}", self.policy, faults[0].params)))
    }

    /// Returns the URL of the database.
    pub fn database_url(&self) -> Result<String, Failure> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let file = self.folder()?.join("receiver.sqlite");
        create_private_file(&file)?;
        Ok(format!("{}?mode=rwc", file_url(&file)?.as_str().replacen("file:", "sqlite:", 1)))
    }

    /// Returns the URL of the store.
    pub fn store_url(&self) -> Result<Url, Failure> {
        match &self.store {
            Some(url) => Url::parse(url).map_err(|e| Failure::Setting(format!("store: {e}"))),
            None => file_url(&self.folder()?),
        }
    }

    fn folder(&self) -> Result<PathBuf, Failure> {
        create_private_folder(&self.data)?;
        Ok(self.data.canonicalize()?)
    }
}

/// Creates a folder that only its owner may open, with its parents. One that exists is left as it is; a warning says so if
/// other users of the machine may open it.
pub fn create_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(path)?;
        let mode = std::fs::metadata(path)?.permissions().mode();
        if mode & 0o077 != 0 {
            let mode = format!("{:o}", mode & 0o777);
            tracing::warn!(folder = %path.display(), mode, "other users of this machine may open this folder: chmod 700");
        }
        Ok(())
    }
    #[cfg(not(unix))]
    builder.create(path)
}

/// Creates an empty file that only its owner may open, unless it exists. SQLite gives the same mode to the files beside it.
fn create_private_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn file_url(path: &Path) -> Result<Url, Failure> {
    Url::from_file_path(path).map_err(|()| Failure::Setting(format!("{} is not an absolute path", path.display())))
}

/// Limits of a submission's body: the most that a policy can need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimits {
    /// Number of pictures.
    pub files: u64,
    /// Bytes of all parts together.
    pub bytes: u64,
}

impl BodyLimits {
    /// Adds up every kind, full of its largest pictures, and the photo; at most the ceiling.
    pub fn of(policy: &Policy) -> Self {
        let kinds = policy.materials.iter().map(|m| (u64::from(m.slots.max), u64::from(m.max_bytes)));
        let (mut files, mut bytes) = (1, u64::from(policy.photo.max_bytes));
        for (count, max_bytes) in kinds {
            files += count;
            bytes = bytes.saturating_add(count.saturating_mul(max_bytes));
        }
        let bytes = bytes.saturating_add(files * PART_OVERHEAD_BYTES).saturating_add(MAX_MANIFEST_BYTES);
        Self { files, bytes: bytes.min(BODY_CEILING_BYTES) }
    }
}
