//! `profile create|show|list|suspend|resume|delete`

mod create;
mod delete;
mod list;
mod resume;
mod show;
mod suspend;

use crate::{
    cli::{command::noun, failure::Outcome, open::House, settings::Purpose, view::board::Onboarded},
    domain::name::{PartnerName, ProfileKey},
    job::{Context, Result, report::Board},
};

noun! {
    /// A partner's profile, straight on the gateway.
    { Create(create), Show(show), List(list), Suspend(suspend), Resume(resume), Delete(delete) }
}

/// Changes one partner's profile and shows what came of it.
pub(super) fn change(house: &House, name: &PartnerName, job: impl FnOnce(&Context<'_>, &ProfileKey) -> Result<Board>) -> Outcome {
    let board = house.work_in(Purpose::Write, |ctx, environment| {
        job(ctx, &ProfileKey { partner: name.clone(), environment: environment.clone() })
    })?;
    house.answer_board(board, Onboarded)
}
