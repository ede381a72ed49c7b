//! The connection to a gateway as people read it.

use std::collections::BTreeMap;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    job::gateway::{CapabilitiesReport, TestReport},
};

impl Report for TestReport {
    fn human(&self, page: &mut Page) {
        let skew = self.clock_skew_seconds.map(|skew| format!("{skew} s ahead of this machine's")).unwrap_or_default();
        page.pairs(&[
            ("environment", self.environment.to_string()),
            ("product", format!("{} {}", self.product, self.version)),
            ("clock", skew),
        ]);
        for finding in &self.findings {
            page.toned(format!("{}: {} [{}]", finding.subject, finding.advice, finding.code), Tone::Warn);
        }
        page.toned("the login works", Tone::Good);
    }

    fn names(&self) -> Vec<String> {
        vec![self.environment.to_string()]
    }
}

impl Report for CapabilitiesReport {
    fn human(&self, page: &mut Page) {
        page.pairs(&[
            ("environment", self.environment.to_string()),
            ("driver", self.driver.clone()),
            ("product", format!("{} {}", self.product, self.version)),
        ]);
        for fact in &self.facts {
            page.line(format!("{}: {}", fact.name, fact.value));
        }
        page.blank();
        let rows = operations(self).into_iter().map(|(operation, words)| {
            let word = |mechanism: usize| words.get(mechanism).map_or_else(|| Cell::from(""), |word| toned(word));
            vec![Cell::from(operation), word(0), word(1), word(2), word(3)]
        });
        page.table(&["OPERATION", "OIDC", "OAUTH2", "CERTIFICATE", "JWT"], rows.collect());
        let reasons = reasons(self);
        if !reasons.is_empty() {
            page.blank();
            for (reason, operations) in &reasons {
                page.line(format!("{}: {reason}", operations.join(", ")));
            }
        }
    }

    fn names(&self) -> Vec<String> {
        let native = self.capabilities.iter().filter(|row| row.support == "native");
        native.map(|row| format!("{}/{}", row.operation, row.mechanism)).collect()
    }
}

/// Operations in their order, each with its words for the four mechanisms.
fn operations(report: &CapabilitiesReport) -> Vec<(String, Vec<String>)> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for row in &report.capabilities {
        let name = row.operation.to_string();
        match lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, words)) => words.push(row.support.clone()),
            None => lines.push((name, vec![row.support.clone()])),
        }
    }
    lines
}

/// Why something is not native, each reason once, with the operations that it is given for.
fn reasons(report: &CapabilitiesReport) -> Vec<(String, Vec<String>)> {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in report.capabilities.iter().filter(|row| !row.note.is_empty()) {
        let operations = reasons.entry(format!("{}: {}", row.support, row.note)).or_default();
        let name = row.operation.to_string();
        if !operations.contains(&name) {
            operations.push(name);
        }
    }
    reasons.into_iter().collect()
}

fn toned(word: &str) -> Cell {
    let tone = match word {
        "native" => Tone::Good,
        "emulated" | "manual" => Tone::Warn,
        _ => Tone::Faint,
    };
    Cell::toned(word, tone)
}
