//! The tree of commands with its help groups, and the flags that all of them share. Nothing is opened here.

use std::{ffi::OsString, fmt::Write as _, path::PathBuf};

use clap::{ArgAction, CommandFactory as _, Parser, ValueEnum, builder::BoolishValueParser};
use serde::Deserialize;

use crate::{
    cli::{
        command::groups,
        complete, example,
        output::{Format, LogFormat},
    },
    domain::{moment::Span, name::EnvironmentName},
};

// Every command of the top level, in the groups of the help: one line each.
groups! {
    "Start" { Init(init), Partner(partner), Api(api), Sandbox(sandbox), Demo(demo), Doctor(doctor) }
    "Onboard" { Onboard(onboard), Status(status), Verify(verify), Explain(explain), Due(due), Rotate(rotate), Offboard(offboard) }
    "Declare" { Plan(plan), Apply(apply), Import(import) }
    "Exchange" {
        Request(request), Invite(invite), Accept(accept), Receive(receive), Handover(handover), Open(open), Show(show), Notify(notify),
        Report(report),
    }
    "Parts" {
        AppId(app_id), Secret(secret), Key(key), Csr(csr), Cert(cert), Jwk(jwk), Jwt(jwt), Token(token),
        Call(call), Profile(profile), Gateway(gateway), Step(step), Record(record), Audit(audit), Srx(srx),
    }
    "Shell" { Completions(completions), Man(man), Schema(schema), Version(version) }
}

/// Onboards partners on API gateways: credentials, certificates, profiles, APIs, and proof that the call works.
#[derive(Debug, Parser)]
#[command(
    name = "partnerctl",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How.
    #[command(flatten)]
    pub global: Global,
}

/// The flags of every command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Shared flags")]
pub struct Global {
    /// The workspace folder [default: found by walking up from here]
    #[arg(short, long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// The environment [default: that of the workspace, or the only one]
    #[arg(short, long, global = true, value_name = "ENV")]
    pub environment: Option<EnvironmentName>,
    /// How the answer is written [default: table]
    #[arg(short, long, global = true, value_name = "table|json|yaml|name", hide_possible_values = true)]
    pub output: Option<Format>,
    /// Say nothing but warnings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Never ask: a missing value is an error that names its flag
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer questions for consent with yes
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// When to use colour [default: auto]
    #[arg(long, global = true, value_name = "auto|always|never", hide_possible_values = true)]
    pub color: Option<ColourChoice>,
    /// How long one answer of a server may take, such as `90s` [default: 30s]
    #[arg(long, global = true, value_name = "SPAN", value_parser = patience)]
    pub timeout: Option<Span>,
    /// How the talk on stderr is written [default: text]
    #[arg(long, global = true, value_name = "text|json", hide_possible_values = true)]
    pub log_format: Option<LogFormat>,
    /// A ticket number for audit log and record
    #[arg(long, global = true, value_name = "ID")]
    pub change: Option<String>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColourChoice {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The whole tree: help in groups, an environment variable for every flag, names that complete.
#[must_use]
pub fn tree() -> clap::Command {
    dress(Cli::command()).help_template(template())
}

/// As much of the tree as these arguments can need: building all of it takes longer than most commands do.
#[must_use]
pub fn tree_for(arguments: &[OsString]) -> clap::Command {
    let mut named: Vec<clap::Command> = Vec::new();
    for word in arguments.iter().skip(1) {
        if asks_for_help(word) {
            return tree();
        }
        // A value may be called like a command, too; then there is one command more.
        let is_new = |command: &clap::Command| named.iter().all(|known| known.get_name() != command.get_name());
        named.extend(word.to_str().and_then(build).filter(is_new));
    }
    if named.is_empty() {
        return tree();
    }
    let root = clap::Command::new("partnerctl").version(env!("CARGO_PKG_VERSION"));
    let root = root.disable_help_subcommand(true).subcommand_required(true);
    let root = <Global as clap::Args>::augment_args(root.arg_required_else_help(true)).mut_args(dressed_arg);
    root.subcommands(named.into_iter().map(dress))
}

/// Whether a word may be a flag that asks for the help, alone or among other short flags.
fn asks_for_help(word: &OsString) -> bool {
    let Some(flags) = word.to_str().and_then(|word| word.strip_prefix('-')) else { return false };
    flags == "-help" || (!flags.starts_with('-') && flags.contains('h'))
}

/// Gives every flag of a command and of those below it its environment variable, names their candidates, and folds the examples.
fn dress(command: clap::Command) -> clap::Command {
    let command = command.mut_args(dressed_arg).mut_subcommands(dress);
    let Some(examples) = command.get_after_help().map(|help| example::folded(&help.to_string())) else { return command };
    command.after_help(examples)
}

fn dressed_arg(arg: clap::Arg) -> clap::Arg {
    complete::with_candidates(with_variable(arg))
}

fn with_variable(arg: clap::Arg) -> clap::Arg {
    let Some(name) = arg.get_long().map(variable) else { return arg };
    match arg.get_action() {
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version => arg,
        ArgAction::SetTrue => arg.env(name).hide_env(true).value_parser(BoolishValueParser::new()),
        _ => arg.env(name).hide_env(true),
    }
}

/// The environment variable of a flag: `--no-input` has `PARTNERCTL_NO_INPUT`.
#[must_use]
pub fn variable(flag: &str) -> String {
    format!("PARTNERCTL_{}", flag.to_ascii_uppercase().replace('-', "_"))
}

fn patience(text: &str) -> Result<Span, String> {
    let span: Span = text.parse().map_err(|error: <Span as std::str::FromStr>::Err| error.to_string())?;
    if span.duration().is_zero() { Err("no server answers in no time: give one second or more".to_owned()) } else { Ok(span) }
}

fn template() -> String {
    let root = Cli::command();
    let about = |name: &str| -> String {
        let found = root.find_subcommand(name).and_then(|command| command.get_about());
        found.map(|about| about.to_string().trim_end_matches('.').to_owned()).unwrap_or_default()
    };
    let mut text = String::from("{about-with-newline}\nUsage: partnerctl [FLAGS] COMMAND\n");
    for (title, commands) in GROUPS {
        let _ = writeln!(text, "\n{title}:");
        for name in *commands {
            let name = name.replace('_', "-");
            let _ = writeln!(text, "  {name:<13}{}", about(&name));
        }
    }
    text.push_str("\nShared flags:\n{options}\n\n");
    text.push_str("Every flag can be given as an environment variable: `--no-input` is `PARTNERCTL_NO_INPUT`.\n");
    text.push_str("Each command's own help ends with examples: `partnerctl COMMAND --help`.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound() {
        tree().debug_assert();
    }

    #[test]
    fn what_a_line_can_need_of_the_tree_is_there() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        let variables = |line: &str, command: &str| {
            let tree = tree_for(&words(line));
            let found = tree.find_subcommand(command).map(|one| one.get_arguments().any(|arg| arg.get_env().is_some()));
            found.unwrap_or_default()
        };
        assert!(variables("partnerctl -w demo onboard acme", "onboard"));
        assert!(!variables("partnerctl onboard acme", "accept"));
        for line in ["partnerctl -qh", "partnerctl --help onboard", "partnerctl", "partnerctl onbaord", "partnerctl -q"] {
            assert!(variables(line, "accept"), "{line}");
        }
    }
}
