//! What the commands on keys, requests and tokens share: files with a passphrase, and files that are written.

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use url::Url;
use zeroize::Zeroizing;

use crate::{
    cli::{
        command::source::{self, SecretSource},
        failure::Failure,
        fault,
        open::House,
        output::Format,
    },
    crypto::{
        key::Key,
        read::{self, Item, LIMIT, ReadError, Trouble},
    },
    domain::{
        finding::{Finding, Level},
        secret::Secret,
    },
    files,
    job::{
        Error, Event, issuer,
        material::{Given, Target, unreadable, usage},
    },
    prompt::Prompt as _,
};

/// The flags of what is written.
#[derive(Debug, Clone, clap::Args)]
pub struct Out {
    /// Where it is written [default: stdout].
    #[arg(long, value_name = "FILE|-")]
    out: Option<String>,
    /// Replace the file if it is there.
    #[arg(long)]
    replace: bool,
}

impl Out {
    /// Where it goes.
    pub fn target(&self) -> Target {
        let path = self.out.as_deref().filter(|path| *path != "-").map(PathBuf::from);
        Target { path, replace: self.replace }
    }

    /// The same for a private key: stdout must not be a terminal, and must not hold anything else.
    pub fn private_target(&self, house: &House) -> Result<Target, Failure> {
        let target = self.target();
        if target.path.is_some() {
            return Ok(target);
        }
        if house.settings.style.format != Format::Table {
            let what = "a private key does not go into an answer";
            return Err(Failure::usage(what).next("name a file with `--out`, or leave `--output` out"));
        }
        if io::stdout().is_terminal() {
            return Err(Failure::usage("a private key is not shown on a terminal").next("name a file with `--out`"));
        }
        Ok(target)
    }
}

/// The passphrase of what is read.
#[derive(Debug, Clone, clap::Args)]
pub struct Opening {
    /// Where the passphrase of the key is [default: asked for].
    #[arg(long, value_name = "PATH|-|env:NAME")]
    passphrase_file: Option<SecretSource>,
}

impl Opening {
    /// Reads everything in a file; asks for a passphrase where one is needed, none was given and somebody is there.
    pub fn items(&self, house: &House, path: &str) -> Result<(Given, Vec<Item>), Failure> {
        let given = self.given(path)?;
        let items = self.open(house, &given, |word| read::items(&given.bytes, word))?;
        if items.iter().any(|item| matches!(item, Item::Key(_))) {
            warn_of_readers(house, path);
        }
        Ok((given, items))
    }

    /// Reads the private key in a file.
    pub fn key(&self, house: &House, path: &str) -> Result<Key, Failure> {
        let given = self.given(path)?;
        let key = self.open(house, &given, |word| Key::read(&given.bytes, word))?;
        warn_of_readers(house, path);
        Ok(key)
    }

    fn given(&self, path: &str) -> Result<Given, Failure> {
        if path == "-" && self.passphrase_file == Some(SecretSource::Stdin) {
            let what = "key and passphrase cannot both come from stdin";
            return Err(Failure::usage(what).next("put one of them into a file"));
        }
        given(path)
    }

    fn open<T>(&self, house: &House, given: &Given, read: impl Fn(Option<&str>) -> Result<T, ReadError>) -> Result<T, Failure> {
        let word = self.passphrase_file.as_ref().map(|source| source.read(house)).transpose()?;
        let refused = |error: &ReadError| Failure::from(unreadable(&given.name, error));
        match read(word.as_ref().map(Secret::reveal)) {
            Err(error) if error.trouble == Trouble::PassphraseNeeded && house.prompt().can_ask() => {
                let word = ask(house, &format!("passphrase of `{}`", given.name), "--passphrase-file")?;
                read(Some(word.reveal())).map_err(|error| refused(&error))
            }
            other => other.map_err(|error| refused(&error)),
        }
    }
}

/// Reads a file, or stdin for `-`.
pub fn given(path: &str) -> Result<Given, Failure> {
    let bytes = Zeroizing::new(source::input(path, LIMIT as u64)?);
    Ok(Given { name: source::title(path).to_owned(), bytes })
}

/// The passphrase of a key that is made: from its source; asked for twice where somebody is there; else none.
pub fn new_passphrase(house: &House, source: Option<&SecretSource>, none: bool, flag: &str) -> Result<Option<Secret>, Failure> {
    if let Some(source) = source {
        return source.read(house).map(Some);
    }
    if none || !house.prompt().can_ask() {
        return Ok(None);
    }
    let word = ask(house, "passphrase of the new key (empty for none)", flag)?;
    if word.reveal().is_empty() {
        return Ok(None);
    }
    let again = ask(house, "the same once more", flag)?;
    if word.reveal() == again.reveal() {
        return Ok(Some(word));
    }
    Err(Failure::usage("the two passphrases differ").next("run the command again"))
}

/// Says findings on stderr.
pub fn tell(house: &House, findings: &[Finding]) {
    for finding in findings {
        house.tell(&Event::Note(finding.clone()));
    }
}

/// A private key that others can read works, and is not private.
fn warn_of_readers(house: &House, path: &str) {
    if let Err(error @ files::Error::TooOpen { .. }) = files::check_private(Path::new(path)) {
        let finding = Finding::new(Level::Warn, "too-open", format!("`{path}` is a private key"), error.to_string());
        tell(house, &[finding]);
    }
}

fn ask(house: &House, question: &str, flag: &str) -> Result<Secret, Failure> {
    house.prompt().secret(question, flag).map_err(|error| fault::at_terminal(&error))
}

/// A job's error as a failure.
#[must_use]
pub fn failed(error: Error) -> Failure {
    Failure::from(error)
}

/// Whether it is an address. A file that is there is a file, whatever its name looks like.
#[must_use]
pub fn is_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) && !Path::new(text).exists()
}

/// Fetches a document that is no secret, such as keys or metadata.
pub fn fetch(house: &House, url: &Url, authorities: Option<Vec<u8>>) -> crate::job::Result<Vec<u8>> {
    house.tell(&Event::Waiting { what: url.to_string() });
    let client = house.client_trusting(url.clone(), authorities).map_err(|failure| usage(failure.whole(), "check `--ca`"))?;
    issuer::fetch(&client, url)
}
