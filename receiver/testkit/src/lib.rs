//! Kit for the receiver's tests: a real database, a real store, real receivers on real sockets, candidates with
//! generated pictures. `src/bin/seed.rs` sends such a candidate's application to a receiver that runs.

pub mod candidate;
pub mod client;
// The generators of pictures and facts are those of the crate's own tests.
#[path = "../../../tests/common/mod.rs"]
pub mod common;
pub mod pictures;
#[path = "../../../tests/rules_common/mod.rs"]
pub mod rules_common;
pub mod s3;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use exam_preflight_receiver::settings::{Rate, Settings};
use exam_preflight_receiver::tokens::{self, Holder};
use exam_preflight_receiver::{Receiver, http};
use sqlx::{Connection, Executor};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use client::Client;

/// Environment variable: URL of a PostgreSQL server on which databases may be made and dropped.
pub const POSTGRES: &str = "RECEIVER_TEST_POSTGRES_URL";
/// Environment variable: a bucket as `--store` takes it. Without it an S3 server runs inside the test.
pub const S3: &str = "RECEIVER_TEST_S3_URL";

/// A temporary folder, removed when this is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn temporary() -> Self {
        let path = std::env::temp_dir().join(format!("receiver-test-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A receiver with its database, store and sockets.
pub struct World {
    pub receiver: Receiver,
    pub settings: Settings,
    pub address: SocketAddr,
    folder: Folder,
    servers: Vec<JoinHandle<()>>,
}

/// Settings under which no test is slowed down.
pub fn settings(folder: &Path) -> Settings {
    let fast = Rate { burst: 100_000, per_minute: 100_000 };
    Settings { rate_per_token: fast, rate_per_address: fast, ..Settings::in_folder(folder) }
}

/// Makes a database on the PostgreSQL server of the environment and returns its URL. Without a server it prints that
/// the test is skipped, and returns `None`. The database stays: a cluster for tests is thrown away as a whole.
pub async fn new_postgres() -> Option<String> {
    let Ok(server) = std::env::var(POSTGRES) else {
        println!("skipped: {POSTGRES} names no PostgreSQL server");
        return None;
    };
    let name = format!("receiver_{}", Uuid::new_v4().simple());
    let mut connection = sqlx::PgConnection::connect(&server).await.expect("the PostgreSQL server answers");
    connection.execute(&*format!("CREATE DATABASE {name}")).await.unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    Some(url.to_string())
}

impl World {
    /// SQLite and a folder.
    pub async fn embedded() -> Self {
        Self::embedded_with(|settings| settings).await
    }

    /// SQLite and a folder, with other settings.
    pub async fn embedded_with(change: impl FnOnce(Settings) -> Settings) -> Self {
        let folder = Folder::temporary();
        Self::new(change(settings(&folder.0.join("data"))), folder).await
    }

    /// PostgreSQL and S3; `None` if the environment names no PostgreSQL server.
    pub async fn services() -> Option<Self> {
        let folder = Folder::temporary();
        let url = new_postgres().await?;
        let store = match std::env::var(S3) {
            Ok(url) => url,
            Err(_) => s3::start(&folder.0.join("s3")).await,
        };
        let mut settings = settings(&folder.0.join("data"));
        (settings.database, settings.store) = (Some(url), Some(store));
        Some(Self::new(settings, folder).await)
    }

    async fn new(settings: Settings, folder: Folder) -> Self {
        let receiver = Receiver::open(settings.clone()).await.expect("a receiver opens");
        let (address, server) = served(receiver.clone()).await;
        Self { receiver, settings, address, folder, servers: vec![server] }
    }

    /// Starts another receiver on the same database and store, and returns its address.
    pub async fn another(&mut self) -> SocketAddr {
        let receiver = Receiver::open(self.settings.clone()).await.expect("a second receiver opens");
        let (address, server) = served(receiver).await;
        self.servers.push(server);
        address
    }

    /// A client with a new token of a candidate.
    pub async fn candidate(&self, id: &str) -> Client {
        let token = tokens::add(&self.receiver.database, &Holder::Candidate(id.into())).await.unwrap();
        Client::new(self.address, Some(token))
    }

    /// A client with a new token of a reviewer.
    pub async fn reviewer(&self) -> Client {
        let token = tokens::add(&self.receiver.database, &Holder::Reviewer("r".into())).await.unwrap();
        Client::new(self.address, Some(token))
    }

    /// Folder of all data.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// Number of rows of a table.
    pub async fn rows(&self, table: &str) -> i64 {
        let count = format!("SELECT COUNT(*) FROM {table}");
        sqlx::query_scalar(&count).fetch_one(self.receiver.database.pool()).await.unwrap()
    }

    /// Every object of the store.
    pub async fn objects(&self) -> Vec<String> {
        let mut objects = Vec::new();
        for day in self.receiver.store.days().await.unwrap() {
            objects.extend(self.receiver.store.objects(&day).await.unwrap());
        }
        objects
    }

    /// Asserts that nothing of any submission is stored: no row and no picture.
    pub async fn assert_nothing_is_stored(&self, why: &str) {
        for table in ["applications", "files", "receipts", "submissions"] {
            assert_eq!(self.rows(table).await, 0, "{why}: {table}");
        }
        assert_eq!(self.objects().await, [""; 0], "{why}");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

async fn served(receiver: Receiver) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let settings = receiver.settings.clone();
    let router = http::router(receiver);
    (address, tokio::spawn(async move { http::serve(listener, router, &settings, std::future::pending()).await }))
}

/// Makes every test twice: on SQLite and a folder, and on PostgreSQL and S3 if the environment names them.
#[macro_export]
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident) $body:block)*) => {
        $($(#[doc = $doc])* async fn $name(mut $world: $crate::World) {
            let _ = &mut $world;
            $body
        })*

        mod embedded {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::World::embedded().await).await;
            })*
        }

        mod services {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(world) = $crate::World::services().await {
                    super::$name(world).await;
                }
            })*
        }
    };
}
