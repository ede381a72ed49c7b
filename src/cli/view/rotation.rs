//! A rotation as people read it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Page, Tone},
        view::{
            board::{changed, check_lines, heading, notes},
            day,
        },
    },
    domain::rotation::{Rotation, RotationState},
    job::report::{Board, PartnerReport},
};

/// What `rotate` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Rotated(pub Board);

impl Report for Rotated {
    fn human(&self, page: &mut Page) {
        if self.0.partners.is_empty() {
            page.toned("nothing is due", Tone::Good);
        }
        for (place, line) in self.0.partners.iter().enumerate() {
            if place > 0 {
                page.blank();
            }
            one(page, line);
        }
    }

    fn names(&self) -> Vec<String> {
        self.0.partners.iter().map(|line| line.name.to_string()).collect()
    }
}

fn one(page: &mut Page, line: &PartnerReport) {
    heading(page, line);
    match &line.rotation {
        Some(rotation) => page.toned(format!("  {}", told(rotation)), tone(rotation)),
        None if line.error.is_none() => page.line("  no rotation is open"),
        None => {}
    }
    changed(page, line);
    if !line.checks.is_empty() {
        check_lines(page, &line.checks);
    }
    notes(page, line);
    if let Some(next) = &line.next {
        page.line(format!("next: {next}"));
    }
}

fn tone(rotation: &Rotation) -> Tone {
    if rotation.state == RotationState::Ended { Tone::Good } else { Tone::Plain }
}

fn told(rotation: &Rotation) -> String {
    let (kind, state) = (rotation.kind, rotation.state);
    let way = format!("{kind}: {state} ({})", rotation.way);
    match state {
        RotationState::Scheduled => way,
        RotationState::Active => format!("{way}, the new one is there and not proven yet"),
        RotationState::Ending => {
            let until = rotation.old_ends.map(day).unwrap_or_default();
            format!("{way}, the new one is proven by a call; the old one ends {until}")
        }
        RotationState::Ended => format!("{way}, the old one is retired"),
    }
}
