//! Strict YAML: unknown and duplicate keys are refused, faults have a file, a line, a column and a hint.

pub mod openapi;

use thiserror::Error;

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

/// Reads one document strictly.
pub fn read<T: crate::domain::document::Document>(file: &str, text: &str) -> Result<T, Error> {
    let failed =
        |error: serde_yaml::Error| Error { file: file.to_owned(), line: 1, column: 1, message: error.to_string(), hint: None };
    serde_yaml::from_str(text).map_err(failed)
}

/// Reads YAML as a value.
pub fn value(file: &str, text: &str) -> Result<serde_json::Value, Error> {
    let failed =
        |error: serde_yaml::Error| Error { file: file.to_owned(), line: 1, column: 1, message: error.to_string(), hint: None };
    serde_yaml::from_str(text).map_err(failed)
}
