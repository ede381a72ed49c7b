//! The reception: words in, words out. Only here: the command line, tables, stdout, exit codes, environment variables.

pub mod args;
pub mod asking;
pub mod command;
pub mod complete;
pub mod connect;
pub mod doors;
pub mod example;
pub mod failure;
pub mod fault;
pub mod interrupt;
pub mod open;
pub mod output;
pub mod page;
pub mod progress;
pub mod settings;
pub mod strongbox;
pub mod usage;
pub mod view;
pub mod waiting;

use std::{ffi::OsString, process::ExitCode};

use clap::{ArgMatches, FromArgMatches as _, error::ErrorKind};

use crate::cli::{
    args::{Cli, tree_for},
    failure::{Failure, Outcome, Verdict},
    open::House,
    output::{Format, Output, Style},
    settings::{Env, Settings, UserConfig},
};

/// Runs the command that the arguments name, and says how it ended.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if complete::answered(&arguments) {
        return ExitCode::SUCCESS;
    }
    ExitCode::from(number(&start(&arguments, &Env::System)))
}

/// Whoever only asks for the version gets it before anything else happens.
fn start(arguments: &[OsString], env: &Env) -> Outcome {
    if let [_, flag] = arguments
        && (flag == "--version" || flag == "-V")
    {
        let answer = output::write(&format!("partnerctl {}\n", env!("CARGO_PKG_VERSION")));
        return said(Style::default(), answer.map(|()| Verdict::Done));
    }
    match parse(arguments) {
        Ok((cli, command)) => serve(cli, command, env),
        Err(error) => refuse(arguments, &error, env),
    }
}

fn parse(arguments: &[OsString]) -> Result<(Cli, String), clap::Error> {
    let matches = tree_for(arguments).try_get_matches_from(arguments)?;
    Ok((Cli::from_arg_matches(&matches)?, words(&matches)))
}

/// The command's words without its values, such as `partner add`.
fn words(matches: &ArgMatches) -> String {
    let below = std::iter::successors(matches.subcommand(), |(_, matches)| matches.subcommand());
    below.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}

fn serve(cli: Cli, command: String, env: &Env) -> Outcome {
    let format = cli.global.output.unwrap_or_default();
    match UserConfig::read(env) {
        Ok(user) => {
            let house = House::new(Settings::merge(cli.global, user, env), env.clone(), command);
            house.said(cli.command.run(&house))
        }
        Err(failure) => said(Style { format, ..Style::default() }, Err(failure)),
    }
}

/// Help and version are answers; everything else is wrong usage.
fn refuse(arguments: &[OsString], error: &clap::Error, env: &Env) -> Outcome {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => Ok(Verdict::Done),
            Err(error) => said(Style::default(), Err(Failure::writing(&error))),
        };
    }
    let format = usage::wanted_format(arguments, env).unwrap_or_default();
    let failure = usage::failure(arguments, error, env);
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && format != Format::Json {
        // The help says more than the failure; when nobody listens on stderr, nobody can be told.
        let _ = error.print();
        return Err(failure);
    }
    said(Style { format, ..Style::default() }, Err(failure))
}

fn said(style: Style, outcome: Outcome) -> Outcome {
    outcome.inspect_err(|failure| Output::new(style).fail(failure))
}

fn number(outcome: &Outcome) -> u8 {
    match outcome {
        Ok(verdict) => verdict.number(),
        Err(failure) => failure.kind.number(),
    }
}

/// The formats as flags name them; for the one message that is written before the flags are understood.
fn format_of(word: &str) -> Option<Format> {
    <Format as clap::ValueEnum>::from_str(word, false).ok()
}
