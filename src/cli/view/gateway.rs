//! The connection to a gateway as people read it.

use std::collections::BTreeMap;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    domain::mechanism::MechanismKind,
    job::gateway::{CapabilitiesReport, CapabilityRow, ConnectionReport, TestReport},
};

impl Report for TestReport {
    fn human(&self, page: &mut Page) {
        let skew = self.clock_skew_seconds.map(|skew| format!("{skew} s ahead of this machine's")).unwrap_or_default();
        page.pairs(&[
            ("environment", self.environment.to_string()),
            ("product", format!("{} {}", self.product, self.version)),
            ("clock", skew),
        ]);
        connections(page, &self.connections);
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
        connections(page, &self.connections);
        for fact in &self.facts {
            page.line(format!("{}: {}", fact.name, fact.value));
        }
        page.blank();
        let by = doers(self);
        let rows = operations(self).into_iter().map(|(operation, words)| {
            let word = |mechanism: usize| words.get(mechanism).map_or_else(|| Cell::from(""), |word| toned(word));
            let who = by.get(&operation).map(|who| Cell::from(who.clone()));
            [Cell::from(operation), word(0), word(1), word(2), word(3)].into_iter().chain(who).collect()
        });
        let heads = ["OPERATION", "OIDC", "OAUTH2", "CERTIFICATE", "JWT", "DONE BY"];
        page.table(if by.is_empty() { &heads[..5] } else { &heads }, rows.collect());
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

/// Who does each operation where there are two products; for `oidc` it is always the gateway alone.
fn doers(report: &CapabilitiesReport) -> BTreeMap<String, String> {
    let rows = report.capabilities.iter().filter(|row| row.mechanism == MechanismKind::Oauth2 && !row.by.is_empty());
    let words = |row: &CapabilityRow| match row.by.as_slice() {
        [only] => only.word(),
        _ => "both",
    };
    rows.map(|row| (row.operation.to_string(), words(row).to_owned())).collect()
}

/// The two products of a pair.
fn connections(page: &mut Page, connections: &[ConnectionReport]) {
    for known in connections {
        page.line(format!("{}: {} {} (driver {})", known.connection, known.product, known.version, known.driver));
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
