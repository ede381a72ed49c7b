//! The guided tour as people read it.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Page, Tone},
        view::board::{board, checks},
    },
    job::report::{Board, PartnerReport},
};

/// What the tour came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tour {
    /// Whether every call was answered as it should be.
    pub ok: bool,
    /// The workspace that was made.
    pub workspace: String,
    /// The handover documents.
    pub documents: Vec<String>,
    /// The partners with their ledgers and calls.
    pub partners: Vec<PartnerReport>,
}

/// Whether a partner was seen to call.
fn calls_for_real(line: &PartnerReport) -> bool {
    line.checks.iter().any(|check| check.proves && check.ok)
}

impl Tour {
    /// The tour of a workspace. Every partner must be seen to call; of the calls that are to be refused, those that nobody here can
    /// make do not count.
    #[must_use]
    pub fn new(workspace: &Path, board: Board) -> Self {
        let calls = || board.partners.iter().flat_map(|line| &line.checks);
        let evidence = board.partners.iter().flat_map(|line| &line.steps).filter_map(|step| step.evidence.as_ref());
        let documents = evidence.filter(|evidence| evidence.sha256.is_some()).filter_map(|evidence| evidence.what.as_ref());
        Self {
            ok: !board.partners.is_empty()
                && board.partners.iter().all(calls_for_real)
                && calls().all(|check| check.ok || !check.ran),
            workspace: workspace.display().to_string(),
            documents: documents.map(|path| workspace.join(path).display().to_string()).collect(),
            partners: board.partners,
        }
    }
}

impl Report for Tour {
    fn human(&self, page: &mut Page) {
        for line in &self.partners {
            checks(page, line);
            page.blank();
        }
        board(page, &self.partners);
        page.blank();
        page.line(format!("workspace: {}", self.workspace));
        self.documents.iter().for_each(|path| page.line(format!("document:  {path}")));
        page.blank();
        if self.ok {
            page.toned("every call was answered as it should be", Tone::Good);
        } else {
            page.toned("a call was NOT answered as it should be", Tone::Bad);
        }
    }

    fn names(&self) -> Vec<String> {
        self.partners.iter().map(|line| line.name.to_string()).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::job::report::CheckReport;

    fn tour(checks: &[(bool, bool)]) -> bool {
        let mut line = PartnerReport::new("acme".parse().unwrap(), "sandbox".parse().unwrap());
        let check = |(ran, ok): &(bool, bool)| CheckReport {
            name: "call".to_owned(),
            ok: *ok,
            ran: *ran,
            detail: String::new(),
            proves: *ran && *ok,
        };
        line.checks = checks.iter().map(check).collect();
        Tour::new(Path::new("."), Board { partners: vec![line] }).ok
    }

    #[test]
    fn every_partner_calls_and_no_call_is_answered_wrongly() {
        assert!(tour(&[(true, true), (true, true)]));
        assert!(tour(&[(true, true), (false, false)]));
        assert!(!tour(&[(true, true), (true, false)]));
        assert!(!tour(&[(false, false)]));
        assert!(!tour(&[]));
    }
}
