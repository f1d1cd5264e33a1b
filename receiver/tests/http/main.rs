//! The receiver over real HTTP, with a real database and a real store: SQLite and a folder, and also PostgreSQL and S3 if
//! the environment names a PostgreSQL server.

mod auditing;
mod bodies;
mod limits;
mod page;
mod refusals;
mod repeated;
mod sockets;
mod sweeping;
mod turns;
mod whole_loop;
mod words;
