//! Questions to the person at the terminal.

pub mod refuse;
pub mod terminal;

use thiserror::Error;

use crate::domain::secret::Secret;

/// Asks; never guesses.
pub trait Prompt: Send + Sync {
    /// Asks for a text. `flag` is what would have answered, for the error when nobody can be asked.
    fn text(&self, question: &str, default: Option<&str>, flag: &str) -> Result<String, Error>;

    /// Asks for one of several; returns its index.
    fn choose(&self, question: &str, options: &[String], flag: &str) -> Result<usize, Error>;

    /// Asks for yes or no. `flag` is what would have said yes.
    fn confirm(&self, question: &str, flag: &str) -> Result<bool, Error>;

    /// Asks for a secret without showing it.
    fn secret(&self, question: &str, flag: &str) -> Result<Secret, Error>;

    /// Whether there is somebody to ask.
    fn can_ask(&self) -> bool;
}

/// Why a question was not answered.
#[derive(Debug, Error)]
pub enum Error {
    /// There is nobody to ask.
    #[error("{question} is missing, and there is no terminal to ask at")]
    Nobody {
        /// What was to be asked.
        question: String,
        /// The flag that answers it.
        flag: String,
    },
    /// The person ended the command.
    #[error("interrupted")]
    Interrupted,
    /// The terminal failed.
    #[error("failed to ask at the terminal: {0}")]
    Terminal(String),
}
