//! The commands: each file holds the words of one (`Args`), two worked examples, and hands a typed order to its job.

pub mod accept;
pub mod api;
pub mod app_id;
pub mod apply;
pub mod audit;
pub mod call;
pub mod cert;
pub mod completions;
pub mod csr;
pub mod demo;
pub mod doctor;
pub mod due;
pub mod explain;
pub mod gateway;
pub mod handover;
pub mod holding;
pub mod import;
pub mod init;
pub mod invite;
pub mod jwk;
pub mod jwt;
pub mod key;
pub mod man;
pub mod material;
pub mod notify;
pub mod offboard;
pub mod onboard;
pub mod open;
pub mod partner;
pub mod plan;
pub mod planned;
pub mod profile;
pub mod receive;
pub mod record;
pub mod report;
pub mod request;
pub mod rotate;
pub mod sandbox;
pub mod schema;
pub mod secret;
pub mod show;
pub mod source;
pub mod srx;
pub mod status;
pub mod step;
pub mod token;
pub mod verify;
pub mod version;

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use crate::cli::{failure::Outcome, open::House};

/// A command.
pub trait Run: clap::Args {
    /// What it answers; `()` for a noun, whose verbs answer.
    type Answer: JsonSchema;

    /// Carries it out.
    fn run(self, house: &House) -> Outcome;

    /// The answers of this command and of those below it.
    #[must_use]
    fn answers(path: &str) -> Vec<Answer> {
        vec![Answer { command: path.to_owned(), schema: || schema_for!(Self::Answer).to_value() }]
    }
}

/// The published shape of what a command answers with `-o json`.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The command's words with hyphens between them: `partner-list`.
    pub command: String,
    /// Its JSON Schema.
    pub schema: fn() -> Value,
}

/// Makes the enum of a level of commands from one line each: `Variant(module)`.
macro_rules! verbs {
    ($level:ident { $($variant:ident($module:ident)),* $(,)? }) => {
        /// The commands of this level.
        #[derive(Debug, clap::Subcommand)]
        #[expect(missing_docs, reason = "the help of each stands at its `Args`")]
        #[allow(clippy::large_enum_variant, reason = "one command is made per process")]
        pub enum $level {
            $($variant($module::Args),)*
        }

        impl $level {
            /// Carries the command out.
            pub fn run(self, house: &$crate::cli::open::House) -> $crate::cli::failure::Outcome {
                match self {
                    $(Self::$variant(args) => $crate::cli::command::Run::run(args, house),)*
                }
            }

            /// The answers of all commands below `path`.
            #[must_use]
            pub fn answers(path: &str) -> Vec<$crate::cli::command::Answer> {
                let mut all = Vec::new();
                $(all.extend(<$module::Args as $crate::cli::command::Run>::answers(
                    &format!("{path}{}", stringify!($module).trim_start_matches("r#").replace('_', "-")),
                ));)*
                all
            }
        }
    };
}

/// Makes a noun: a command whose verbs do the work.
macro_rules! noun {
    ($(#[$about:meta])* { $($variant:ident($module:ident)),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, clap::Args)]
        #[command(subcommand_required = true, arg_required_else_help = true)]
        pub struct Args {
            /// What to do.
            #[command(subcommand)]
            verb: Verb,
        }

        impl $crate::cli::command::Run for Args {
            type Answer = ();

            fn run(self, house: &$crate::cli::open::House) -> $crate::cli::failure::Outcome {
                self.verb.run(house)
            }

            fn answers(path: &str) -> Vec<$crate::cli::command::Answer> {
                Verb::answers(&format!("{path}-"))
            }
        }

        $crate::cli::command::verbs!(Verb { $($variant($module)),* });
    };
}

/// Makes the top level from its groups.
macro_rules! groups {
    ($($title:literal { $($variant:ident($module:ident)),* $(,)? })*) => {
        use $crate::cli::command::{$($($module),*),*};

        $crate::cli::command::verbs!(Command { $($($variant($module)),*),* });

        /// Builds one command of the top level, without the others.
        #[must_use]
        pub fn build(name: &str) -> Option<clap::Command> {
            let command = clap::Command::new(name.to_owned());
            $($(if name == stringify!($module).replace('_', "-") {
                return Some(<$module::Args as clap::Args>::augment_args(command));
            })*)*
            None
        }

        /// The groups of the help: title and commands.
        pub const GROUPS: &[(&str, &[&str])] = &[$(($title, &[$(stringify!($module)),*])),*];
    };
}

pub(crate) use {groups, noun, verbs};
