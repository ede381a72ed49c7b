//! The built-in templates. A workspace may override any of them by the same path.

/// A built-in template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its path, in the source tree and in a workspace that overrides it.
    pub path: &'static str,
    /// Its text, front matter included.
    pub text: &'static str,
}

/// All built-in templates that are rendered with facts.
pub const TEMPLATES: &[Template] = &[
    Template { path: "templates/documents/handover.md", text: include_str!("../../templates/documents/handover.md") },
    Template { path: "templates/documents/handover.txt", text: include_str!("../../templates/documents/handover.txt") },
    Template { path: "templates/documents/invitation.md", text: include_str!("../../templates/documents/invitation.md") },
    Template { path: "templates/documents/invitation.txt", text: include_str!("../../templates/documents/invitation.txt") },
    Template { path: "templates/start/partner-side.yaml", text: include_str!("../../templates/start/partner-side.yaml") },
    Template { path: "templates/start/partnerctl.yaml", text: include_str!("../../templates/start/partnerctl.yaml") },
    Template { path: "templates/start/initech.yaml", text: include_str!("../../templates/start/initech.yaml") },
    Template { path: "templates/start/partner.yaml", text: include_str!("../../templates/start/partner.yaml") },
];

/// Finds a built-in template by its path.
#[must_use]
pub fn template(path: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.path == path)
}
