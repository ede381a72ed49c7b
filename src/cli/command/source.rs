//! Where values come from that are no plain flag values: files, stdin, environment variables.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::{
    cli::{
        failure::{Failure, Kind},
        fault,
        open::House,
    },
    domain::{
        finding::{Finding, Level},
        secret::Secret,
    },
    files,
    job::Event,
};

/// Where a secret comes from; never the command line itself, which others can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// `-`.
    Stdin,
    /// `env:NAME`.
    Variable(String),
    /// A path.
    File(PathBuf),
}

impl FromStr for SecretSource {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match (text, text.strip_prefix("env:")) {
            ("-", _) => Self::Stdin,
            (_, Some(name)) if !Path::new(text).exists() => Self::Variable(name.to_owned()),
            _ => Self::File(PathBuf::from(text)),
        })
    }
}

impl SecretSource {
    /// Reads the secret; one line break at its end is not part of it.
    pub fn read(&self, house: &House) -> Result<Secret, Failure> {
        let secret = match self {
            Self::Stdin => text("stdin", stdin(SECRET_LIMIT)?)?,
            Self::Variable(name) => house.env.secret(name).ok_or_else(|| {
                Failure::new(Kind::NotFound, "no-variable", format!("there is no environment variable `{name}`"))
                    .next("set it, or give a file")
            })?,
            Self::File(path) => {
                let bytes = files::read(path, SECRET_LIMIT).map_err(|error| fault::with_file(&error))?;
                if let Err(error) = files::check_private(path) {
                    let note = Finding::new(Level::Warn, "too-open", path.display().to_string(), error.to_string());
                    house.tell(&Event::Note(note));
                }
                text(&path.display().to_string(), bytes)?
            }
        };
        Ok(Secret::new(
            secret
                .reveal()
                .strip_suffix('\n')
                .map_or_else(|| secret.reveal().to_owned(), |line| line.strip_suffix('\r').unwrap_or(line).to_owned()),
        ))
    }
}

/// What an input is called in messages.
#[must_use]
pub fn title(path: &str) -> &str {
    if path == "-" { "stdin" } else { path }
}

/// Reads a file, or stdin for `-`.
pub fn input(path: &str, limit: u64) -> Result<Vec<u8>, Failure> {
    if path == "-" { stdin(limit) } else { files::read(Path::new(path), limit).map_err(|error| fault::with_file(&error)) }
}

fn stdin(limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(Kind::Other, "stdin", format!("failed to read stdin: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::new(Kind::Usage, "too-large", format!("stdin holds more than {limit} bytes")));
    }
    Ok(bytes)
}

fn text(source: &str, bytes: Vec<u8>) -> Result<Secret, Failure> {
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("the secret in `{source}` is not text in UTF-8")))?;
    Ok(Secret::new(text))
}

const SECRET_LIMIT: u64 = 64 * 1024;
