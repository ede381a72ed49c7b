//! `onboard NAME...`

use crate::{
    cli::{
        command::{Run, planned::PlanFile, source::SecretSource},
        failure::{Failure, Outcome, Verdict, settle},
        open::House,
        settings::Purpose,
        view::board::Onboarded,
    },
    domain::{
        moment::Span,
        name::{PartnerName, ProfileKey, StepId},
        step::StepState,
    },
    job::{
        adopt,
        fleet::{Order as Wanted, plan},
        onboard::{self, Order},
        report::Board,
    },
};

/// Runs every step that can run, and says who must act next.
///
/// Creates nothing twice and resumes after any interruption. Waiting on somebody is success: the answer then says
/// `"complete": false` and names whose move it is.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Args {
    /// The partners
    #[arg(required = true, value_name = "NAME")]
    partners: Vec<PartnerName>,
    /// Show the changes and make none
    #[arg(long)]
    dry_run: bool,
    /// Take over a profile that this workspace did not make, or that changed since its record was written
    #[arg(long)]
    adopt: bool,
    /// With `--adopt`: a client that the authorization server has already, by its address or its id
    ///
    /// The address is the `registration_client_uri` of its registration. An id alone is looked for below the registration endpoint.
    #[arg(long, value_name = "URL|ID", allow_hyphen_values = true, requires_all = ["adopt", "registration_token_file"], conflicts_with = "dry_run")]
    client: Option<String>,
    /// The registration token that opens this client: a file, `-` for stdin, or `env:NAME`
    #[arg(long, value_name = "FILE|-|env:NAME", requires = "client")]
    registration_token_file: Option<SecretSource>,
    /// Its client secret, for a server that does not show it: a file, `-` for stdin, or `env:NAME`
    #[arg(long, value_name = "FILE|-|env:NAME", requires = "client")]
    client_secret_file: Option<SecretSource>,
    /// Replace a credential whose secret is lost, without asking
    #[arg(long)]
    replace_lost_secret: bool,
    /// Onboard a partner anew that was let go
    #[arg(long)]
    again: bool,
    /// Exit with 8 while a step is open
    #[arg(long)]
    require_complete: bool,
    /// Wait for this step; exit with 8 when it is still open at the end
    #[arg(long, value_name = "STEP")]
    until: Option<StepId>,
    /// How long to wait
    #[arg(long, value_name = "SPAN", requires = "until")]
    wait: Option<Span>,
    #[command(flatten)]
    plan: PlanFile,
}

const EXAMPLES: &str = "\
Examples:
  Brings `acme` as far as it goes in the default environment:
    $ partnerctl onboard acme
  Shows the changes that it would make:
    $ partnerctl onboard acme --dry-run
  For pipelines: one JSON document, no questions:
    $ partnerctl onboard acme globex -e non-production -o json --no-input
  Takes over a client that the authorization server has already:
    $ partnerctl onboard acme --adopt --client https://as.example.net/reg/4711 --registration-token-file token.txt
  Where changes go through saved plans; `apply` carries it out:
    $ partnerctl onboard acme -e production --plan onboard.json
  Waits until the partner proved that it can call:
    $ partnerctl onboard acme --until validate --wait 30m";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        if self.plan.is_wanted() {
            return self.planned(house);
        }
        let until = self.until.clone();
        let open = |board: &Board| is_open(board, self.require_complete, until.as_ref());
        let purpose = if self.dry_run { Purpose::Read } else { Purpose::Write };
        let adoption = self.adoption(house)?;
        let mut board = house.work_in(purpose, |ctx, environment| {
            if let (Some(order), [partner]) = (&adoption, self.partners.as_slice()) {
                let key = ProfileKey { partner: partner.clone(), environment: environment.clone() };
                adopt::run(ctx, &key, order)?;
            }
            let order = Order {
                names: self.partners.clone(),
                environment: environment.clone(),
                dry_run: self.dry_run,
                adopt: self.adopt,
                replace_lost_secret: self.replace_lost_secret,
                again: self.again,
                until: self.until.clone().map(|step| (step, self.wait.unwrap_or(Span::seconds(0)))),
            };
            onboard::run(ctx, &order)
        })?;
        let verdict = settle(&mut board)?;
        let verdict = if verdict == Verdict::Done && open(&board) { Verdict::Differs } else { verdict };
        house.show(&Onboarded(board))?;
        Ok(verdict)
    }
}

impl Args {
    /// Saves what it would do. A plan neither waits nor takes a token, and whoever was let go is brought back by no plan.
    fn planned(&self, house: &House) -> Outcome {
        let others = [
            ("--dry-run", self.dry_run),
            ("--client", self.client.is_some()),
            ("--again", self.again),
            ("--until", self.until.is_some()),
            ("--require-complete", self.require_complete),
            ("--replace-lost-secret", self.replace_lost_secret),
        ];
        if let Some((flag, _)) = others.iter().find(|(_, given)| *given) {
            let failure = Failure::usage(format!("`--plan` does not go with `{flag}`"));
            return Err(failure.next(format!("save the plan without `{flag}`")));
        }
        self.plan.save(house, |ctx, environment| {
            let (names, environment) = (self.partners.clone(), environment.clone());
            plan::for_board(
                ctx,
                &Wanted { names, environment, adopt: self.adopt, replace_lost_secret: false, native_only: false },
            )
        })
    }

    /// The client to take over. It is of one partner.
    fn adoption(&self, house: &House) -> Result<Option<adopt::Order>, Failure> {
        let (Some(client), Some(token)) = (&self.client, &self.registration_token_file) else { return Ok(None) };
        if self.partners.len() > 1 {
            return Err(Failure::usage("`--client` names the client of one partner").next("name one partner"));
        }
        let secret = self.client_secret_file.as_ref().map(|source| source.read(house)).transpose()?;
        Ok(Some(adopt::Order { client: client.clone(), token: token.read(house)?, secret }))
    }
}

fn is_open(board: &Board, all: bool, until: Option<&StepId>) -> bool {
    let awaited = |id: &StepId| all || until == Some(id);
    let steps = board.partners.iter().flat_map(|line| &line.steps);
    steps.filter(|step| awaited(&step.id)).any(|step| !matches!(step.state, StepState::Done | StepState::Skipped))
}
