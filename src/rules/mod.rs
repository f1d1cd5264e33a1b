//! Policy, profile, slots, application, gate: no pixels at all.

pub mod photo_spec;
