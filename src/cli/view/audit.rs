//! The audit log.

use crate::{
    cli::{
        output::Report,
        page::{Page, Tone},
    },
    job::audit::{ActList, ChainCheck},
};

impl Report for ActList {
    fn human(&self, page: &mut Page) {
        if self.acts.is_empty() {
            return page.line("Nothing was done yet");
        }
        let rows = self.acts.iter().map(|act| {
            let whose = [act.partner.as_ref().map(ToString::to_string), act.environment.as_ref().map(ToString::to_string)];
            let whose = whose.into_iter().flatten().collect::<Vec<_>>().join(" in ");
            vec![act.at.into(), (&act.by).into(), whose.into(), (&act.what).into(), act.change.clone().unwrap_or_default().into()]
        });
        page.table(&["WHEN", "WHO", "PARTNER", "WHAT", "CHANGE"], rows.collect());
    }

    fn names(&self) -> Vec<String> {
        self.acts.iter().map(|act| act.at.to_string()).collect()
    }
}

impl Report for ChainCheck {
    fn human(&self, page: &mut Page) {
        match &self.reason {
            None => page.toned(format_args!("the audit log holds: {} lines", self.lines), Tone::Good),
            Some(reason) => page.toned(format_args!("the audit log does not hold: {reason}"), Tone::Bad),
        }
    }

    fn names(&self) -> Vec<String> {
        self.reason.iter().cloned().collect()
    }
}
