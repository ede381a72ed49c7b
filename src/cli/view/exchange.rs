//! The exchange by signed files as people read it. Each answer ends with the one next line.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
        view::{board::check_lines, day},
    },
    document,
    domain::{
        exchange::Reached,
        finding::{Finding, Level},
    },
    job::{
        document::written::Written,
        exchange::{
            accept::Accepted, firewall::word, handover::HandedOver, invite::Invited, open::Opened, receive::Received,
            request::Requested, show::Shown,
        },
    },
};

impl Report for Requested {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("wrote {}", self.file));
        page.line(format_args!(
            "{} in {} ({}), good until {}",
            self.partner,
            self.environment,
            self.mechanism,
            day(self.expires)
        ));
        next(page, &self.next);
    }

    fn names(&self) -> Vec<String> {
        vec![self.file.clone()]
    }
}

impl Report for Invited {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("{} in {}: invited until {}", self.partner, self.environment, day(self.expires)));
        files(page, &self.files);
        page.line("fingerprint of our key, to be compared by another way:");
        page.line(format_args!("  {}", self.fingerprint));
        findings(page, &self.findings);
        next(page, &self.next);
    }

    fn names(&self) -> Vec<String> {
        self.files.clone()
    }
}

impl Report for Accepted {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("{} in {} ({}), in {}", self.partner, self.environment, self.mechanism, self.workspace));
        page.pairs(&[
            ("operator's key", self.operator_key.clone()),
            ("own key", self.own_key.clone()),
            ("certificate", self.certificate.clone().unwrap_or_default()),
            ("to be signed", self.request.clone().unwrap_or_default()),
            ("response", self.file.clone()),
        ]);
        if !self.firewall.is_empty() {
            let rows = self.firewall.iter().map(|line| {
                let tone = if line.result == Reached::Open { Tone::Good } else { Tone::Warn };
                let place = format!("{}:{}", line.host, line.port);
                vec![Cell::toned(word(line), tone), place.into(), (&line.detail).into()]
            });
            page.table(&["FIREWALL", "PLACE", "SEEN"], rows.collect());
        }
        findings(page, &self.findings);
        next(page, &self.next);
    }

    fn names(&self) -> Vec<String> {
        vec![self.file.clone()]
    }
}

impl Report for Received {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("{} in {}: took the {}", self.partner, self.environment, self.kind));
        page.pairs(&[
            ("partner's key", self.key.clone().unwrap_or_default()),
            ("possession of the private key", self.possession.clone().unwrap_or_default()),
        ]);
        self.changes.iter().for_each(|change| page.line(format_args!("  {change}")));
        findings(page, &self.findings);
        next(page, &self.next);
    }

    fn names(&self) -> Vec<String> {
        vec![self.partner.to_string()]
    }
}

/// What `handover` answers: the whole handover, or one document.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum HandoverAnswer {
    /// The signed file, and all that goes along.
    Handover(HandedOver),
    /// One document.
    Document(Written),
}

impl Report for HandoverAnswer {
    fn human(&self, page: &mut Page) {
        match self {
            Self::Handover(handed) => handed_over(page, handed),
            Self::Document(written) => {
                page.line(format_args!("{} in {}: {}", written.partner, written.environment, written.title));
                files(page, &written.files);
                next(page, &written.next);
            }
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Handover(handed) => handed.files.clone(),
            Self::Document(written) => written.files.clone(),
        }
    }
}

fn handed_over(page: &mut Page, handed: &HandedOver) {
    page.line(format_args!(
        "{} in {}: handed over, the file is good until {}",
        handed.partner,
        handed.environment,
        day(handed.expires)
    ));
    files(page, &handed.files);
    match handed.sealed.as_deref() {
        Some("passphrase") => page.line("the credential is sealed with the passphrase"),
        Some(_) => page.line("the credential is sealed for the partner alone"),
        None => page.line("there is no credential to hand over: the partner has its own"),
    }
    findings(page, &handed.findings);
    next(page, &handed.next);
}

impl Report for Opened {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("{} in {} ({})", self.partner, self.environment, self.mechanism));
        let apis = self.apis.iter().map(|api| api.api.to_string()).collect::<Vec<_>>().join(", ");
        page.pairs(&[
            ("application ID", self.application_id.clone()),
            ("APIs", apis),
            ("credential", self.stored.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("expires", self.expires.map(day).unwrap_or_default()),
        ]);
        if let Some(call) = &self.call {
            check_lines(page, std::slice::from_ref(call));
        }
        page.line("a call from the shell:");
        page.line(format_args!("  {}", self.curl));
        findings(page, &self.findings);
        next(page, &self.next);
    }

    fn names(&self) -> Vec<String> {
        vec![self.partner.to_string()]
    }
}

impl Report for Shown {
    fn human(&self, page: &mut Page) {
        page.toned("not trusted: this is what the file says, whoever wrote it", Tone::Warn);
        let ended = if self.ended { "yes" } else { "no" };
        page.pairs(&[
            ("type", self.kind.clone()),
            ("key", self.key.clone()),
            ("signature", self.signature.clone()),
            ("ended", ended.to_owned()),
        ]);
        page.blank();
        document::write_any(&self.document).unwrap_or_default().lines().for_each(|line| page.line(line));
    }

    fn names(&self) -> Vec<String> {
        vec![self.kind.clone()]
    }
}

fn files(page: &mut Page, files: &[String]) {
    for file in files {
        page.line(format_args!("  {file}"));
    }
}

fn findings(page: &mut Page, findings: &[Finding]) {
    for finding in findings {
        let tone = if finding.level == Level::Inform { Tone::Plain } else { Tone::Warn };
        page.toned(format_args!("  {}: {} [{}]", finding.subject, finding.advice, finding.code), tone);
    }
}

fn next(page: &mut Page, line: &str) {
    page.line(format_args!("next: {line}"));
}
