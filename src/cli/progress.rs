//! How far many are: a bar at a terminal, a line now and then in a pipe.

use std::{
    fmt,
    io::IsTerminal as _,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub struct Count<'a> {
    /// Its name, such as `partners`.
    pub what: &'a str,
    /// How many are done.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// How many of those failed.
    pub failed: usize,
}

impl fmt::Display for Count<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of {} {}", self.done, self.total, self.what)?;
        if self.failed > 0 { write!(out, ", {} failed", self.failed) } else { Ok(()) }
    }
}

/// Shows how far many are.
#[derive(Debug, Default)]
pub struct Progress(Mutex<Option<Shown>>);

#[derive(Debug)]
enum Shown {
    Bar(ProgressBar),
    /// When the next line is due, and after how many.
    Lines {
        said: Instant,
        next: usize,
    },
}

impl Progress {
    /// Takes note of a count; `say` writes a line.
    pub fn show(&self, count: Count<'_>, say: impl Fn(String)) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match shown.get_or_insert_with(|| Shown::new(count)) {
            Shown::Bar(bar) => {
                bar.set_length(count.total as u64);
                bar.set_position(count.done as u64);
                bar.set_message(count.to_string());
            }
            Shown::Lines { said, next } => {
                let due = count.done >= *next || said.elapsed() >= SILENCE;
                if due && count.total >= MANY && count.done > 0 {
                    say(count.to_string());
                    (*said, *next) = (Instant::now(), count.done + (count.total / 10).max(1));
                }
            }
        }
        if count.done >= count.total {
            Self::end(&mut shown);
        }
    }

    /// Whether many are being counted.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Nothing is counted any longer; a bar goes away.
    pub fn over(&self) {
        Self::end(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn end(shown: &mut Option<Shown>) {
        if let Some(Shown::Bar(bar)) = shown.take() {
            bar.finish_and_clear();
        }
    }
}

impl Shown {
    fn new(count: Count<'_>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::Lines { said: Instant::now(), next: (count.total / 10).max(1) };
        }
        let bar = ProgressBar::with_draw_target(Some(count.total as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {msg}  {eta} left") {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }
}

/// Fewer than this are done before anybody wonders.
const MANY: usize = 20;
const SILENCE: Duration = Duration::from_secs(10);
