//! Questions as a command asks them: consent given by `--yes`, and no talk of waiting while a person thinks.

use console::Term;

use crate::{
    cli::output::Output,
    domain::secret::Secret,
    prompt::{Check, Error, Prompt},
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
    fn answer(&self, question: &str, default: Option<&str>, flag: &str, check: &Check<'_>) -> Result<String, Error> {
        self.output.pause();
        answered(self.person.answer(question, default, flag, check))
    }

    fn choose(&self, question: &str, options: &[String], flag: &str) -> Result<usize, Error> {
        self.output.pause();
        answered(self.person.choose(question, options, flag))
    }

    fn confirm(&self, question: &str, flag: &str) -> Result<bool, Error> {
        self.output.pause();
        if self.yes { Ok(true) } else { answered(self.person.confirm(question, flag)) }
    }

    fn secret(&self, question: &str, flag: &str) -> Result<Secret, Error> {
        self.output.pause();
        answered(self.person.secret(question, flag))
    }

    fn can_ask(&self) -> bool {
        self.person.can_ask()
    }
}

/// A question that was broken off leaves the cursor hidden; it is shown again.
fn answered<T>(answer: Result<T, Error>) -> Result<T, Error> {
    if matches!(answer, Err(Error::Interrupted)) {
        let _ = Term::stderr().show_cursor();
    }
    answer
}
