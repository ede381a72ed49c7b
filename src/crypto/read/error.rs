//! Why bytes are not what was hoped for, and what to do about it.

use thiserror::Error;

/// What is wrong in kind, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// There is nothing in it.
    Empty,
    /// It is larger than anything that belongs here.
    TooLarge,
    /// It is protected, and no passphrase was given.
    PassphraseNeeded,
    /// It is protected with another passphrase.
    PassphraseWrong,
    /// It is whole, and of a kind that is not used here.
    Unsupported,
    /// It is whole, and something else than what was asked for.
    SomethingElse,
    /// It holds several where one is due.
    Ambiguous,
    /// It is cut short or changed.
    Damaged,
    /// It would take more time or memory than anybody has.
    Costly,
}

/// Why bytes cannot be read: the fault, and what to do. The caller names the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}; {advice}")]
pub struct ReadError {
    /// The kind of fault.
    pub trouble: Trouble,
    /// What is so, completing "the file ...": `is empty`, `holds a certificate, and a private key is needed`.
    pub fault: String,
    /// What to do. Where it names the file it says `FILE`.
    pub advice: String,
}

impl ReadError {
    /// An error from its parts.
    #[must_use]
    pub fn new(trouble: Trouble, fault: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { trouble, fault: fault.into(), advice: advice.into() }
    }

    /// The advice with the file's own name in it.
    #[must_use]
    pub fn advice_for(&self, file: &str) -> String {
        self.advice.replace("FILE", file)
    }

    pub(crate) fn damaged(what: &str) -> Self {
        Self::new(Trouble::Damaged, format!("is damaged: {what}"), "take a fresh copy of it")
    }

    pub(crate) fn unsupported(fault: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Trouble::Unsupported, fault, advice)
    }

    pub(crate) fn passphrase_needed(what: &str) -> Self {
        Self::new(Trouble::PassphraseNeeded, format!("is {what} protected by a passphrase"), "give it with `--passphrase-file`")
    }

    pub(crate) fn passphrase_wrong(what: &str) -> Self {
        let advice = "check it: a line break at its end or another keyboard layout is the usual reason";
        Self::new(Trouble::PassphraseWrong, format!("is {what} protected by another passphrase than the one given"), advice)
    }
}
