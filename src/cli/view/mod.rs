//! The answers of commands as people read them. JSON and YAML come from the derives.

pub mod api;
pub mod app_id;
pub mod audit;
pub mod board;
pub mod bound;
pub mod cert;
pub mod demo;
pub mod doctor;
pub mod due;
pub mod exchange;
pub mod explain;
pub mod fleet;
pub mod gateway;
pub mod import;
pub mod man;
pub mod material;
pub mod notify;
pub mod overview;
pub mod partner;
pub mod profile;
pub mod published;
pub mod record;
pub mod rotation;
pub mod sandbox;
pub mod schema;
pub mod secret;
pub mod srx;
pub mod step;
pub mod text;
pub mod token;
pub mod version;

use crate::domain::moment::Moment;

/// The day of a moment, for tables; JSON and YAML have the second.
#[must_use]
pub fn day(moment: Moment) -> String {
    moment.to_string().chars().take(10).collect()
}
