//! Rendering: facts into a template's text.

use std::path::Path;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;
use thiserror::Error as ThisError;

/// A template could not be rendered.
#[derive(Debug, ThisError)]
#[error("template `{path}`, line {line}: {message}")]
pub struct Error {
    /// The template.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Renders a template's text. Names that are not among the facts are errors that list the known ones.
pub fn render(path: &str, text: &str, facts: &impl Serialize) -> Result<String, Error> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_syntax(syntax(path)?);
    engine.set_auto_escape_callback(escape);
    let (body, skipped) = body(text);
    let facts =
        serde_json::to_value(facts).map_err(|error| Error { path: path.to_owned(), line: 1, message: error.to_string() })?;
    engine.render_named_str(path, body, Serde(&facts)).map_err(|error| {
        let known = facts.as_object().map(|facts| facts.keys().cloned().collect::<Vec<_>>().join(", ")).unwrap_or_default();
        let line = error.line().unwrap_or(1) + skipped;
        let reason = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
        Error { path: path.to_owned(), line, message: format!("{reason}; known names: {known}") }
    })
}

/// HTML is escaped; in all other documents what is filled in stands as it is.
fn escape(path: &str) -> AutoEscape {
    let is_html = Path::new(path).extension().is_some_and(|end| end == "html");
    if is_html { AutoEscape::Html } else { AutoEscape::None }
}

/// Lines that hold only a statement leave no trace, and the last newline stays.
fn syntax(path: &str) -> Result<SyntaxConfig, Error> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    syntax.map_err(|error| Error { path: path.to_owned(), line: 1, message: error.to_string() })
}

/// The text after the front matter, and the number of lines before it.
fn body(text: &str) -> (&str, usize) {
    let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
    end.map_or((text, 0), |end| {
        let cut = "---\n".len() + end + "\n---\n".len();
        (&text[cut..], text[..cut].lines().count())
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_filled_in_and_front_matter_is_left_out() {
        let text = "---\ntitle: T\n---\nHello {{ name }}\n";
        assert_eq!(render("t.md", text, &json!({ "name": "Acme" })).unwrap(), "Hello Acme\n");
    }

    #[test]
    fn an_unknown_name_is_an_error_with_its_line() {
        let error = render("t.md", "---\ntitle: T\n---\n\n{{ nmae }}\n", &json!({ "name": "Acme" })).unwrap_err();
        assert_eq!(error.line, 5);
        assert!(error.message.contains("known names: name"), "{error}");
    }
}
