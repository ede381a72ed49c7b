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
    /// The partner, or a file with the token or certificate that was refused
    #[arg(value_name = "NAME|FILE", required = true)]
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
        let name = self
            .partner
            .or(partner)
            .ok_or_else(|| Failure::usage("whose these files are is not said".to_owned()).next("add `--partner NAME`"))?;
        let seen = files.into_iter().map(|path| given(path)).collect::<Result<Vec<_>, _>>()?;
        let live = seen.is_empty() && !self.no_calls;
        let explained = house.work_in(Purpose::Read, |ctx, environment| {
            explain::run(ctx, &Order { name, environment: environment.clone(), seen, live })
        })?;
        house.show(&explained)?;
        Ok(if explained.ok { Verdict::Done } else { Verdict::No })
    }
}

fn partner(text: &str) -> Result<PartnerName, Failure> {
    text.parse().map_err(|error| Failure::usage(format!("`{text}` is neither a file nor a partner: {error}")))
}

fn given(path: &str) -> Result<Given, Failure> {
    let bytes = source::input(path, LIMIT)?;
    Ok(Given { name: source::title(path).to_owned(), bytes: bytes.into() })
}

const LIMIT: u64 = 1 << 20;
