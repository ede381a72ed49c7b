//! `apply [NAME...|PLANFILE]`

use std::path::Path;

use clap::ValueEnum;

use crate::{
    cli::{
        command::{Run, material::given},
        failure::{Failure, Outcome, Verdict, settle_all},
        open::House,
        settings::Purpose,
        view::fleet::Applied,
    },
    domain::name::{EnvironmentName, PartnerName},
    job::{
        Context,
        fleet::{
            Fleet, Order,
            apply::{self, Apply},
            saved::Saved,
        },
    },
};

/// Makes the gateway as partner files, or a saved plan, say.
///
/// Creates nothing twice and resumes after any interruption. One partner's failure never stops the others; a partner whose file is
/// gone is told, and left as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Partners, or one saved plan [default: all of the environment]
    #[arg(value_name = "NAME|PLANFILE")]
    subjects: Vec<String>,
    /// How many partners at a time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// What a failure means for the others
    #[arg(long, value_name = "continue|stop", value_enum, default_value = "continue", hide_possible_values = true)]
    on_error: OnError,
    /// Refuse partners whose changes the gateway has no operation of its own for
    #[arg(long)]
    native_only: bool,
    /// Take over profiles that this workspace did not make
    #[arg(long)]
    adopt: bool,
    /// Replace credentials whose secret is lost, without asking
    #[arg(long)]
    replace_lost_secret: bool,
}

/// What a failure means for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// They go on.
    Continue,
    /// Those that were not begun are left alone.
    Stop,
}

const EXAMPLES: &str = "\
Examples:
  Makes all partners of the default environment as their files say:
    $ partnerctl apply
  Two of them, on a gateway that is to be spared:
    $ partnerctl apply acme globex --jobs 1
  Exactly what was shown and agreed to:
    $ partnerctl apply change.json -e production --change CHG0042";

impl Run for Args {
    type Answer = Applied;

    fn run(self, house: &House) -> Outcome {
        let mut fleet = match self.plan_file()? {
            Some(saved) => house.work(|ctx| -> Result<_, Failure> { self.follow(house, ctx, &saved) })?,
            None => house.work_in(Purpose::Write, |ctx, environment| {
                let names = self.subjects.iter().map(|name| partner(name)).collect::<crate::job::Result<_>>()?;
                apply::run(ctx, &self.order(environment, names))
            })?,
        };
        let verdict = settle_all(&mut fleet.partners, fleet.summary.partners)?;
        let verdict = if verdict == Verdict::Done && fleet.summary.left > 0 { Verdict::Partly } else { verdict };
        house.show(&Applied { fleet })?;
        Ok(verdict)
    }
}

impl Args {
    /// A word that is a file and no partner's name is a saved plan.
    fn plan_file(&self) -> Result<Option<Saved>, Failure> {
        let [word] = &self.subjects[..] else { return Ok(None) };
        if word != "-" && (word.parse::<PartnerName>().is_ok() || !Path::new(word).is_file()) {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&given(word)?.bytes).into_owned();
        Ok(Some(Saved::read(&text)?))
    }

    fn follow(&self, house: &House, ctx: &Context<'_>, saved: &Saved) -> Result<Fleet, Failure> {
        let environment = &saved.metadata.environment;
        if let Some(other) = house.settings.given_environment().filter(|named| *named != environment) {
            let what = format!("the plan is for environment `{environment}`, not for `{other}`");
            return Err(Failure::usage(what).next(format!("give `-e {environment}`")));
        }
        let mut apply = self.order(environment, Vec::new());
        apply.order.adopt = saved.metadata.adopt;
        Ok(apply::run_saved(ctx, &apply, saved)?)
    }

    fn order(&self, environment: &EnvironmentName, names: Vec<PartnerName>) -> Apply {
        Apply {
            order: Order {
                names,
                environment: environment.clone(),
                adopt: self.adopt,
                replace_lost_secret: self.replace_lost_secret,
                native_only: self.native_only,
            },
            jobs: usize::from(self.jobs),
            stop_on_error: self.on_error == OnError::Stop,
        }
    }
}

fn partner(word: &str) -> crate::job::Result<PartnerName> {
    word.parse().map_err(|error| {
        let what = format!("`{word}` is neither a file nor the name of a partner: {error}");
        crate::job::Cause::Usage { what, next: "`partnerctl partner list` shows the names".to_owned() }.into()
    })
}
