//! A saved plan as the text of a change ticket: what is changed, from what to what, and the way back.

use std::fmt::Write as _;

use super::saved::{Saved, SavedPartner};
use crate::job::{Result, report::ChangeReport};

/// The ticket in Markdown.
pub fn markdown(saved: &Saved, agreed: &[String]) -> Result<String> {
    let metadata = &saved.metadata;
    let mut text = format!("# Change of partners in `{}`\n\n", metadata.environment);
    let _ = writeln!(text, "| | |\n| --- | --- |");
    let _ = writeln!(text, "| Plan (SHA-256) | `{}` |", saved.hash()?);
    let _ = writeln!(text, "| Made | {} by {} |", metadata.created, cell(&metadata.by));
    let _ = writeln!(text, "| Ticket | {} |", cell(metadata.change.as_deref().unwrap_or("none")));
    let _ = writeln!(
        text,
        "| Approved by | {} |",
        if agreed.is_empty() { "nobody yet".to_owned() } else { cell(&agreed.join(", ")) }
    );
    let _ = writeln!(text, "| Partners | {} |", saved.spec.partners.len());
    if !saved.spec.shared.is_empty() {
        text.push_str("\n## What partners share\n");
        table(&mut text, &saved.spec.shared);
    }
    for partner in &saved.spec.partners {
        section(&mut text, partner);
    }
    text.push_str("\nCarry out with `partnerctl apply FILE`: exactly this, or nothing when the gateway changed meanwhile.\n");
    Ok(text)
}

fn section(text: &mut String, partner: &SavedPartner) {
    let _ = writeln!(text, "\n## {} ({})", partner.name, partner.mechanism);
    table(text, &partner.changes);
}

fn table(text: &mut String, changes: &[ChangeReport]) {
    text.push_str("\n| Change | Before | After | Way back |\n| --- | --- | --- | --- |\n");
    for change in changes {
        let (before, after) = states(change);
        let _ = writeln!(text, "| {} | {before} | {after} | {} |", cell(&change.summary), way_back(&change.operation));
    }
}

/// The values before and after, field by field; a change without fields makes something that was not there.
fn states(change: &ChangeReport) -> (String, String) {
    if change.fields.is_empty() {
        return ("not there".to_owned(), "there".to_owned());
    }
    let side = |pick: fn(&crate::domain::change::FieldChange) -> &Option<String>| {
        let lines = change.fields.iter().map(|field| format!("{}: {}", field.field, pick(field).as_deref().unwrap_or("none")));
        cell(&lines.collect::<Vec<_>>().join("; "))
    };
    (side(|field| &field.before), side(|field| &field.after))
}

/// How a change is undone; a table, for a ticket is read by people who never saw the tool.
fn way_back(operation: &str) -> &'static str {
    let known = WAYS_BACK.iter().find(|(name, _)| *name == operation);
    known.map_or("restore the partner file's old version and apply it", |(_, way)| way)
}

/// A text as one cell of a Markdown table.
fn cell(text: &str) -> String {
    let plain = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    plain.collect::<String>().replace('|', "\\|").replace('<', "&lt;")
}

const WAYS_BACK: &[(&str, &str)] = &[
    ("create-profile", "`partnerctl profile suspend NAME`, later `profile delete NAME`"),
    ("issue-secret", "`partnerctl profile suspend NAME`; the credential ends with the profile"),
    ("assign", "`partnerctl api unassign NAME API`"),
    ("unassign", "`partnerctl api assign NAME API`"),
    ("set-state", "`partnerctl profile suspend NAME` or `profile resume NAME`"),
    ("remove-profile", "stays: `partnerctl onboard NAME --again` makes a new profile, with a new credential"),
    ("publish-api", "`partnerctl api deactivate API`"),
    ("set-api-state", "`partnerctl api deactivate API` or `api activate API`"),
    ("admit", "stays: other callers may rely on it by then"),
    ("ensure-scope", "stays: a scope that nobody asks for opens nothing"),
    ("require-https", "stays: https besides http harms nobody"),
    ("trust-chain", "remove the authority from the truststore by hand"),
    ("trust-issuer", "remove the issuer's alias by hand"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Operation;

    #[test]
    fn every_way_back_is_of_an_operation() {
        for (name, _) in WAYS_BACK {
            assert!(Operation::ALL.iter().any(|operation| operation.word() == *name), "{name}");
        }
    }

    #[test]
    fn nothing_from_outside_breaks_the_table() {
        assert_eq!(cell("a|b\n<script>"), "a\\|b &lt;script>");
    }
}
