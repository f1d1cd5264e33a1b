//! Opens the database and brings it up to date: SQLite for one machine, PostgreSQL for several.
//!
//! It uses `sqlx::Any`, so that each statement is written once and is the same on both. `Any` has no types that only one of
//! them knows; text and 64-bit integers are enough here.

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
/// Connections to SQLite: one writes at a time, the others read.
const SQLITE_CONNECTIONS: u32 = 4;
/// Tries to bring the tables up to date: of two receivers that start on one new SQLite file, the second has to try again.
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
                        // FULL: an answered submission is on the disk, also after a power cut.
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
        let migrations = [
            (1, "receiver", include_str!("../migrations/1_receiver.sql")),
            (2, "audit", include_str!("../migrations/2_audit.sql")),
            (3, "token expiry", include_str!("../migrations/3_token_expiry.sql")),
        ];
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

    /// Returns the connections, for single statements.
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Begins a transaction. Its first statement should write, so that SQLite waits for the lock at once.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.pool.begin().await
    }

    /// Returns an error unless the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(|_| ())
    }
}
