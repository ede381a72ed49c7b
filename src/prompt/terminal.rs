//! A person at a terminal.

use dialoguer::{Confirm, Input, Password, Select};

use crate::{
    domain::secret::Secret,
    prompt::{Check, Error, Prompt},
};

/// Asks on the terminal; questions go to stderr, so that stdout stays data.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal;

impl Prompt for Terminal {
    fn answer(&self, question: &str, default: Option<&str>, _: &str, check: &Check<'_>) -> Result<String, Error> {
        let passes = |text: &String| check(text);
        let mut input = Input::<String>::new().with_prompt(question).allow_empty(default == Some("")).validate_with(passes);
        if let Some(default) = default {
            input = input.default(default.to_owned());
        }
        input.interact_text().map_err(failed)
    }

    fn choose(&self, question: &str, options: &[String], _: &str) -> Result<usize, Error> {
        Select::new().with_prompt(question).items(options).default(0).interact().map_err(failed)
    }

    fn confirm(&self, question: &str, _: &str) -> Result<bool, Error> {
        Confirm::new().with_prompt(question).default(false).interact().map_err(failed)
    }

    fn secret(&self, question: &str, _: &str) -> Result<Secret, Error> {
        Password::new().with_prompt(question).allow_empty_password(true).interact().map(Secret::new).map_err(failed)
    }

    fn can_ask(&self) -> bool {
        true
    }
}

fn failed(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(cause) = error;
    match cause.kind() {
        std::io::ErrorKind::Interrupted => Error::Interrupted,
        _ => Error::Terminal(cause.to_string()),
    }
}
