//! An external program keeps the secrets: the way to any vault that has a command line.
//!
//! It is called as configured, with one of `get`, `put`, `remove`, `list` and the secret's name added. `put` reads the
//! secret from standard input to its end; `get` writes it to standard output, byte by byte, with nothing added; `list`
//! writes one name per line. It ends with 0, or with 3 when there is no secret of that name.

use std::{
    io::{Read, Write as _},
    process::{Child, Command as Program, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{Error, Result, SecretStore, check_size};
use crate::domain::secret::{Secret, SecretRef};

/// Secrets that an external program keeps.
#[derive(Debug)]
pub struct Command {
    words: Vec<String>,
    time_limit: Duration,
}

/// How a program ended and what it wrote.
struct Outcome {
    status: ExitStatus,
    output: Zeroizing<Vec<u8>>,
    complaint: String,
}

impl Command {
    /// The program and its arguments, as configured.
    pub fn new(words: &[String]) -> Result<Self> {
        if words.first().is_none_or(String::is_empty) {
            let next = "name the program in `secrets.command` in `partnerctl.yaml`".to_owned();
            return Err(Error::Unavailable { store: STORE.to_owned(), why: "no program is configured".to_owned(), next });
        }
        Ok(Self { words: words.to_owned(), time_limit: TIME_LIMIT })
    }

    /// The same with another time limit per call.
    #[must_use]
    pub fn within(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    fn run(&self, verb: &str, at: Option<&SecretRef>, input: Option<&Secret>) -> Result<Outcome> {
        let started = Instant::now();
        let mut child = self.spawn(verb, at).map_err(|error| self.unusable(format!("it cannot be started: {error}")))?;
        feed(&mut child, input);
        let output = child.stdout.take().map(drain);
        let complaint = child.stderr.take().map(drain);
        let ended = self.outcome(&mut child, started, output, complaint);
        if ended.is_err() {
            // It did not end or wrote without end. What it left behind is the system's to clear.
            let _ = child.kill();
            let _ = child.wait();
        }
        ended
    }

    fn spawn(&self, verb: &str, at: Option<&SecretRef>) -> std::io::Result<Child> {
        let (program, arguments) = self.words.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
        let mut command = Program::new(program);
        command.args(arguments).arg(verb).args(at.map(SecretRef::as_str));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }

    fn outcome(
        &self,
        child: &mut Child,
        started: Instant,
        output: Option<Drained>,
        complaint: Option<Drained>,
    ) -> Result<Outcome> {
        let left = || self.time_limit.saturating_sub(started.elapsed());
        let silent = || Error::Silent { store: STORE.to_owned(), seconds: self.time_limit.as_secs() };
        let output = match output {
            Some(output) => output.recv_timeout(left()).map_err(|_| silent())?,
            None => Zeroizing::default(),
        };
        if output.len() > OUTPUT_LIMIT {
            return Err(self.unusable(format!("it wrote more than {OUTPUT_LIMIT} bytes")));
        }
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if left().is_zero() => return Err(silent()),
                Ok(None) => thread::park_timeout(Duration::from_millis(2)),
                Err(error) => return Err(self.unusable(format!("it cannot be waited for: {error}"))),
            }
        };
        let complaint = complaint.and_then(|text| text.recv_timeout(left().min(GRACE)).ok()).unwrap_or_default();
        Ok(Outcome { status, output, complaint: first_line(&complaint) })
    }

    /// What the program complains about helps, but it may repeat the secret.
    fn refused(&self, verb: &str, outcome: &Outcome, secret: Option<&Secret>) -> Error {
        let tells =
            secret.is_some_and(|secret| secret.reveal().lines().any(|line| !line.is_empty() && outcome.complaint.contains(line)));
        let complaint = if tells || outcome.complaint.is_empty() { String::new() } else { format!(": {}", outcome.complaint) };
        self.unusable(format!("`{verb}` ended with {}{complaint}", outcome.status))
    }

    fn unusable(&self, why: String) -> Error {
        let program = self.words.first().map(String::as_str).unwrap_or_default();
        let next = format!("try `{program} list` by hand");
        Error::Unavailable { store: format!("{STORE} `{program}`"), why, next }
    }
}

impl SecretStore for Command {
    fn put(&self, at: &SecretRef, secret: &Secret) -> Result<()> {
        check_size(at, secret)?;
        let outcome = self.run("put", Some(at), Some(secret))?;
        if outcome.status.success() { Ok(()) } else { Err(self.refused("put", &outcome, Some(secret))) }
    }

    fn get(&self, at: &SecretRef) -> Result<Option<Secret>> {
        let outcome = self.run("get", Some(at), None)?;
        match outcome.status.code() {
            Some(0) => {
                let text = std::str::from_utf8(&outcome.output)
                    .map_err(|_| self.unusable("it gave a secret that is no text".to_owned()))?;
                Ok(Some(Secret::new(text.to_owned())))
            }
            Some(NONE) => Ok(None),
            _ => Err(self.refused("get", &outcome, None)),
        }
    }

    fn remove(&self, at: &SecretRef) -> Result<()> {
        let outcome = self.run("remove", Some(at), None)?;
        match outcome.status.code() {
            Some(0 | NONE) => Ok(()),
            _ => Err(self.refused("remove", &outcome, None)),
        }
    }

    fn list(&self) -> Result<Vec<SecretRef>> {
        let outcome = self.run("list", None, None)?;
        match outcome.status.code() {
            Some(0) => {}
            Some(NONE) => return Ok(Vec::new()),
            _ => return Err(self.refused("list", &outcome, None)),
        }
        let text = String::from_utf8_lossy(&outcome.output);
        let mut names: Vec<SecretRef> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    fn about(&self) -> String {
        format!("external program `{}`", self.words.first().map(String::as_str).unwrap_or_default())
    }
}

type Drained = Receiver<Zeroizing<Vec<u8>>>;

/// Reads a pipe to its end in a thread of its own, so that no side waits for the other.
fn drain(pipe: impl Read + Send + 'static) -> Drained {
    let (done, result) = mpsc::channel();
    // Without a thread there is no answer, which the time limit tells.
    let _ = thread::Builder::new().spawn(move || {
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        // What was read before a failure still counts.
        let _ = pipe.take(OUTPUT_LIMIT as u64 + 1).read_to_end(&mut bytes);
        let _ = done.send(bytes);
    });
    result
}

/// Writes the secret in a thread of its own. A program that does not read it fails by what it does then.
fn feed(child: &mut Child, input: Option<&Secret>) {
    let Some(mut pipe) = child.stdin.take() else { return };
    let Some(secret) = input.cloned() else { return };
    let _ = thread::Builder::new().spawn(move || {
        let _ = pipe.write_all(secret.reveal().as_bytes());
    });
}

fn first_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.chars().filter(|sign| !sign.is_control()).take(200).collect()
}

const STORE: &str = "command";
const NONE: i32 = 3;
const TIME_LIMIT: Duration = Duration::from_secs(10);
const GRACE: Duration = Duration::from_millis(200);
const OUTPUT_LIMIT: usize = 4 << 20;
