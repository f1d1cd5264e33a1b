//! Helpers that several tests share.
#![allow(dead_code)] // each test file uses its part

pub mod golden;
pub mod page;
pub mod pictures;
pub mod portrait;
