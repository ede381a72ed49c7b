//! Rendering: facts into a template's text.

use std::path::Path;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;
use thiserror::Error as ThisError;

use crate::template::filter;

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

/// A template that others extend or include.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How they name it.
    pub path: &'static str,
    /// Its text.
    pub text: String,
}

/// Renders a template's text. Names that are not among the facts are errors that list the known ones.
pub fn render(path: &str, text: &str, facts: &impl Serialize, parts: &[Part]) -> Result<String, Error> {
    let mut engine = engine(path)?;
    for part in parts {
        let added = engine.add_template(part.path, body(&part.text).0);
        added.map_err(|error| fault(part.path, error.line().unwrap_or(1), &error))?;
    }
    let (body, skipped) = body(text);
    let facts =
        serde_json::to_value(facts).map_err(|error| Error { path: path.to_owned(), line: 1, message: error.to_string() })?;
    engine.render_named_str(path, body, Serde(&facts)).map_err(|error| {
        let known = facts.as_object().map(|facts| facts.keys().cloned().collect::<Vec<_>>().join(", ")).unwrap_or_default();
        let line = error.line().unwrap_or(1) + if error.name() == Some(path) { skipped } else { 0 };
        let fault = fault(error.name().unwrap_or(path), line, &error);
        Error { message: format!("{}; known names: {known}", fault.message), ..fault }
    })
}

fn engine<'s>(path: &str) -> Result<Environment<'s>, Error> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_syntax(syntax(path)?);
    engine.set_auto_escape_callback(escape);
    filter::add_to(&mut engine);
    Ok(engine)
}

fn fault(path: &str, line: usize, error: &minijinja::Error) -> Error {
    let reason = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
    Error { path: path.to_owned(), line, message: reason }
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
        assert_eq!(render("t.md", text, &json!({ "name": "Acme" }), &[]).unwrap(), "Hello Acme\n");
    }

    #[test]
    fn an_unknown_name_is_an_error_with_its_line() {
        let error = render("t.md", "---\ntitle: T\n---\n\n{{ nmae }}\n", &json!({ "name": "Acme" }), &[]).unwrap_err();
        assert_eq!(error.line, 5);
        assert!(error.message.contains("known names: name"), "{error}");
    }
}
