//! Policy, profile, slots, application, gate: no pixels at all.

pub mod condition;
pub mod dates;
pub mod photo_spec;
pub mod policy;
mod read;
mod validate;
