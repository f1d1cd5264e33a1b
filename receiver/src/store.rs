//! The store of pictures: a folder, or S3, behind one interface.
//!
//! The name of an object is the day on which the picture arrived and the picture's own hash: `pictures/2025-01-20/SHA256`.
//! Content that arrives twice on a day is one object. An object of an earlier day is never written again; therefore
//! `sweep` can remove those that no record names, two days later, without a race.

use std::io::Write;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use exam_preflight::report::sha256_hex;
use exam_preflight::rules::application::is_sha256;
use futures_util::StreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, PutPayload};
use url::Url;
use uuid::Uuid;

use crate::clock;
use crate::error::Failure;
use crate::settings::create_private_folder;

/// Folder of all pictures.
const ROOT: &str = "pictures";

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// The folder, if the store is one: there the receiver itself makes sure that bytes reach the disk.
    folder: Option<PathBuf>,
}

impl Store {
    /// Opens `file:///folder` or `s3://bucket`. S3 takes its keys, region and endpoint from the environment (`AWS_*`), or
    /// from the URL: `s3://KEY:SECRET@bucket?endpoint=http://...&region=...`.
    pub fn open(url: &Url) -> Result<Self, Failure> {
        match url.scheme() {
            "file" => {
                let not_local = || Failure::Setting(format!("store: {url} is not a folder of this machine"));
                Self::open_folder(&url.to_file_path().map_err(|()| not_local())?)
            }
            "s3" => Self::open_s3(url),
            other => Err(Failure::Setting(format!("store: {other}: is neither file: nor s3:"))),
        }
    }

    fn open_folder(folder: &FilePath) -> Result<Self, Failure> {
        create_private_folder(&folder.join(ROOT))?;
        let folder = folder.canonicalize()?;
        let objects = Arc::new(LocalFileSystem::new_with_prefix(&folder)?);
        Ok(Self { objects, folder: Some(folder) })
    }

    fn open_s3(url: &Url) -> Result<Self, Failure> {
        let bucket = url.host_str().unwrap_or_default();
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        if let Some(secret) = url.password() {
            builder = builder.with_access_key_id(url.username()).with_secret_access_key(secret);
        }
        for (name, value) in url.query_pairs() {
            builder = match &*name {
                // Without TLS only where the URL says `http:`.
                "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                "region" => builder.with_region(value),
                other => return Err(Failure::Setting(format!("store: {other} is not known in its URL"))),
            };
        }
        Ok(Self { objects: Arc::new(builder.build()?), folder: None })
    }

    /// Stores a picture and returns its object's name. When this returns, the bytes are safe.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> Result<String, Failure> {
        // The hash was computed by the receiver; this guards against any later mistake.
        assert!(is_sha256(sha256), "only a hash names an object");
        let object = format!("{ROOT}/{}/{sha256}", clock::days_ago(0));
        let file = self.folder.as_ref().map(|folder| folder.join(&object));
        match file {
            Some(file) => {
                tokio::task::spawn_blocking(move || put_file(&file, &bytes)).await.map_err(std::io::Error::other)??;
            }
            None => drop(self.objects.put(&Path::from(&*object), PutPayload::from_bytes(bytes)).await?),
        }
        Ok(object)
    }

    /// Reads an object; `None` if there is none. Bytes that do not have the hash of its name are a failure.
    pub async fn get(&self, object: &str) -> Result<Option<Bytes>, Failure> {
        let bytes = match self.objects.get(&Path::from(object)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let name = object.rsplit('/').next().unwrap_or_default();
        if is_sha256(name) && sha256_hex(&bytes) != name {
            return Err(Failure::Altered(object.to_owned()));
        }
        Ok(Some(bytes))
    }

    /// Removes an object.
    pub async fn delete(&self, object: &str) -> Result<(), Failure> {
        match self.objects.delete(&Path::from(object)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Lists the days that have objects.
    pub async fn days(&self) -> Result<Vec<String>, Failure> {
        let list = self.objects.list_with_delimiter(Some(&Path::from(ROOT))).await?;
        Ok(list.common_prefixes.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }

    /// Lists the objects of a day.
    pub async fn objects(&self, day: &str) -> Result<Vec<String>, Failure> {
        let mut list = self.objects.list(Some(&Path::from(format!("{ROOT}/{day}"))));
        let mut objects = Vec::new();
        while let Some(object) = list.next().await {
            objects.push(object?.location.to_string());
        }
        Ok(objects)
    }

    /// Returns an error unless the store answers.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.get(&format!("{ROOT}/ping")).await.map(|_| ())
    }

    /// Removes files of a folder that belong to interrupted writes and that no listing shows. Returns their number.
    pub fn remove_leftovers(&self, day: &str) -> Result<u64, Failure> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let mut removed = 0;
        for entry in std::fs::read_dir(folder.join(ROOT).join(day))? {
            let entry = entry?;
            // `write` writes to NAME#NUMBER and renames; listings leave such names out.
            if entry.file_name().to_string_lossy().contains('#') {
                std::fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Stores a file. One that is there with these bytes is not written again, because a record may name it already.
fn put_file(file: &FilePath, bytes: &[u8]) -> std::io::Result<()> {
    let is_there = std::fs::read(file).is_ok_and(|found| found == bytes);
    if is_there { sync(file) } else { write(file, bytes) }
}

/// Writes a file that only its owner may open. The bytes are on the disk before the file gets its name: a power cut leaves
/// the whole file or none.
fn write(file: &FilePath, bytes: &[u8]) -> std::io::Result<()> {
    let (mut day, mut options) = (std::fs::DirBuilder::new(), std::fs::OpenOptions::new());
    day.recursive(true);
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut day, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    if let Some(folder) = file.parent() {
        day.create(folder)?;
    }
    let mut unnamed = file.as_os_str().to_owned();
    unnamed.push(format!("#{}", Uuid::new_v4().as_u128()));
    let mut open = options.open(&unnamed)?;
    open.write_all(bytes)?;
    open.sync_all()?;
    std::fs::rename(&unnamed, file)?;
    sync(file)
}

/// Waits until a file and its name are on the disk.
fn sync(file: &FilePath) -> std::io::Result<()> {
    std::fs::File::open(file)?.sync_all()?;
    // The folder of the day holds the name, and the folder of all pictures holds the day.
    for folder in file.ancestors().skip(1).take(2) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
