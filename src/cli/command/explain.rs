//! `explain NAME`, `explain FILE`

use std::path::Path;

use crate::{
    cli::{
        command::{Run, source},
        failure::{Failure, Outcome, Verdict},
        open::House,
        settings::Purpose,
    },
    domain::name::PartnerName,
    job::{
        Cause,
        exchange::only_partner,
        explain::{self, Explanation, Order},
        material::Given,
    },
};

/// Says why a partner's call fails, and whose move it is.
///
/// Compares token claims, `kid`, certificates, clock, audience and assignment with the record and the gateway. With a name it looks at
/// the gateway and makes the partner's calls where the credential is; with files it looks at what the partner sent. Exits with 7 when
/// something is wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner, or a file with the token or certificate that was refused; a partner's workspace with one connection knows the partner
    #[arg(value_name = "NAME|FILE")]
    subjects: Vec<String>,
    /// The partner that the files are of
    #[arg(long, value_name = "NAME")]
    partner: Option<PartnerName>,
    /// Makes no calls as the partner
    #[arg(long)]
    no_calls: bool,
}

const EXAMPLES: &str = "\
Examples:
  What is wrong, and which side has to mend it:
    $ partnerctl explain acme
  A token that the partner sent in:
    $ partnerctl explain token.jwt --partner hooli";

impl Run for Args {
    type Answer = Explanation;

    fn run(self, house: &House) -> Outcome {
        let is_file = |subject: &&String| Path::new(subject.as_str()).is_file();
        let (files, others): (Vec<_>, Vec<_>) = self.subjects.iter().partition(is_file);
        let partner = others.first().map(|text| partner(text)).transpose()?;
        let named = self.partner.or(partner);
        let seen = files.into_iter().map(|path| given(path)).collect::<Result<Vec<_>, _>>()?;
        let live = seen.is_empty() && !self.no_calls;
        let whose = if seen.is_empty() { "which partner is meant" } else { "whose these files are" };
        let explained = house.work_in(Purpose::Read, |ctx, environment| {
            let name = named.or_else(|| only_partner(ctx).ok()).ok_or_else(|| unsaid(whose))?;
            explain::run(ctx, &Order { name, environment: environment.clone(), seen, live })
        })?;
        house.show(&explained)?;
        Ok(if explained.ok { Verdict::Done } else { Verdict::No })
    }
}

fn unsaid(what: &str) -> Cause {
    Cause::Usage { what: format!("{what} is not said"), next: "add `--partner NAME`".to_owned() }
}

fn partner(text: &str) -> Result<PartnerName, Failure> {
    text.parse().map_err(|error| Failure::usage(format!("`{text}` is neither a file nor a partner: {error}")))
}

fn given(path: &str) -> Result<Given, Failure> {
    let bytes = source::input(path, LIMIT)?;
    Ok(Given { name: source::title(path).to_owned(), bytes: bytes.into() })
}

const LIMIT: u64 = 1 << 20;
