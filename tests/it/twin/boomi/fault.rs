//! Planned trouble: which call, how often, and what happens to it.

use std::time::Duration;

use super::{
    answer::{Manager, Refusal},
    call::Call,
};
use crate::{replies::Play, support::relay::Gate};

/// What happens to a call.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// The traffic manager refuses it.
    Refused(Manager),
    /// 403 in JSON without a reason in the headers: the operator account may not.
    Forbidden,
    /// 400 in JSON.
    BadRequest,
    /// 400 with one entry in `errors`.
    Field(&'static str, &'static str),
    /// A page of somebody else's, with this status.
    Page(u16),
    /// The connection closes and nothing was done.
    ClosedBefore,
    /// It is carried out, then the connection closes.
    Dropped,
    /// It is carried out, and half an answer comes.
    Cut,
    /// It is carried out, and no answer comes.
    Silence,
    /// It is carried out, and the traffic manager answers 504.
    TimedOut,
    /// It is carried out, and the answer comes late.
    Late(Duration),
}

/// A fault and the calls that it meets.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pattern: String,
    fault: Fault,
    skipped: usize,
    left: usize,
}

impl Trouble {
    /// Meets the next call of this pattern, such as `POST /applications/*/packageKeys`: a method, `*` or `WRITE` (all but
    /// reads and tokens), then a path below `/v3/rest` or a whole one, where `*` is any part and a last `**` any rest.
    pub(crate) fn on(pattern: &str, fault: Fault) -> Self {
        Self { pattern: pattern.to_owned(), fault, skipped: 0, left: 1 }
    }

    /// Lets so many calls pass before.
    pub(crate) fn after(self, skipped: usize) -> Self {
        Self { skipped, ..self }
    }

    /// Meets so many calls.
    pub(crate) fn times(self, left: usize) -> Self {
        Self { left, ..self }
    }

    pub(super) const fn is_over(&self) -> bool {
        self.left == 0
    }

    /// The fault for this call, if it is its turn.
    pub(super) fn meets(&mut self, call: &Call) -> Option<Fault> {
        if self.left == 0 || !fits(&self.pattern, call) {
            return None;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return None;
        }
        self.left -= 1;
        Some(self.fault.clone())
    }
}

impl Fault {
    /// Makes an answer of this fault; `carry_out` does what was asked.
    pub(super) fn play(self, carry_out: impl FnOnce() -> Play) -> Play {
        match self {
            Self::Refused(manager) => manager.play(),
            Self::Forbidden => Refusal::forbidden().play(),
            Self::BadRequest => Refusal::bad("Bad request").play(),
            Self::Field(property, message) => Refusal::field(property, message).play(),
            Self::Page(status) => Play::text(status, PAGE).with("content-type", "text/html"),
            Self::ClosedBefore => Play::Close,
            carried_out => carried_out.after(carry_out()),
        }
    }

    fn after(self, answer: Play) -> Play {
        match self {
            Self::Cut => match answer {
                Play::Answer(_, _, mut body) => {
                    body.truncate(body.len() / 2);
                    Play::Cut(body)
                }
                other => other,
            },
            Self::Silence => Play::Silence,
            Self::TimedOut => Manager::GatewayTimeout.play(),
            Self::Late(pause) => Play::Held(opened_after(pause), Box::new(answer)),
            _ => Play::Close,
        }
    }
}

/// A gate that opens by itself.
fn opened_after(pause: Duration) -> Gate {
    let gate = Gate::default();
    let opened = gate.clone();
    std::thread::spawn(move || {
        std::thread::sleep(pause);
        opened.open();
    });
    gate
}

/// Whether a call is one of a pattern.
pub(super) fn fits(pattern: &str, call: &Call) -> bool {
    let (method, path) = pattern.split_once(' ').unwrap_or((pattern, "/**"));
    let method_fits = match method {
        "*" => true,
        "WRITE" => call.writes(),
        name => name == call.method,
    };
    let wanted: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let whole: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    method_fits && (same(&wanted, &whole) || whole.strip_prefix(&["v3", "rest"]).is_some_and(|below| same(&wanted, below)))
}

fn same(wanted: &[&str], parts: &[&str]) -> bool {
    match wanted {
        ["**"] => true,
        [first, rest @ ..] => {
            parts.split_first().is_some_and(|(part, more)| (*first == "*" || first == part) && same(rest, more))
        }
        [] => parts.is_empty(),
    }
}

const PAGE: &str = "<html><head><title>Proxy login</title></head><body>Please sign in.</body></html>";
