//! Documents from templates, on a kept engine; strict: an unknown name is an error.

pub mod catalogue;
pub mod clean;
pub mod document;
pub mod filter;
pub mod render;

pub use catalogue::Template;
pub use render::{Error, Part, render};
