//! Findings of the doctor, and a new workspace, as people read them.

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    domain::finding::Level,
    job::{doctor::Diagnosis, init::Founded},
};

impl Report for Diagnosis {
    fn human(&self, page: &mut Page) {
        let rows = self.findings.iter().map(|finding| {
            let (word, tone) = match finding.level {
                Level::Refuse => ("wrong", Tone::Bad),
                Level::Warn => ("mind", Tone::Warn),
                Level::Inform => ("ok", Tone::Good),
            };
            vec![Cell::toned(word, tone), Cell::from(&finding.subject), Cell::from(&finding.advice), Cell::from(&finding.code)]
        });
        page.table(&["RESULT", "WHAT", "SEEN", "CODE"], rows.collect());
        if self.ok {
            page.toned("nothing must be mended", Tone::Good);
        }
    }

    fn names(&self) -> Vec<String> {
        self.findings.iter().filter(|finding| finding.level > Level::Inform).map(|finding| finding.code.clone()).collect()
    }
}

impl Report for Founded {
    fn human(&self, page: &mut Page) {
        page.line(format!("made a workspace in {}", self.workspace));
        self.files.iter().for_each(|file| page.line(format!("  {file}")));
        match self.secrets.as_str() {
            "sealed" => page.line("secrets are sealed files below `secrets/`"),
            _ => page.line("secrets are kept in the keyring of this machine"),
        }
        if let Some(identity) = &self.identity {
            page.line(format!("the identity that opens them is in {identity}; keep a copy in a safe place"));
        }
        page.line("next:");
        self.next.iter().for_each(|line| page.line(format!("  {line}")));
    }

    fn names(&self) -> Vec<String> {
        self.files.clone()
    }
}
