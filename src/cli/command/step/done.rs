//! `step done`: a step that a person or the other side says is done.

use std::path::Path;

use crate::{
    cli::{
        command::{Run, source},
        failure::{Failure, Outcome},
        open::House,
        settings::Purpose,
        view::step::Ledger,
    },
    crypto::digest,
    domain::{
        finding::{Finding, Level},
        name::{PartnerName, StepId},
        secret::Secret,
    },
    job::{
        Event,
        step::{self, Seen, Word},
    },
};

/// Marks a step as done, with who says so and what was seen.
///
/// `idp-app` and `id-token` are checked first: the issuer's metadata and keys, and the ID token in the file that is the evidence,
/// which itself is not kept.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, allow_missing_positional = true)]
pub struct Args {
    /// The partner; may be left out in a partner's workspace with one connection.
    #[arg(value_name = "NAME")]
    partner: Option<PartnerName>,
    /// The step, such as `terms`.
    #[arg(value_name = "STEP")]
    step: StepId,
    /// Who says so: a person on either side.
    #[arg(long, value_name = "WHO", value_parser = somebody)]
    by: String,
    /// What was seen: a file, kept by name and SHA-256, or a text.
    #[arg(long, value_name = "FILE|TEXT")]
    evidence: Option<String>,
    /// The value that the step established, such as the customer source identifier.
    #[arg(long, value_name = "V")]
    value: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  The terms were accepted by mail:
    $ partnerctl step done acme terms --by 'Jane Doe' --evidence 'mail of 21 November'
  Both sides agreed on the identifier:
    $ partnerctl step done acme customer-source-id --by operations --value ACME-T01";

impl Run for Args {
    type Answer = Ledger;

    fn run(self, house: &House) -> Outcome {
        let evidence = self.evidence.map(seen).transpose()?;
        if let Some(Seen::Text(text)) = evidence.as_ref().filter(|seen| is_path_like(seen)) {
            let advice = format!("`{text}` is no file here: it was taken as a text");
            house.tell(&Event::Note(Finding::new(Level::Warn, "evidence-text", "the evidence", advice)));
        }
        let word = Word::Done { by: self.by, evidence, value: self.value };
        let step = self.step;
        let report = house.work_on(Purpose::Write, self.partner, |context, key| step::say(context, key, &step, word))?;
        house.answer(&Ledger(report))
    }
}

/// A file that is there is a file; everything else is a text.
fn seen(evidence: String) -> Result<Seen, Failure> {
    let path = Path::new(&evidence);
    if !path.is_file() {
        return Ok(Seen::Text(evidence));
    }
    let bytes = source::input(&evidence, LIMIT)?;
    let name = path.file_name().map_or_else(|| evidence.clone(), |name| name.to_string_lossy().into_owned());
    let sha256 = digest::sha256(&bytes);
    let text = String::from_utf8(bytes.clone()).ok().filter(|text| text.len() < SHORT).map(Secret::new);
    Ok(Seen::File { name, sha256, text })
}

/// Whether a text was perhaps meant to be a file: it has a slash, or ends like the name of one.
fn is_path_like(seen: &Seen) -> bool {
    let Seen::Text(text) = seen else { return false };
    let ending = Path::new(text).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    text.contains('/') || ((2..=4).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn somebody(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() { Err("say who: a person on either side".to_owned()) } else { Ok(name.to_owned()) }
}

const LIMIT: u64 = 64 << 20;
const SHORT: usize = 64 << 10;
