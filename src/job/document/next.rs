//! Whose move it is, in words for whoever has to make it, with the one line to type.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    document::{self, memo::Memo},
    domain::{
        name::StepId,
        step::{Owner, Step},
    },
    job::{Cause, Context, Error, Result, report::PartnerReport},
    ledger::next,
    template::render,
};

/// The next step.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Next {
    step: StepId,
    title: String,
    owner: Owner,
    /// The days since something last happened.
    age_days: i64,
    /// What the partner does, in a sentence or two; empty when the move is not its.
    say: String,
    /// What to type; empty when there is nothing to type.
    line: String,
    /// How the operator notes that it is done.
    note: String,
}

/// The next step of a partner; `None` when all is done. `facts` fill the lines in.
pub(super) fn step(ctx: &Context<'_>, report: &PartnerReport, facts: &Value) -> Result<Option<Next>> {
    let Some(Step { id, owner, title, .. }) = next::next_step(&report.steps) else { return Ok(None) };
    let note = typed(report.next.as_deref().unwrap_or_default());
    let (say, line) = match owner {
        Owner::Operator => (String::new(), note.clone()),
        Owner::Partner | Owner::Both => told(ctx, id, facts)?,
    };
    Ok(Some(Next {
        step: id.clone(),
        title: title.clone(),
        owner: *owner,
        age_days: report.age_days.unwrap_or_default(),
        say,
        line,
        note,
    }))
}

/// What the table says to a partner about a step.
fn told(ctx: &Context<'_>, id: &StepId, facts: &Value) -> Result<(String, String)> {
    static READ: Memo<Table> = Memo::new();
    let text = super::text(ctx, FILE)?.unwrap_or_default();
    let table = READ.of(FILE, text.as_bytes(), || document::read_any::<Table>(FILE, &text))?;
    let Some(row) = table.steps.get(id.as_str()) else { return Ok((String::new(), String::new())) };
    let invited = facts.get("invited").and_then(Value::as_bool).unwrap_or_default();
    let line = row.line.clone().filter(|_| invited || !row.needs_invitation).unwrap_or_default();
    let fill = |text: &str| render(FILE, text, facts, &[]).map_err(|error| fault(&error));
    Ok((fill(&row.say)?, fill(&line)?))
}

/// The words between backticks.
fn typed(line: &str) -> String {
    line.split('`').nth(1).unwrap_or_default().to_owned()
}

fn fault(error: &dyn std::fmt::Display) -> Error {
    Cause::Other { what: format!("a line cannot be filled in: {error}"), next: "report it".to_owned() }.into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    steps: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Row {
    say: String,
    #[serde(default)]
    line: Option<String>,
    #[serde(default)]
    needs_invitation: bool,
}

const FILE: &str = "templates/reminders.yaml";
