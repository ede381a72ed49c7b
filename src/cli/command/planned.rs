//! `--plan FILE` of commands that write: a saved plan in place of the write.

use std::path::PathBuf;

use crate::{
    cli::{
        failure::{Failure, Kind, Outcome, Verdict, settle},
        open::House,
        settings::Purpose,
        view::board::Onboarded,
    },
    domain::{
        finding::{Finding, Level},
        name::{EnvironmentName, PartnerName, ProfileKey},
    },
    files::Mode,
    job::{
        Context, Event, Result,
        fleet::{
            acts::{self, Act},
            saved::Saved,
        },
        material::Target,
        report::Board,
    },
};

/// Where a plan goes.
#[derive(Debug, Clone, clap::Args)]
pub struct PlanFile {
    /// Save what it would do as a plan, for `apply` to carry out
    #[arg(long = "plan", value_name = "FILE")]
    file: Option<PathBuf>,
}

impl PlanFile {
    /// Whether a plan is to be saved.
    #[must_use]
    pub const fn is_wanted(&self) -> bool {
        self.file.is_some()
    }

    /// Saves the plan of one command on one partner.
    pub fn act(&self, house: &House, name: &PartnerName, act: Act) -> Outcome {
        self.save(house, |ctx, environment| {
            acts::plan(ctx, &ProfileKey { partner: name.clone(), environment: environment.clone() }, act)
        })
    }

    /// Saves what a job draws, and shows it. A file that is there is not replaced.
    pub fn save(&self, house: &House, draw: impl FnOnce(&Context<'_>, &EnvironmentName) -> Result<(Board, Saved)>) -> Outcome {
        let target = Target { path: self.file.clone(), replace: false };
        if let Some(name) = target.name().filter(|_| target.check().is_err()) {
            let what = format!("there is a file `{name}` already");
            return Err(Failure::new(Kind::Conflict, "conflict", what).next("choose another name, or remove the old plan"));
        }
        let (mut board, saved) = house.work_in(Purpose::Read, draw)?;
        let verdict = settle(&mut board)?;
        if verdict == Verdict::Done {
            target.write(saved.text()?.as_bytes(), Mode::Public)?;
            let (hash, file) = (saved.hash()?, target.name().unwrap_or_default());
            let advice = format!("`partnerctl apply {file}` carries it out");
            house.tell(&Event::Note(Finding::new(Level::Inform, "plan-saved", format!("{file} (SHA-256 {hash})"), advice)));
        }
        house.show(&Onboarded(board))?;
        Ok(verdict)
    }
}
