//! Policy, profile, slots, application, gate: no pixels at all.
//!
//! A [`policy::Policy`] holds an office's requirements; a candidate's facts ([`profile`]) decide which [`slots`] must be
//! filled; an [`application::Application`] holds facts and pictures and changes only by [`transition::apply`]; the [`gate`]
//! is open or gives every reason why not. A [`checklist`] lists one candidate's documents before any picture is there.

pub mod application;
pub mod checklist;
pub mod condition;
pub mod gate;
mod instant;
mod load;
pub mod material_spec;
pub mod photo_spec;
pub mod policy;
pub mod profile;
mod read;
mod records;
pub mod slots;
pub mod text;
pub mod transition;
mod validate;
