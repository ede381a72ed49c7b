//! Questions to the person at the terminal.

pub mod refuse;
pub mod terminal;

use std::{fmt::Display, str::FromStr};

use thiserror::Error;

use crate::domain::secret::Secret;

/// Asks; never guesses.
pub trait Prompt: Send + Sync {
    /// Asks for a text until it passes the check. `flag` is what would have answered, for the error when nobody can be asked.
    fn answer(&self, question: &str, default: Option<&str>, flag: &str, check: &Check<'_>) -> Result<String, Error>;

    /// Asks for any text.
    fn text(&self, question: &str, default: Option<&str>, flag: &str) -> Result<String, Error> {
        self.answer(question, default, flag, &|_| Ok(()))
    }

    /// Asks for one of several; returns its index.
    fn choose(&self, question: &str, options: &[String], flag: &str) -> Result<usize, Error>;

    /// Asks for yes or no. `flag` is what would have said yes.
    fn confirm(&self, question: &str, flag: &str) -> Result<bool, Error>;

    /// Asks for a secret without showing it.
    fn secret(&self, question: &str, flag: &str) -> Result<Secret, Error>;

    /// Whether there is somebody to ask.
    fn can_ask(&self) -> bool;
}

/// Says why an answer does not fit.
pub type Check<'a> = dyn Fn(&str) -> Result<(), String> + 'a;

/// Asks for a value until the answer is one.
pub fn value<T: FromStr<Err: Display>>(asked: &dyn Prompt, question: &str, flag: &str) -> Result<T, Error> {
    let parse = |text: &str| text.trim().parse::<T>().map_err(|error| error.to_string());
    let text = asked.answer(question, None, flag, &|text| parse(text).map(drop))?;
    parse(&text).map_err(Error::Terminal)
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
    /// There is nobody to confirm.
    #[error("confirmation is missing, and there is no terminal to ask at: {question}")]
    Unconfirmed {
        /// What was to be confirmed.
        question: String,
        /// The flag that confirms it.
        flag: String,
    },
    /// The person ended the command.
    #[error("interrupted")]
    Interrupted,
    /// The terminal failed.
    #[error("failed to ask at the terminal: {0}")]
    Terminal(String),
}
