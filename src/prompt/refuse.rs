//! Nobody to ask: `--no-input`, or no terminal.

use crate::{
    domain::secret::Secret,
    prompt::{Check, Error, Prompt},
};

/// Answers every question with the flag that would have answered it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Refuse;

impl Prompt for Refuse {
    fn answer(&self, question: &str, _: Option<&str>, flag: &str, _: &Check<'_>) -> Result<String, Error> {
        Err(nobody(question, flag))
    }

    fn choose(&self, question: &str, _: &[String], flag: &str) -> Result<usize, Error> {
        Err(nobody(question, flag))
    }

    fn confirm(&self, question: &str, flag: &str) -> Result<bool, Error> {
        Err(Error::Unconfirmed { question: question.to_owned(), flag: flag.to_owned() })
    }

    fn secret(&self, question: &str, flag: &str) -> Result<Secret, Error> {
        Err(nobody(question, flag))
    }

    fn can_ask(&self) -> bool {
        false
    }
}

fn nobody(question: &str, flag: &str) -> Error {
    Error::Nobody { question: question.to_owned(), flag: flag.to_owned() }
}
