//! A world to test in: a real database, a real store, real receivers on real sockets.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod candidate;
pub mod client;
#[path = "../../../tests/common/mod.rs"]
pub mod common;
pub mod pictures;
#[path = "../../../tests/rules_common/mod.rs"]
pub mod rules_common;
pub mod s3;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use exam_preflight_receiver::settings::{Rate, Settings};
use exam_preflight_receiver::tokens::{self, Who};
use exam_preflight_receiver::{Receiver, http};
use sqlx::{Connection, Executor};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use client::Client;

/// Names a PostgreSQL server on which databases may be made and dropped.
pub const POSTGRES: &str = "RECEIVER_TEST_POSTGRES_URL";
/// Names a bucket as `--store` does; without it an S3 server runs inside the test.
pub const S3: &str = "RECEIVER_TEST_S3_URL";

/// A folder that goes with its owner.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
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

/// One world.
pub struct World {
    pub receiver: Receiver,
    pub settings: Settings,
    pub address: SocketAddr,
    folder: Folder,
    postgres: Option<(String, String)>,
    servers: Vec<JoinHandle<()>>,
}

/// Settings under which no test is slowed down.
pub fn settings(folder: &Path) -> Settings {
    let fast = Rate { burst: 100_000, per_minute: 100_000 };
    Settings { rate_per_token: fast, rate_per_address: fast, ..Settings::in_folder(folder) }
}

/// A new database on the PostgreSQL server of the environment: its URL, and its name. `None`, said aloud, without one.
pub async fn new_postgres() -> Option<(String, String)> {
    let Ok(server) = std::env::var(POSTGRES) else {
        println!("skipped: {POSTGRES} names no PostgreSQL server");
        return None;
    };
    let name = format!("receiver_{}", Uuid::new_v4().simple());
    let mut connection = sqlx::PgConnection::connect(&server).await.expect("the PostgreSQL server answers");
    connection.execute(&*format!("CREATE DATABASE {name}")).await.unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    Some((url.to_string(), name))
}

impl World {
    /// SQLite and a folder.
    pub async fn embedded() -> Self {
        Self::embedded_with(|settings| settings).await
    }

    /// The same, set up otherwise.
    pub async fn embedded_with(change: impl FnOnce(Settings) -> Settings) -> Self {
        let folder = Folder::new();
        Self::new(change(settings(&folder.0.join("data"))), folder, None).await
    }

    /// PostgreSQL and S3, where the environment has a PostgreSQL server.
    pub async fn services() -> Option<Self> {
        let folder = Folder::new();
        let (url, name) = new_postgres().await?;
        let store = match std::env::var(S3) {
            Ok(url) => url,
            Err(_) => s3::start(&folder.0.join("s3")).await,
        };
        let mut settings = settings(&folder.0.join("data"));
        (settings.database, settings.store) = (Some(url.clone()), Some(store));
        Some(Self::new(settings, folder, Some((url, name))).await)
    }

    async fn new(settings: Settings, folder: Folder, postgres: Option<(String, String)>) -> Self {
        let receiver = Receiver::open(settings.clone()).await.expect("a receiver opens");
        let (address, server) = served(receiver.clone()).await;
        Self { receiver, settings, address, folder, postgres, servers: vec![server] }
    }

    /// Another receiver on the same database and store: its address.
    pub async fn another(&mut self) -> SocketAddr {
        let receiver = Receiver::open(self.settings.clone()).await.expect("a second receiver opens");
        let (address, server) = served(receiver).await;
        self.servers.push(server);
        address
    }

    /// A client with a new token of a candidate.
    pub async fn candidate(&self, id: &str) -> Client {
        let token = tokens::add(&self.receiver.database, &Who::Candidate(id.into())).await.unwrap();
        Client::new(self.address, Some(token))
    }

    /// A client with a new token of a reviewer.
    pub async fn reviewer(&self) -> Client {
        let token = tokens::add(&self.receiver.database, &Who::Reviewer("r".into())).await.unwrap();
        Client::new(self.address, Some(token))
    }

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// Rows of a table.
    pub async fn rows(&self, table: &str) -> i64 {
        let count = format!("SELECT COUNT(*) FROM {table}");
        sqlx::query_scalar(&count).fetch_one(self.receiver.database.pool()).await.unwrap()
    }

    /// Every place in the store.
    pub async fn places(&self) -> Vec<String> {
        let mut places = Vec::new();
        for day in self.receiver.store.days().await.unwrap() {
            places.extend(self.receiver.store.places(&day).await.unwrap());
        }
        places
    }

    /// Nothing of any submission is kept: no row and no picture.
    pub async fn assert_nothing_is_kept(&self, why: &str) {
        for table in ["applications", "files", "receipts", "submissions"] {
            assert_eq!(self.rows(table).await, 0, "{why}: {table}");
        }
        assert_eq!(self.places().await, [""; 0], "{why}");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
        // The cluster is thrown away as a whole; a database of its own is left behind.
    }
}

async fn served(receiver: Receiver) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let settings = receiver.settings.clone();
    let router = http::router(receiver);
    (address, tokio::spawn(async move { http::serve(listener, router, &settings, std::future::pending()).await }))
}

/// Makes every test twice: on SQLite and a folder, and on PostgreSQL and S3 where they are.
#[macro_export]
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident) $body:block)*) => {
        $($(#[doc = $doc])* async fn $name(mut $world: $crate::world::World) {
            let _ = &mut $world;
            $body
        })*

        mod embedded {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::world::World::embedded().await).await;
            })*
        }

        mod services {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(world) = $crate::world::World::services().await {
                    super::$name(world).await;
                }
            })*
        }
    };
}
