//! Wrong usage in the words of the house: what is wrong, what was perhaps meant, where to read.

use std::ffi::OsString;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::cli::{
    args::{tree, variable},
    failure::Failure,
    format_of,
    output::Format,
    page::clean,
    settings::Env,
};

/// The failure that wrong usage is.
#[must_use]
pub fn failure(arguments: &[OsString], error: &Error, env: &Env) -> Failure {
    let argument = || named(arguments, text(error, ContextKind::InvalidArg).unwrap_or_default(), env);
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("there is no command `{}`", text(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "a command is missing".to_owned(),
        ErrorKind::UnknownArgument => format!("there is no `{}` here", argument()),
        ErrorKind::MissingRequiredArgument => format!("missing: {}", quoted(error, ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => {
            format!("`{}` cannot be used together with {}", argument(), quoted(error, ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if value(error).is_some_and(|value| value.is_empty()) => {
            format!("`{}` needs a value{}", argument(), choices(error))
        }
        ErrorKind::InvalidValue => {
            format!("`{}` is no value of `{}`{}", value(error).unwrap_or_default(), argument(), choices(error))
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
            format!("wrong value of `{}`{why}", argument())
        }
        _ => first_line(error),
    };
    Failure::usage(clean(&message)).next(meant(error)).next(manual(arguments))
}

/// What the user wrote: the flag, or the environment variable that stood in for it.
fn named(arguments: &[OsString], argument: String, env: &Env) -> String {
    let Some(flag) = argument.split([' ', '=']).next().and_then(|flag| flag.strip_prefix("--")) else { return argument };
    let variable = variable(flag);
    let written = arguments.iter().filter_map(|word| word.to_str()).any(|word| word.trim_start_matches("--").starts_with(flag));
    if !written && env.get(&variable).is_some() { variable } else { argument }
}

fn meant(error: &Error) -> String {
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let found = kinds.iter().flat_map(|kind| texts(error, *kind)).map(|name| format!("`{name}`")).collect::<Vec<_>>();
    if found.is_empty() { String::new() } else { format!("did you mean {}?", found.join(" or ")) }
}

/// Where to read: the help of the command that was named as far as it exists.
fn manual(arguments: &[OsString]) -> String {
    let root = tree();
    let mut command = &root;
    let mut words = vec!["partnerctl"];
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        let Some(below) = command.find_subcommand(word) else { continue };
        words.push(below.get_name());
        command = below;
    }
    format!("see `{} --help`", words.join(" "))
}

fn choices(error: &Error) -> String {
    let known = texts(error, ContextKind::ValidValue);
    let known = known.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>();
    if known.is_empty() { String::new() } else { format!(": choose {}", known.join(", ")) }
}

fn quoted(error: &Error, kind: ContextKind) -> String {
    texts(error, kind).iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn value(error: &Error) -> Option<String> {
    text(error, ContextKind::InvalidValue)
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    texts(error, kind).into_iter().next()
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn first_line(error: &Error) -> String {
    let text = error.render().to_string();
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// The format that a command line asks for that could not be understood as a whole.
#[must_use]
pub fn wanted_format(arguments: &[OsString], env: &Env) -> Option<Format> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let beside = words.windows(2).filter(|pair| ["-o", "--output"].contains(&pair[0])).map(|pair| pair[1]);
    let within = words.iter().filter_map(|word| word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o")));
    let given = beside.chain(within).filter_map(|word| format_of(word.trim_start_matches('='))).next_back();
    given.or_else(|| format_of(&env.get("PARTNERCTL_OUTPUT")?))
}
