//! `audit verify`: whether the audit log was changed.

use crate::{
    cli::{
        command::Run,
        failure::{Outcome, Verdict},
        open::House,
    },
    job::audit::{self, ChainCheck},
};

/// Checks that no line of the audit log was changed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The hash of a line that was the last one once; ends with 7 when it is no longer in the log.
    #[arg(long, value_name = "HASH", value_parser = hash)]
    head: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  Ends with 7 when a line does not fit the line before it:
    $ partnerctl audit verify
  For a script; keep `head` elsewhere, and give its hash with `--head` later:
    $ partnerctl audit verify -o json";

impl Run for Args {
    type Answer = ChainCheck;

    fn run(self, house: &House) -> Outcome {
        let check = house.work(|context| audit::verify(context, self.head.as_deref()))?;
        house.show(&check)?;
        Ok(if check.ok { Verdict::Done } else { Verdict::No })
    }
}

fn hash(text: &str) -> Result<String, String> {
    let good = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if good { Ok(text.to_ascii_lowercase()) } else { Err("a hash has 64 hexadecimal digits".to_owned()) }
}
