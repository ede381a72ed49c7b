//! Certificates: what they say, and what is said about them.

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
        view::day,
    },
    domain::finding::{Finding, Level},
    job::cert::{
        Link,
        bundle::Bundled,
        make::Made,
        show::{CertificateList, Facts, Server},
        verify::Judgement,
    },
};

impl Report for CertificateList {
    fn human(&self, page: &mut Page) {
        if let Some(server) = &self.server {
            about_server(page, server);
            page.blank();
        }
        for (index, facts) in self.certificates.iter().enumerate() {
            if index > 0 {
                page.blank();
            }
            about_certificate(page, facts);
        }
        if !self.in_order {
            page.blank();
            page.toned("not in order: `partnerctl cert bundle` sorts them", Tone::Warn);
        }
        for place in &self.private_keys {
            page.toned(format_args!("a private key is there, too ({place}): never send this file"), Tone::Bad);
        }
        for skipped in &self.skipped {
            page.toned(format_args!("passed over: {skipped}"), Tone::Faint);
        }
    }

    fn names(&self) -> Vec<String> {
        self.certificates.iter().map(|facts| facts.sha256.clone()).collect()
    }
}

fn about_server(page: &mut Page, server: &Server) {
    let asks = if server.asks_for_certificate { "yes" } else { "no" };
    page.pairs(&[
        ("server", server.place.clone()),
        ("protocol", format!("{}, {}", server.version, server.suite)),
        ("asks for a client certificate", asks.to_owned()),
        ("takes them from", server.accepted_issuers.join("; ")),
    ]);
}

fn about_certificate(page: &mut Page, facts: &Facts) {
    let left = match facts.days_left {
        days @ ..0 => format!("ended {} days ago", -days),
        days => format!("{days} days left"),
    };
    let kind = match (facts.ca, facts.self_signed) {
        (true, true) => "root",
        (true, false) => "authority",
        (false, true) => "self-signed",
        (false, false) => "",
    };
    page.pairs(&[
        ("subject", facts.subject.clone()),
        ("issuer", facts.issuer.clone()),
        ("kind", kind.to_owned()),
        ("serial", facts.serial.clone()),
        ("valid", format!("{} to {}, {left}", day(facts.not_before), day(facts.not_after))),
        ("key", format!("{}, SHA-256 {}", facts.public_key, facts.public_key_sha256)),
        ("signature", facts.signature.clone()),
        (
            "usage",
            [facts.key_usage.join(", "), facts.extended_key_usage.join(", ")].join("; ").trim_matches([';', ' ']).to_owned(),
        ),
        ("names", facts.alternative_names.join(", ")),
        ("SHA-256", facts.sha256.clone()),
        ("SHA-1", facts.sha1.clone()),
    ]);
}

impl Report for Judgement {
    fn human(&self, page: &mut Page) {
        let whose = self.path.first().map(|link| link.subject.as_str()).unwrap_or_default();
        if self.ok {
            page.toned(format_args!("good: {whose}"), Tone::Good);
        } else {
            page.toned(format_args!("refused: {whose}"), Tone::Bad);
        }
        if let Some(issuer) = &self.missing_issuer {
            page.line(format_args!("the certificate of `{issuer}` is missing"));
        }
        page.blank();
        links(page, &self.path);
        page.blank();
        page.table(&["LEVEL", "CODE", "WHAT, AND WHAT TO DO"], self.findings.iter().map(|one| row(one, whose)).collect());
    }

    fn names(&self) -> Vec<String> {
        let mut codes: Vec<_> =
            self.findings.iter().filter(|finding| finding.level != Level::Inform).map(|finding| finding.code.clone()).collect();
        codes.dedup();
        codes
    }
}

fn row(finding: &Finding, whose: &str) -> Vec<Cell> {
    let tone = match finding.level {
        Level::Refuse => Tone::Bad,
        Level::Warn => Tone::Warn,
        Level::Inform => Tone::Faint,
    };
    let about = if finding.subject == whose { String::new() } else { format!("{}: ", finding.subject) };
    vec![Cell::toned(finding.level, tone), (&finding.code).into(), format!("{about}{}", finding.advice).into()]
}

fn links(page: &mut Page, links: &[Link]) {
    let row = |(index, link): (usize, &Link)| vec![(index + 1).into(), (&link.subject).into(), day(link.not_after).into()];
    page.table(&["PATH", "CERTIFICATE", "UNTIL"], links.iter().enumerate().map(row).collect());
}

impl Report for Bundled {
    fn human(&self, page: &mut Page) {
        if let Some(bundle) = &self.bundle {
            return page.raw(bundle);
        }
        links(page, &self.certificates);
        page.blank();
        page.pairs(&[("file", self.file.clone().unwrap_or_default()), ("left out", self.left_out.join("; "))]);
    }

    fn names(&self) -> Vec<String> {
        self.file.iter().cloned().collect()
    }
}

impl Report for Made {
    fn human(&self, page: &mut Page) {
        if let Some(certificate) = &self.certificate {
            return page.raw(certificate);
        }
        page.pairs(&[
            ("subject", self.subject.clone()),
            ("issuer", self.issuer.clone()),
            ("valid", format!("{} to {}", day(self.not_before), day(self.not_after))),
            ("SHA-256", self.sha256.clone()),
            ("file", self.file.clone().unwrap_or_default()),
        ]);
    }

    fn names(&self) -> Vec<String> {
        self.file.iter().cloned().collect()
    }
}
