//! What went to whom by mail.

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    job::notify::{NoticeLine, Notified, Outcome, PartnerNotices},
};

impl Report for Notified {
    fn human(&self, page: &mut Page) {
        let lines = || self.partners.iter().flat_map(|partner| partner.notices.iter().map(move |line| (partner, line)));
        if lines().next().is_none() && self.partners.iter().all(|partner| partner.error.is_none()) {
            return page.line("nothing is due");
        }
        if lines().next().is_some() {
            page.line(format_args!("through {}", self.through));
            page.table(&["PARTNER", "DOCUMENT", "ROLE", "TO", "OUTCOME"], lines().map(row).collect());
        }
        // The failure of the only partner is the command's own, and is said as such.
        for partner in self.partners.iter().filter(|_| self.partners.len() > 1) {
            let Some(error) = &partner.error else { continue };
            page.toned(format_args!("{}: {}", partner.name, error.message), Tone::Bad);
            if let Some(next) = &error.next {
                page.line(format_args!("  next: {next}"));
            }
        }
    }

    fn names(&self) -> Vec<String> {
        let went = |line: &&NoticeLine| matches!(line.outcome, Outcome::Sent | Outcome::Written | Outcome::WouldSend);
        let with_one = self.partners.iter().filter(|partner| partner.notices.iter().any(|line| went(&line)));
        with_one.map(|partner| partner.name.to_string()).collect()
    }
}

fn row((partner, line): (&PartnerNotices, &NoticeLine)) -> Vec<Cell> {
    let tone = match line.outcome {
        Outcome::Sent | Outcome::Written => Tone::Good,
        Outcome::WouldSend | Outcome::SentBefore => Tone::Plain,
        Outcome::Failed | Outcome::Unknown => Tone::Bad,
    };
    vec![
        (&partner.name).into(),
        (&line.document).into(),
        (&line.role).into(),
        (&line.to).into(),
        Cell::toned(line.outcome.word(), tone),
    ]
}
