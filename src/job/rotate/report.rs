//! What is told about a rotation: how far it is, and whose move it is.

use crate::{
    domain::{
        rotation::{Rotation, RotationKind, RotationState, RotationWay},
        step::Owner,
    },
    job::report::PartnerReport,
};

use super::turn::Turn;

impl Turn<'_> {
    /// How the partner stands now.
    pub(super) fn report(self) -> PartnerReport {
        let key = self.work.key.clone();
        let mut report = PartnerReport::new(key.partner.clone(), key.environment.clone());
        report.mechanism = Some(self.session.mechanism());
        let rotation = self.work.record.status.rotation.clone();
        if let Some(rotation) = &rotation {
            (report.waiting_on, report.next) = self.told_next(rotation);
            report.complete = !rotation.is_open();
        }
        report.rotation = rotation;
        report.changes = self.changes;
        report.checks = self.checks;
        report.findings = self.work.findings;
        report
    }

    /// Whose move it is, and the line.
    fn told_next(&self, rotation: &Rotation) -> (Option<Owner>, Option<String>) {
        let key = &self.work.key;
        match rotation.state {
            RotationState::Scheduled => {
                let from = rotation.not_before.map_or_else(|| "now".to_owned(), |from| from.to_string());
                let until = rotation.not_after.map(|until| format!(" until {until}")).unwrap_or_default();
                let tell = if rotation.way == RotationWay::CutOver { "; tell the partner of that time" } else { "" };
                (Some(Owner::Operator), Some(format!("from {from} on{until}: {}{tell}", self.line("goes on", ""))))
            }
            RotationState::Active => {
                let line = format!("partnerctl rotate {} -e {}", key.partner, key.environment);
                let next = format!(
                    "partner: `{line}` proves the new {} and writes a signed result; `partnerctl receive RESULT` takes it, then {}",
                    rotation.kind,
                    self.line("goes on", "")
                );
                (Some(Owner::Partner), Some(next))
            }
            RotationState::Ending => {
                let until = rotation.old_ends.map(|day| day.to_string()).unwrap_or_default();
                let share = if rotation.kind == RotationKind::Secret {
                    format!("hand the new one over: `partnerctl handover {} -e {}`; ", key.partner, key.environment)
                } else {
                    String::new()
                };
                let next = format!(
                    "{share}both are good until {until}, then {}",
                    self.line("retires the old one (`--finish`: now)", "")
                );
                (Some(Owner::Operator), Some(next))
            }
            RotationState::Ended => (None, None),
        }
    }
}
