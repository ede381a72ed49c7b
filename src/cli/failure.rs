//! Failures as people and scripts see them: kinds, exit numbers, and the shape of an error in JSON.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::fault,
    domain::name::{EnvironmentName, PartnerName},
    job::{
        self,
        report::{Board, ErrorReport, PartnerReport},
    },
};

/// What a command comes to.
pub type Outcome = Result<Verdict, Failure>;

/// An answer: the command did what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is done.
    Done,
    /// A check said no.
    No,
    /// Something is still open.
    Differs,
    /// Several were named and some failed.
    Partly,
}

impl Verdict {
    /// The exit code.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 7,
            Self::Differs => 8,
            Self::Partly => 9,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody reads the answer any longer: the pipe was closed. No failure to speak of.
    Closed,
    /// Fits no other line.
    Other,
    /// Wrong usage, or a document that is not valid.
    Usage,
    /// Something named is not there.
    NotFound,
    /// Somebody else's object, a changed record, a held lock.
    Conflict,
    /// Not authenticated, or not allowed.
    Denied,
    /// The other side is unavailable, throttled or timed out, or the outcome is unknown.
    Unavailable,
    /// A check said no before there was anything to show.
    Refused,
    /// The user ended the command.
    Interrupted,
}

impl Kind {
    /// The exit code.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Conflict => 4,
            Self::Denied => 5,
            Self::Unavailable => 6,
            Self::Refused => 7,
            Self::Interrupted => 130,
        }
    }
}

/// The table of exit codes as the documentation prints it: number and meaning.
pub const EXIT_CODES: [(u8, &str); 11] = [
    (0, "done"),
    (1, "failed for a reason that fits no line below"),
    (2, "wrong usage, or a document or file whose content is not valid"),
    (3, "not found (file, partner, record, API, profile)"),
    (4, "conflict: somebody else's object, a changed record, a held lock"),
    (5, "not authenticated or not allowed"),
    (6, "the other side is unavailable, throttled or timed out, or the outcome is unknown; safe to run again"),
    (7, "a check said no"),
    (8, "something is still open"),
    (9, "several were named and some failed (each with its own reason); one alone gives its own code"),
    (130, "interrupted; state is consistent, run again to resume"),
];

/// A failure in full: what happened, to whom, at which call, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Decides the exit code.
    pub kind: Kind,
    /// A stable word for scripts.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// The reasons below it, outermost first.
    pub causes: Vec<String>,
    /// Where it happened. Boxed, for failures travel far and should be small.
    pub place: Box<Place>,
    /// What to do next, most helpful first.
    pub next: Vec<String>,
}

/// Where a failure happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// To which partner.
    pub partner: Option<PartnerName>,
    /// In which environment.
    pub environment: Option<EnvironmentName>,
    /// At which call, with the status of its answer.
    pub call: Option<String>,
}

impl Failure {
    /// A failure that is known only by its message.
    #[must_use]
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), causes: Vec::new(), place: Box::default(), next: Vec::new() }
    }

    /// Wrong usage.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, "usage", message)
    }

    /// The same, with the partner and environment that it happened to.
    #[must_use]
    pub fn at(mut self, partner: &PartnerName, environment: &EnvironmentName) -> Self {
        self.place.partner.get_or_insert_with(|| partner.clone());
        self.place.environment.get_or_insert_with(|| environment.clone());
        self
    }

    /// The same with a further thing to do; an empty one is left out.
    #[must_use]
    pub fn next(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        if !hint.is_empty() {
            self.next.push(hint);
        }
        self
    }

    /// What became of writing to stdout: a closed pipe is the reader's right, a full disk is a failure.
    #[must_use]
    pub fn writing(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Kind::Closed, "closed", "nobody reads the answer");
        }
        Self::new(Kind::Other, "stdout", format!("failed to write the answer: {error}"))
    }

    /// The message with the reasons below it, in one line.
    #[must_use]
    pub fn whole(&self) -> String {
        self.causes.iter().fold(self.message.clone(), |text, cause| format!("{text}: {cause}"))
    }

    /// The failure as scripts see it.
    #[must_use]
    pub fn report(&self) -> ErrorReport {
        ErrorReport {
            code: self.code.to_owned(),
            exit: self.kind.number(),
            message: self.whole(),
            partner: self.place.partner.clone(),
            environment: self.place.environment.clone(),
            call: self.place.call.clone(),
            next: (!self.next.is_empty()).then(|| self.next.join("; ")),
        }
    }

    /// The failure as people see it, without colour.
    #[must_use]
    pub fn text(&self) -> String {
        let named = |label: &str, value: Option<String>| value.map(|value| format!("{label}: {value}"));
        let place = [
            named("partner", self.place.partner.as_ref().map(ToString::to_string)),
            named("environment", self.place.environment.as_ref().map(ToString::to_string)),
            named("call", self.place.call.clone()),
        ];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join("  ");
        let mut lines = vec![format!("error: {}", self.whole())];
        lines.extend((!place.is_empty()).then(|| format!("  {place}")));
        lines.extend(self.next.iter().map(|hint| format!("  next: {hint}")));
        lines.join("\n")
    }
}

