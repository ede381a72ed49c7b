//! Strict YAML: unknown and duplicate keys are refused, faults have a file, a line, a column and a hint.

pub mod edit;
mod fault;
pub mod memo;
pub mod openapi;
pub mod place;
pub mod schema;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

pub use self::place::{Node, Place, tree};
use crate::domain::document::Document;

/// A fault in a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct Error {
    /// The file as the user knows it.
    pub file: String,
    /// The line, from 1; 1 where none is known.
    pub line: u64,
    /// The column, from 1; 1 where none is known.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Error {
    /// A fault at a place.
    #[must_use]
    pub fn new(file: &str, place: Place, message: impl Into<String>) -> Self {
        let message = clean(&message.into());
        Self { file: file.to_owned(), line: place.line, column: place.column, message, hint: None }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(clean(&hint.into()));
        self
    }
}

/// Reads a document of one kind. Whatever is not exactly as it must be is a fault with its place.
pub fn read<T: Document>(file: &str, text: &str) -> Result<T, Error> {
    let fits = |value: T| (value.kind() == T::KIND).then_some(value);
    match serde_yaml::from_str_with_options::<T>(text, options()) {
        Ok(value) => fits(value).ok_or_else(|| fault::wrong_kind::<T>(file, text)),
        Err(error) => Err(fault::explain::<T>(file, text, &error)),
    }
}

/// Reads a YAML or JSON text of any shape that is not ours, such as an OpenAPI description, with the same strictness.
pub fn read_any<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    serde_yaml::from_str_with_options(text, foreign_options()).map_err(|error| fault::translate(file, text, &error))
}

/// Writes a document so that [`read`] gives the same value again.
pub fn write<T: Document>(value: &T) -> Result<String, Error> {
    write_any(value)
}

/// Writes any value as YAML, such as a report.
pub fn write_any<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_yaml::to_string(value)
        .map_err(|error| Error::new("output", Place::START, format!("cannot be written as YAML: {error}")))
}

/// How many letters must be added, dropped or changed to make one word of the other, for hints.
#[must_use]
pub fn distance(one: &str, other: &str) -> usize {
    fault::distance(one, other)
}

/// Snippets stay off: they would print neighbouring lines, secrets included.
fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        with_snippet: false,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        reject_unsupported_tags: true,
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        budget: serde_yaml::budget! {
            max_depth: 32,
            max_nodes: 50_000,
            max_aliases: 0,
            max_anchors: 0,
            max_documents: 2,
            flow_nesting_limit: 32,
            max_buffered_comment_events: 10_000,
        },
    }
}

/// Descriptions of APIs are larger, and some use anchors.
fn foreign_options() -> serde_yaml::Options {
    serde_yaml::options! {
        with_snippet: false,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        budget: serde_yaml::budget! {
            max_depth: 100,
            max_nodes: 2_000_000,
            max_events: 6_000_000,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_documents: 2,
            flow_nesting_limit: 100,
            max_buffered_comment_events: 10_000,
        },
    }
}

/// A message on one line, bounded, and without control characters.
fn clean(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(600).collect()
}
