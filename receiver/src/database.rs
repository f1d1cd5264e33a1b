//! Opens the database and brings it up to date: SQLite for one machine, PostgreSQL for several.
//!
//! `sqlx::Any` rather than an enum of two pools: every statement then stands once and is the same on both. What is given up
//! is types that only one of them has, and none is needed: text and 64-bit integers do.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Any, AnyPool, Executor, Transaction};

use crate::error::Failure;

/// Longest wait for a lock or a connection.
const WAIT: Duration = Duration::from_secs(15);
/// Connections to PostgreSQL.
const CONNECTIONS: u32 = 16;
/// SQLite has one writer at a time; a few more connections read beside it.
const SQLITE_CONNECTIONS: u32 = 4;
/// Two receivers that start on one new SQLite file at the same moment: the second tries again.
const MIGRATION_TRIES: u32 = 5;

/// The receiver's state.
#[derive(Clone)]
pub struct Database {
    pool: AnyPool,
}

impl Database {
    /// Connects and brings the tables up to date.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let options = AnyPoolOptions::new()
            .max_connections(if is_sqlite { SQLITE_CONNECTIONS } else { CONNECTIONS })
            .acquire_timeout(WAIT)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        // FULL: what was answered is on the disk, also after a power cut.
                        let busy_ms = WAIT.as_millis();
                        let set = format!(
                            "PRAGMA busy_timeout = {busy_ms}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                             PRAGMA foreign_keys = ON"
                        );
                        connection.execute(&*set).await?;
                    }
                    Ok(())
                })
            });
        let pool = options.connect(url).await?;
        let database = Self { pool };
        database.migrate().await?;
        Ok(database)
    }

    async fn migrate(&self) -> Result<(), Failure> {
        let migrations = [(1, "receiver", include_str!("../migrations/1_receiver.sql"))];
        let migrations = migrations.map(|(version, name, sql)| {
            Migration::new(version, name.into(), MigrationType::Simple, Cow::Borrowed(sql), false)
        });
        let migrator = Migrator { migrations: Cow::Owned(migrations.to_vec()), ..Migrator::DEFAULT };
        let mut tries = 0;
        loop {
            tries += 1;
            match migrator.run(&self.pool).await {
                Ok(()) => return Ok(()),
                Err(error) if tries == MIGRATION_TRIES => return Err(error.into()),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// For single statements.
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// A transaction. Its first statement should write: SQLite then takes the lock at once, and waits for it.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.pool.begin().await
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(|_| ())
    }
}
