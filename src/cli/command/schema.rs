//! `schema`: the published JSON Schemas of documents and answers.

use crate::{
    cli::{
        args::Command,
        command::{Answer, Run},
        failure::{ErrorAnswer, Failure, Kind, Outcome, Verdict},
        open::House,
        view::schema::{AnswerNames, SchemaText},
    },
    document::schema::schema_of,
    domain::document::Kind as Document,
};

/// Prints the JSON Schema of a document or of an answer.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The kind of document; `output` for the answers of commands
    #[arg(value_name = "KIND", ignore_case = true)]
    subject: Subject,
    /// With `output`: the command, its words joined by hyphens; all names are listed when absent
    #[arg(value_name = "NAME")]
    answer: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  For an editor that completes and checks partner files:
    $ partnerctl schema partner
  The shape of an answer, and the names of all answers:
    $ partnerctl schema output version
    $ partnerctl schema output";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Subject {
    Workspace,
    Partner,
    Api,
    Record,
    Request,
    Invitation,
    Response,
    Handover,
    Output,
}

impl Run for Args {
    type Answer = SchemaText;

    fn run(self, house: &House) -> Outcome {
        match (self.subject, self.answer) {
            (Subject::Output, None) => house.show(&AnswerNames { outputs: names() })?,
            (Subject::Output, Some(name)) => house.show(&SchemaText(answer(&name)?))?,
            (_, Some(_)) => return Err(Failure::usage("only `schema output` takes a second word")),
            (subject, None) => house.show(&SchemaText(document(subject)))?,
        }
        Ok(Verdict::Done)
    }
}

fn document(subject: Subject) -> serde_json::Value {
    let kind = match subject {
        Subject::Workspace => Document::Workspace,
        Subject::Partner => Document::Partner,
        Subject::Api => Document::Api,
        Subject::Request => Document::Request,
        Subject::Invitation => Document::Invitation,
        Subject::Response => Document::Response,
        Subject::Handover => Document::Handover,
        Subject::Record | Subject::Output => Document::Record,
    };
    schema_of(kind).unwrap_or_default()
}

/// The shapes of all answers: those of the commands, and that of an error.
#[must_use]
pub fn answers() -> Vec<Answer> {
    let error = Answer { command: "error".to_owned(), schema: || schemars::schema_for!(ErrorAnswer).to_value() };
    Command::answers("").into_iter().chain([error]).collect()
}

fn names() -> Vec<String> {
    answers().into_iter().map(|answer| answer.command).collect()
}

fn answer(name: &str) -> Result<serde_json::Value, Failure> {
    let found = answers().into_iter().find(|answer| answer.command == name).map(|answer| (answer.schema)());
    found.ok_or_else(|| {
        let failure = Failure::new(Kind::NotFound, "not-found", format!("there is no answer `{name}`"));
        failure.next("see `partnerctl schema output`")
    })
}
