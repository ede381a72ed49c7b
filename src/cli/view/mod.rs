//! The answers of commands as people read them. JSON and YAML come from the derives.

pub mod app_id;
pub mod man;
pub mod schema;
pub mod text;
pub mod version;
