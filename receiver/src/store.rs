//! Where pictures lie: a folder, or S3. Both behind one interface.
//!
//! A picture's place is the day of its arrival and its own hash: `pictures/2025-01-20/SHA256`. Content that arrives twice
//! on a day lies once, and is never written differently. A place of an earlier day is never written again, so what no
//! record names by the day after next can be removed without a race: see `sweep`.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use exam_preflight::rules::application::is_sha256;
use futures_util::StreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, PutPayload};
use url::Url;

use crate::clock;
use crate::error::Failure;

/// The folder of everything that this receiver keeps.
const ROOT: &str = "pictures";

/// The pictures.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// The folder, where it is one: only there the receiver itself sees to it that bytes reach the disk.
    folder: Option<PathBuf>,
}

impl Store {
    /// `file:///folder` or `s3://bucket`. S3 takes its keys, region and endpoint from the environment (`AWS_*`), or from
    /// the URL: `s3://KEY:SECRET@bucket?endpoint=http://...&region=...`.
    pub fn open(url: &Url) -> Result<Self, Failure> {
        match url.scheme() {
            "file" => {
                let not_local = || Failure::Setting(format!("store: {url} is not a folder of this machine"));
                let folder = url.to_file_path().map_err(|()| not_local())?;
                std::fs::create_dir_all(folder.join(ROOT))?;
                let folder = folder.canonicalize()?;
                let objects = Arc::new(LocalFileSystem::new_with_prefix(&folder)?);
                Ok(Self { objects, folder: Some(folder) })
            }
            "s3" => {
                let bucket = url.host_str().unwrap_or_default();
                let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
                if let Some(secret) = url.password() {
                    builder = builder.with_access_key_id(url.username()).with_secret_access_key(secret);
                }
                for (name, value) in url.query_pairs() {
                    builder = match &*name {
                        // Without TLS only where the URL says so in so many words.
                        "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                        "region" => builder.with_region(value),
                        other => return Err(Failure::Setting(format!("store: {other} is not known in its URL"))),
                    };
                }
                Ok(Self { objects: Arc::new(builder.build()?), folder: None })
            }
            other => Err(Failure::Setting(format!("store: {other}: is neither file: nor s3:"))),
        }
    }

    /// Keeps a picture and gives its place. When this returns, the bytes are safe.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> Result<String, Failure> {
        // The hash was computed here; this holds the line against any later mistake.
        assert!(is_sha256(sha256), "only a hash names a place");
        let place = format!("{ROOT}/{}/{sha256}", clock::today_less(0));
        self.objects.put(&Path::from(&*place), PutPayload::from_bytes(bytes)).await?;
        if let Some(folder) = &self.folder {
            let file = folder.join(&place);
            tokio::task::spawn_blocking(move || synced(&file)).await.map_err(std::io::Error::other)??;
        }
        Ok(place)
    }

    /// A picture's bytes; `None` where there are none.
    pub async fn get(&self, place: &str) -> Result<Option<Bytes>, Failure> {
        match self.objects.get(&Path::from(place)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a picture.
    pub async fn delete(&self, place: &str) -> Result<(), Failure> {
        match self.objects.delete(&Path::from(place)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The days of which there are pictures.
    pub async fn days(&self) -> Result<Vec<String>, Failure> {
        let list = self.objects.list_with_delimiter(Some(&Path::from(ROOT))).await?;
        Ok(list.common_prefixes.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }

    /// The places of a day.
    pub async fn places(&self, day: &str) -> Result<Vec<String>, Failure> {
        let mut list = self.objects.list(Some(&Path::from(format!("{ROOT}/{day}"))));
        let mut places = Vec::new();
        while let Some(object) = list.next().await {
            places.push(object?.location.to_string());
        }
        Ok(places)
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.get(&format!("{ROOT}/ping")).await.map(|_| ())
    }

    /// A folder's leftovers of writes that were cut off, which no listing names. They lie beside the pictures of a day.
    pub fn remove_leftovers(&self, day: &str) -> Result<u64, Failure> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let mut removed = 0;
        for entry in std::fs::read_dir(folder.join(ROOT).join(day))? {
            let entry = entry?;
            // The store writes to NAME#NUMBER and renames.
            if entry.file_name().to_string_lossy().contains('#') {
                std::fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Waits until a file and its name are on the disk.
fn synced(file: &std::path::Path) -> std::io::Result<()> {
    std::fs::File::open(file)?.sync_all()?;
    if let Some(folder) = file.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
