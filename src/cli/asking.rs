//! Questions as a command asks them: consent given by `--yes`, and no talk of waiting while a person thinks.

use crate::{
    cli::output::Output,
    domain::secret::Secret,
    prompt::{Error, Prompt},
};

/// A person, or nobody, asked on behalf of a command.
pub struct Asking<'a> {
    /// Whom to ask.
    pub person: &'a dyn Prompt,
    /// Whether consent is given already.
    pub yes: bool,
    /// What is silent meanwhile.
    pub output: &'a Output,
}

impl Prompt for Asking<'_> {
    fn text(&self, question: &str, default: Option<&str>, flag: &str) -> Result<String, Error> {
        self.output.pause();
        self.person.text(question, default, flag)
    }

    fn choose(&self, question: &str, options: &[String], flag: &str) -> Result<usize, Error> {
        self.output.pause();
        self.person.choose(question, options, flag)
    }

    fn confirm(&self, question: &str, flag: &str) -> Result<bool, Error> {
        self.output.pause();
        if self.yes { Ok(true) } else { self.person.confirm(question, flag) }
    }

    fn secret(&self, question: &str, flag: &str) -> Result<Secret, Error> {
        self.output.pause();
        self.person.secret(question, flag)
    }

    fn can_ask(&self) -> bool {
        self.person.can_ask()
    }
}
