//! `man`: pages of the manual.

use std::path::{Path, PathBuf};

use clap_mangen::Man;

use crate::{
    cli::{
        args::tree,
        command::Run,
        failure::{Failure, Kind, Outcome},
        fault,
        open::House,
        view::man::Manual,
    },
    files::{self, Mode},
};

/// Prints the manual, or writes the pages of all commands.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder; pages that are there are replaced
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  Read it:
    $ partnerctl man | man -l -
  Install all pages for one user:
    $ partnerctl man ~/.local/share/man/man1";

impl Run for Args {
    type Answer = Manual;

    fn run(self, house: &House) -> Outcome {
        let mut root = tree();
        root.build();
        let manual = match self.folder {
            None => Manual::Page { name: "partnerctl.1".to_owned(), text: page(&root)? },
            Some(folder) => Manual::Files { files: write_all(&root, &folder)? },
        };
        house.answer(&manual)
    }
}

fn page(command: &clap::Command) -> Result<String, Failure> {
    let mut text = Vec::new();
    let name = command.get_display_name().unwrap_or("partnerctl").to_owned();
    let rendered = Man::new(command.clone()).title(name.to_uppercase()).render(&mut text);
    rendered.map_err(|error| Failure::new(Kind::Other, "man", format!("failed to make the page of `{name}`: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Writes the page of a command and of all below it; returns the names of the files.
fn write_all(command: &clap::Command, folder: &Path) -> Result<Vec<String>, Failure> {
    let name = format!("{}.1", command.get_display_name().unwrap_or("partnerctl"));
    let text = page(command)?;
    files::write_atomic(&folder.join(&name), text.as_bytes(), Mode::Public).map_err(|error| fault::with_file(&error))?;
    let mut written = vec![name];
    for below in command.get_subcommands() {
        written.extend(write_all(below, folder)?);
    }
    Ok(written)
}