impl From<job::Error> for Failure {
    fn from(error: job::Error) -> Self {
        let mut failure = fault::failure(&error.cause);
        failure.place.partner = error.partner;
        failure.place.environment = error.environment;
        failure
    }
}

/// What stderr holds with `-o json` when a command fails.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorAnswer {
    /// The error.
    pub error: ErrorReport,
}

/// Turns the failures on a board into errors that scripts can read, and says what the command comes to: one partner gives its
/// own failure, several give [`Verdict::Partly`], an interruption is always one.
pub fn settle(board: &mut Board) -> Outcome {
    let total = board.partners.len();
    settle_all(&mut board.partners, total)
}

/// The same for a board that shows some of `total` partners.
pub fn settle_all(partners: &mut [PartnerReport], total: usize) -> Outcome {
    let alone = total == 1;
    let mut failures = Vec::new();
    for line in partners {
        let Some(error) = line.failure.take() else { continue };
        let failure = Failure::from(error).at(&line.name, &line.environment);
        line.error = Some(failure.report());
        failures.push(failure);
    }
    come_to(failures, alone)
}

/// What a command comes to when some partners failed: one alone gives its own failure, several give [`Verdict::Partly`].
pub fn come_to(mut failures: Vec<Failure>, alone: bool) -> Outcome {
    let worst = failures.iter().position(|failure| failure.kind == Kind::Interrupted);
    match worst.or((alone && !failures.is_empty()).then_some(0)) {
        Some(place) => Err(failures.swap_remove(place)),
        None if failures.is_empty() => Ok(Verdict::Done),
        None => Ok(Verdict::Partly),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::job::Cause;

    fn board(causes: Vec<Option<Cause>>) -> Board {
        let line = |(place, cause): (usize, Option<Cause>)| {
            let mut line = PartnerReport::new(format!("p{place}").parse().unwrap(), "test".parse().unwrap());
            line.failure = cause.map(Into::into);
            line
        };
        Board { partners: causes.into_iter().enumerate().map(line).collect() }
    }

    fn missing() -> Cause {
        Cause::NotFound { what: "no".to_owned(), next: "make it".to_owned() }
    }

    #[test]
    fn one_partner_gives_its_own_code_and_several_give_nine() {
        assert_eq!(settle(&mut board(vec![None])), Ok(Verdict::Done));
        let alone = settle(&mut board(vec![Some(missing())])).unwrap_err();
        assert_eq!((alone.kind, alone.place.partner.unwrap().as_str()), (Kind::NotFound, "p0"));
        let mut several = board(vec![None, Some(missing())]);
        assert_eq!(settle(&mut several), Ok(Verdict::Partly));
        assert_eq!(several.partners[1].error.as_ref().unwrap().exit, 3);
        let ended = settle(&mut board(vec![Some(missing()), Some(Cause::Interrupted)])).unwrap_err();
        assert_eq!(ended.kind.number(), 130);
    }

    #[test]
    fn the_text_says_what_where_and_what_next() {
        let mut failure = Failure::new(Kind::Other, "x", "it broke").next("mend it").next("");
        failure.causes.push("rust".to_owned());
        failure.place.call = Some("GET /a answered 500".to_owned());
        assert_eq!(failure.text(), "error: it broke: rust\n  call: GET /a answered 500\n  next: mend it");
    }
}
