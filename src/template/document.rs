//! Documents by name: which there are, in which forms, for whom, and what they need. A template says so itself, in its front matter.

use std::{fmt, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    document::{self, memo::Memo},
    template::{
        catalogue::{DOCUMENTS, TEMPLATES},
        render::Error,
    },
};

/// The form of a document, by the end of its template's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Form {
    /// Markdown.
    #[serde(rename = "md")]
    Markdown,
    /// A page that needs nothing else.
    #[serde(rename = "html")]
    Html,
    /// A plain mail, whose first line is its subject.
    #[serde(rename = "txt")]
    Mail,
    /// A program for the shell.
    #[serde(rename = "sh")]
    Shell,
    /// A program in Python.
    #[serde(rename = "py")]
    Python,
    /// A program in Java.
    #[serde(rename = "java")]
    Java,
    /// A program in JavaScript, for Node.
    #[serde(rename = "mjs")]
    JavaScript,
    /// A document for programs.
    #[serde(rename = "json")]
    Json,
}

impl Form {
    /// All forms, the most readable first.
    pub const ALL: [Self; 8] =
        [Self::Markdown, Self::Html, Self::Mail, Self::Shell, Self::Python, Self::Java, Self::JavaScript, Self::Json];

    /// The end of a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Mail => "txt",
            Self::Shell => "sh",
            Self::Python => "py",
            Self::Java => "java",
            Self::JavaScript => "mjs",
            Self::Json => "json",
        }
    }

    /// The form of a template.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let end = Path::new(path).extension()?.to_str()?;
        Self::ALL.into_iter().find(|form| form.ending() == end)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.ending())
    }
}

/// Whom a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The side that calls the APIs.
    Partner,
    /// The side that runs the gateway.
    Operator,
    /// Whoever has to act next.
    Owner,
}

/// What a template says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FrontMatter {
    /// What it is, in a few words.
    pub title: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Facts that must be known: neither null nor empty.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The command that writes it, where no other can.
    #[serde(default)]
    pub written_by: Option<String>,
}

/// A built-in document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name, as in `handover --document NAME`.
    pub name: &'static str,
    /// Its forms.
    pub forms: Vec<Form>,
}

/// The built-in documents, in the order of the catalogue.
#[must_use]
pub fn documents() -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for path in TEMPLATES.iter().filter_map(|template| template.path.strip_prefix(DOCUMENTS)) {
        let (Some((name, _)), Some(form)) = (path.split_once('.'), Form::of(path)) else { continue };
        match found.iter_mut().find(|known| known.name == name) {
            Some(known) => known.forms.push(form),
            None => found.push(Named { name, forms: vec![form] }),
        }
    }
    found
}

/// The template of a document in a form.
#[must_use]
pub fn path(name: &str, form: Form) -> String {
    format!("{DOCUMENTS}{name}.{form}")
}

/// Reads the front matter of a document's template, or remembers it.
pub fn front_matter(path: &str, text: &str) -> Result<FrontMatter, Error> {
    static READ: Memo<FrontMatter> = Memo::new();
    Ok((*READ.of(path, text.as_bytes(), || read_anew(path, text))?).clone())
}

fn read_anew(path: &str, text: &str) -> Result<FrontMatter, Error> {
    let fault = |line: usize, message: String| Error { path: path.to_owned(), line, message };
    let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((matter, _)) = rest else {
        let message = "it must begin with `---`, `title:`, `audience:` and `---`, a line each".to_owned();
        return Err(fault(1, message));
    };
    document::read_any(path, matter).map_err(|error| {
        let line = usize::try_from(error.line).unwrap_or(1) + 1;
        fault(line, error.message)
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_document_says_what_it_is() {
        for template in TEMPLATES.iter().filter(|template| template.path.starts_with(DOCUMENTS)) {
            let matter = front_matter(template.path, template.text).unwrap();
            assert!(!matter.title.is_empty(), "{}", template.path);
        }
        let names: Vec<_> = documents().into_iter().map(|known| known.name).collect();
        let expected = ["handover", "firewall-request", "rotation-notice", "reminder", "call", "collection", "invitation"];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_template_without_front_matter_is_told_what_it_lacks() {
        assert!(front_matter("t.md", "# T\n").unwrap_err().message.contains("audience"));
        let wrong = front_matter("t.md", "---\ntitle: T\naudience: anybody\n---\n").unwrap_err();
        assert_eq!((wrong.path.as_str(), wrong.line), ("t.md", 3));
    }
}
