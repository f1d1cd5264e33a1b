//! The receiver over real HTTP, with a real database and a real store: everything here runs on SQLite and a folder, and on
//! PostgreSQL and S3 where the environment names a PostgreSQL server.

#[path = "../world/mod.rs"]
mod world;

mod bodies;
mod limits;
mod page;
mod refusals;
mod sweeping;
mod whole_loop;
