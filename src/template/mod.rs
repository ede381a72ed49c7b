//! Documents from templates, on a kept engine; strict: an unknown name is an error.

pub mod catalogue;
pub mod render;

pub use catalogue::Template;
pub use render::{Error, render};
