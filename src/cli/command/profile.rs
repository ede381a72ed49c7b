//! `profile create|show|list|suspend|resume|delete`

mod create;
pub(crate) mod delete;
mod list;
mod resume;
mod show;
mod suspend;

use crate::{
    cli::{
        command::noun,
        failure::{Failure, Outcome},
        open::House,
        settings::Purpose,
        view::board::Onboarded,
    },
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
    });
    house.answer_board(board.map_err(|failure| about(failure, name))?, Onboarded)
}

/// The same failure, with the partner that the command is about; it may have happened before anything of the partner was read.
pub(super) fn about(mut failure: Failure, name: &PartnerName) -> Failure {
    failure.place.partner.get_or_insert_with(|| name.clone());
    failure
}
