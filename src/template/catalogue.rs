//! The built-in templates. A workspace may override any of them by the same path.

/// A built-in template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its path, in the source tree and in a workspace that overrides it.
    pub path: &'static str,
    /// Its text, front matter included.
    pub text: &'static str,
}

/// Makes the table from paths.
macro_rules! built_in {
    ($($path:literal),* $(,)?) => { &[$(Template { path: $path, text: include_str!(concat!("../../", $path)) }),*] };
}

/// All built-in templates that are rendered with facts.
pub const TEMPLATES: &[Template] = built_in![
    "templates/documents/handover.md",
    "templates/documents/handover.html",
    "templates/documents/handover.txt",
    "templates/documents/firewall-request.md",
    "templates/documents/firewall-request.html",
    "templates/documents/firewall-request.txt",
    "templates/documents/rotation-notice.html",
    "templates/documents/rotation-notice.txt",
    "templates/documents/reminder.html",
    "templates/documents/reminder.txt",
    "templates/documents/call.sh",
    "templates/documents/call.py",
    "templates/documents/call.java",
    "templates/documents/call.mjs",
    "templates/documents/collection.json",
    "templates/documents/invitation.md",
    "templates/documents/invitation.txt",
    "templates/reminders.yaml",
    "templates/due.yaml",
    "templates/rotation.yaml",
    "templates/start/partner-side.yaml",
    "templates/start/partnerctl.yaml",
    "templates/start/initech.yaml",
    "templates/start/partner.yaml",
    "templates/pages/report.html",
    "templates/pages/page.html",
    "templates/pages/page.css",
];

/// What templates may extend or include: the frame of every page, and how pages look.
pub const PARTS: &[&str] = &["templates/pages/page.html", "templates/pages/page.css"];

/// Where documents are.
pub const DOCUMENTS: &str = "templates/documents/";

/// Finds a built-in template by its path.
#[must_use]
pub fn template(path: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.path == path)
}
