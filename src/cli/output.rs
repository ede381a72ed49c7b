//! Both ways out: `show` puts the one answer on stdout, `tell` and `fail` talk on stderr. Nothing else writes to either.

use std::{
    io::{self, Write as _},
    sync::Arc,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    cli::{
        failure::{ErrorAnswer, Failure, Kind},
        page::{Page, clean, clean_lines},
        progress::{Count, Progress},
        waiting::Waiting,
    },
    document,
    domain::finding::Level,
    job::Event,
};

/// What a command answers. The derive is the JSON, `human` is the table.
pub trait Report: Serialize + JsonSchema {
    /// Writes the answer for people.
    fn human(&self, page: &mut Page);

    /// The names that `-o name` prints, one per line.
    fn names(&self) -> Vec<String>;
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One YAML document.
    Yaml,
    /// Names alone, one per line.
    Name,
}

/// How the talk on stderr is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Errors alone: whoever reads stderr as one JSON object must find nothing else there.
    Silent,
    /// Warnings and errors alone.
    Quiet,
    /// What happens.
    #[default]
    Normal,
    /// Also what is merely worth knowing, and what is waited for at once.
    Chatty,
}

/// How both ways out look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// How the answer is written.
    pub format: Format,
    /// How the talk is written.
    pub log: LogFormat,
    /// How much is said.
    pub talk: Talk,
    /// Whether stdout takes colour.
    pub colour: bool,
    /// Whether stderr takes colour.
    pub talk_colour: bool,
    /// The width of tables.
    pub width: u16,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            format: Format::default(),
            log: LogFormat::default(),
            talk: Talk::default(),
            colour: false,
            talk_colour: false,
            width: 80,
        }
    }
}

/// Both ways out.
#[derive(Debug)]
pub struct Output {
    style: Style,
    waiting: Arc<Waiting>,
    progress: Progress,
}

impl Output {
    /// Both ways out in a style.
    #[must_use]
    pub fn new(style: Style) -> Self {
        Self { style, waiting: Arc::default(), progress: Progress::default() }
    }

    /// Writes the answer to stdout. To be called once per command.
    pub fn show<R: Report>(&self, report: &R) -> Result<(), Failure> {
        self.waiting.over();
        self.progress.over();
        write(&self.rendered(report)?)
    }

    fn rendered<R: Report>(&self, report: &R) -> Result<String, Failure> {
        match self.style.format {
            Format::Json => serde_json::to_string_pretty(report)
                .map(|text| text + "\n")
                .map_err(|error| Failure::new(Kind::Other, "output", format!("the answer cannot be written as JSON: {error}"))),
            Format::Yaml => document::write_any(report)
                .map_err(|error| Failure::new(Kind::Other, "output", format!("the answer cannot be written as YAML: {error}"))),
            Format::Name => Ok(report.names().iter().map(|name| clean(name) + "\n").collect()),
            Format::Table => {
                let mut page = Page::new(self.style.width, self.style.colour);
                report.human(&mut page);
                Ok(page.into_text())
            }
        }
    }

    /// Says on stderr what happens. What is waited for is said when it takes more than a second.
    pub fn tell(&self, event: &Event) {
        let urgent = matches!(event, Event::Note(note) if note.level != Level::Inform);
        match event {
            _ if self.style.talk == Talk::Silent => self.waiting.over(),
            _ if self.style.talk == Talk::Quiet && !urgent => self.waiting.over(),
            Event::Waiting { .. } if self.style.talk == Talk::Normal => {
                let (style, event) = (self.style, event.clone());
                self.waiting.begin(move || talk(style, &event));
            }
            Event::Progress { what, done, total, failed } => {
                let count = Count { what, done: *done, total: *total, failed: *failed };
                self.progress.show(count, |_| self.talk(event));
            }
            // Among many, each change is too much to read.
            Event::Changed { .. } if self.progress.is_on() && self.style.talk != Talk::Chatty => {}
            Event::Waiting { .. } | Event::Changed { .. } | Event::Note(_) => self.talk(event),
        }
    }

    /// Nothing is waited for: a person is asked.
    pub fn pause(&self) {
        self.waiting.over();
    }

    /// The same for who asks later and from elsewhere.
    pub fn pausing(&self) -> impl Fn() + Send + Sync + 'static {
        let waiting = Arc::clone(&self.waiting);
        move || waiting.over()
    }

    fn talk(&self, event: &Event) {
        self.waiting.over();
        talk(self.style, event);
    }

    /// Writes a failure to stderr: one JSON object with `-o json`, text otherwise.
    pub fn fail(&self, failure: &Failure) {
        self.waiting.over();
        self.progress.over();
        if failure.kind == Kind::Closed {
            return;
        }
        let text = match self.style.format {
            Format::Json => serde_json::to_string(&ErrorAnswer { error: failure.report() }).unwrap_or_else(|_| failure.text()),
            _ => emphasised(self.style, &failure.text()),
        };
        say(&text);
    }
}

/// Writes a text to stdout.
pub fn write(text: &str) -> Result<(), Failure> {
    write_bytes(text.as_bytes())
}

/// Writes bytes to stdout as they are.
pub fn write_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::writing(&error))
}

/// Writes a line to stderr. When nobody listens there any longer, nobody can be told.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn talk(style: Style, event: &Event) {
    let text = match style.log {
        LogFormat::Json => serde_json::to_string(event).unwrap_or_default(),
        LogFormat::Text => emphasised(style, &sentence(event)),
    };
    say(&text);
}

fn sentence(event: &Event) -> String {
    match event {
        Event::Waiting { what } => format!("waiting for {what}"),
        Event::Changed { key: Some(key), what, .. } => format!("{key}: {what}"),
        Event::Changed { key: None, what, .. } => what.clone(),
        Event::Progress { what, done, total, failed } => Count { what, done: *done, total: *total, failed: *failed }.to_string(),
        Event::Note(note) if note.level == Level::Inform => format!("note: {}: {}", note.subject, note.advice),
        Event::Note(note) => format!("warning: {}: {} [{}]", note.subject, note.advice, note.code),
    }
}

/// The text made safe, its first word coloured where colour is wanted.
fn emphasised(style: Style, text: &str) -> String {
    let text = clean_lines(text);
    let heads = [("error:", "1;31"), ("warning:", "1;33"), ("note:", "1")];
    match heads.iter().find_map(|(head, code)| Some((head, code, text.strip_prefix(head)?))) {
        Some((head, code, rest)) if style.talk_colour => format!("\u{1b}[{code}m{head}\u{1b}[0m{rest}"),
        _ => text,
    }
}
