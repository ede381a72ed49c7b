//! Keys, requests and tokens.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    cli::{
        output::Report,
        page::{Page, Tone},
    },
    domain::finding::{Finding, Level},
    job::{
        csr::{CheckedRequest, Created, ShownRequest},
        jwk::{CheckedSet, Published, Thumbprint},
        jwt::{Asserted, Decoded, Verification},
        key::{Keys, Made, Matched, Shown},
        material::KeyFacts,
    },
};

/// A key that was made: its text alone when it goes to stdout, else the facts.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub enum MadeKey {
    /// The facts.
    Facts(KeyFacts),
    /// Many.
    Many(Keys),
    /// The text, for people and pipes alone.
    #[serde(skip)]
    Text(crate::domain::secret::Secret),
}

impl From<Made> for MadeKey {
    fn from(made: Made) -> Self {
        made.text.map_or(Self::Facts(made.facts), Self::Text)
    }
}

impl Report for MadeKey {
    fn human(&self, page: &mut Page) {
        match self {
            Self::Facts(facts) => facts_of(facts, page),
            Self::Many(keys) => table(&keys.keys, page),
            Self::Text(text) => page.raw(text.reveal()),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Facts(facts) => vec![facts.thumbprint.clone()],
            Self::Many(keys) => keys.keys.iter().map(|key| key.thumbprint.clone()).collect(),
            Self::Text(_) => Vec::new(),
        }
    }
}

impl Report for Shown {
    fn human(&self, page: &mut Page) {
        for (place, holding) in self.keys.iter().enumerate() {
            if place > 0 {
                page.blank();
            }
            page.pairs(&[("holds", holding.holds.clone())]);
            facts_of(&holding.key, page);
        }
        findings(&self.findings, page);
    }

    fn names(&self) -> Vec<String> {
        self.keys.iter().map(|holding| holding.key.thumbprint.clone()).collect()
    }
}

impl Report for Matched {
    fn human(&self, page: &mut Page) {
        let row = |file: &crate::job::key::Holding| {
            let key = &file.key;
            let name = key.file.clone().unwrap_or_default();
            vec![name.into(), (&file.holds).into(), (&key.kind).into(), (&key.public_key_sha256).into()]
        };
        page.table(&["FILE", "HOLDS", "TYPE", "PUBLIC KEY SHA-256"], self.files.iter().map(row).collect());
        page.blank();
        if self.ok {
            page.toned("They belong together.", Tone::Good);
        } else {
            page.toned("They do not belong together: the public keys differ.", Tone::Bad);
        }
    }

    fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.key.public_key_sha256.clone()).collect()
    }
}

impl Report for Created {
    fn human(&self, page: &mut Page) {
        match &self.request {
            Some(request) => page.raw(request),
            None => page.pairs(&[
                ("file", self.file.clone().unwrap_or_default()),
                ("subject", self.subject.clone()),
                ("public key SHA-256", self.public_key_sha256.clone()),
            ]),
        }
    }

    fn names(&self) -> Vec<String> {
        vec![self.public_key_sha256.clone()]
    }
}

impl Report for ShownRequest {
    fn human(&self, page: &mut Page) {
        page.pairs(&[
            ("subject", self.subject.clone()),
            ("as OpenSSL prints it", self.openssl_subject.clone()),
            ("as older tools do", self.legacy_subject.clone()),
            ("names", self.names.join(", ")),
            ("purposes", self.purposes.join(", ")),
            ("signature", self.signature.clone()),
            ("type", self.key.kind.clone()),
            ("public key SHA-256", self.key.public_key_sha256.clone()),
            ("thumbprint", self.key.thumbprint.clone()),
        ]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.subject.clone()]
    }
}

impl Report for CheckedRequest {
    fn human(&self, page: &mut Page) {
        if self.ok {
            page.toned("The request is fit to be sent.", Tone::Good);
        } else {
            page.toned("The request would be refused.", Tone::Bad);
        }
        findings(&self.findings, page);
    }

    fn names(&self) -> Vec<String> {
        self.findings.iter().map(|finding| finding.code.clone()).collect()
    }
}

impl Report for CheckedSet {
    fn human(&self, page: &mut Page) {
        let keys = if self.keys == 1 { "1 key".to_owned() } else { format!("{} keys", self.keys) };
        if self.ok {
            page.toned(format!("The set is fit to be published: {keys}."), Tone::Good);
        } else {
            page.toned(format!("The set is not fit to be published: {keys}."), Tone::Bad);
        }
        findings(&self.findings, page);
    }

    fn names(&self) -> Vec<String> {
        self.findings.iter().map(|finding| finding.code.clone()).collect()
    }
}

impl Report for Published {
    fn human(&self, page: &mut Page) {
        page.raw(&format!("{:#}\n", self.0));
    }

    fn names(&self) -> Vec<String> {
        let alone = [self.0.clone()];
        let keys = self.0["keys"].as_array().map_or(&alone[..], Vec::as_slice);
        keys.iter().filter_map(|key| key["kid"].as_str()).map(str::to_owned).collect()
    }
}

impl Report for Thumbprint {
    fn human(&self, page: &mut Page) {
        page.line(&self.thumbprint);
    }

    fn names(&self) -> Vec<String> {
        vec![self.thumbprint.clone()]
    }
}

impl Report for Asserted {
    fn human(&self, page: &mut Page) {
        page.line(&self.jwt);
    }

    fn names(&self) -> Vec<String> {
        vec![self.jwt.clone()]
    }
}

impl Report for Decoded {
    fn human(&self, page: &mut Page) {
        for (title, part) in [("header", &self.header), ("claims", &self.claims)] {
            page.line(title);
            object(part, page);
        }
        page.toned("Not verified.", Tone::Warn);
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Report for Verification {
    fn human(&self, page: &mut Page) {
        match (&self.reason, &self.claims) {
            (None, Some(claims)) => {
                page.toned("The token is good.", Tone::Good);
                object(claims, page);
            }
            (reason, _) => {
                page.toned("The token is refused.", Tone::Bad);
                page.line(reason.as_deref().unwrap_or_default());
            }
        }
    }

    fn names(&self) -> Vec<String> {
        self.code.iter().cloned().collect()
    }
}

/// A JSON object, cleaned line by line.
fn object(value: &Value, page: &mut Page) {
    format!("{value:#}").lines().for_each(|line| page.line(line));
}

fn facts_of(facts: &KeyFacts, page: &mut Page) {
    page.pairs(&[
        ("file", facts.file.clone().unwrap_or_default()),
        ("type", facts.kind.clone()),
        ("public key SHA-256", facts.public_key_sha256.clone()),
        ("thumbprint", facts.thumbprint.clone()),
    ]);
}

fn table(keys: &[KeyFacts], page: &mut Page) {
    let row = |key: &KeyFacts| vec![key.file.clone().unwrap_or_default().into(), (&key.kind).into(), (&key.thumbprint).into()];
    page.table(&["FILE", "TYPE", "THUMBPRINT"], keys.iter().map(row).collect());
}

fn findings(findings: &[Finding], page: &mut Page) {
    for finding in findings {
        let tone = match finding.level {
            Level::Refuse => Tone::Bad,
            Level::Warn => Tone::Warn,
            Level::Inform => Tone::Plain,
        };
        page.toned(format!("{}: {} [{}]", finding.level, finding.subject, finding.code), tone);
        page.line(format!("  {}", finding.advice));
    }
}
