//! `demo`

use std::path::{Path, PathBuf};

use crate::{
    cli::{
        command::Run,
        failure::{Failure, Outcome, Verdict, settle},
        open::House,
        settings::Purpose,
        strongbox,
        view::demo::Tour,
    },
    domain::name::{EnvironmentName, PartnerName},
    job::{
        Context,
        badge::Given,
        demo,
        onboard::{self, Order},
        report::Board,
        sandbox, verify,
    },
};

/// Runs the main job in one go, on a gateway of its own.
///
/// Starts the embedded gateway in a new folder, onboards one partner per mechanism, and makes each partner's calls.
/// Exits with 7 when a call is not answered as it should be, or one with a wrong credential is not refused.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder to work in [default: a new temporary one]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  The guided tour, which needs no workspace and no network:
    $ partnerctl demo
  Keeps workspace and documents in the new folder `tour`:
    $ partnerctl demo --dir tour -o json";

impl Run for Args {
    type Answer = Tour;

    fn run(self, house: &House) -> Outcome {
        let folder = demo::folder(self.dir).map_err(Failure::from)?;
        let tour = guided(house, &folder)?;
        house.show(&tour)?;
        Ok(if tour.ok { Verdict::Done } else { Verdict::No })
    }
}

fn guided(house: &House, folder: &Path) -> Result<Tour, Failure> {
    let workspace = folder.join("workspace");
    let identity = folder.join("identity.txt");
    let recipient = strongbox::make_identity(&identity, None)?;
    demo::found(&workspace, recipient).map_err(Failure::from)?;
    let order = sandbox::Order::at(workspace.join(".partnerctl/sandbox"));
    let running = sandbox::start(&order, house.shared_clock()).map_err(Failure::from)?;
    let inside = house.inside(&workspace, &identity);
    let provider = running.ready().tls_url.join("idp").map_err(|error| Failure::usage(error.to_string()))?;
    let names = inside.work_in(Purpose::Write, |ctx, environment| demo::equip(ctx, environment, &workspace, &provider))?;
    let board = inside.work_in(Purpose::Write, |ctx, environment| onboarded(ctx, environment, &names));
    let verified = board.and_then(|mut board| {
        settle(&mut board)?;
        inside.work_in(Purpose::Read, |ctx, environment| called(ctx, environment, &names, board))
    });
    running.stop();
    Ok(Tour::new(&workspace, verified?))
}

fn onboarded(ctx: &Context<'_>, environment: &EnvironmentName, names: &[PartnerName]) -> crate::job::Result<Board> {
    let order = Order {
        names: names.to_vec(),
        environment: environment.clone(),
        dry_run: false,
        adopt: false,
        replace_lost_secret: false,
        again: false,
        until: None,
    };
    onboard::run(ctx, &order)
}

/// Makes the calls of each partner, and puts what was seen beside what was changed.
fn called(ctx: &Context<'_>, environment: &EnvironmentName, names: &[PartnerName], board: Board) -> crate::job::Result<Board> {
    let mut partners = Vec::new();
    for (name, changed) in names.iter().zip(board.partners) {
        let order = verify::Order { name: name.clone(), environment: environment.clone(), given: Given::default(), report: None };
        for mut line in verify::run(ctx, &order)?.partners {
            line.changes.clone_from(&changed.changes);
            partners.push(line);
        }
    }
    Ok(Board { partners })
}
