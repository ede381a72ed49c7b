//! Documents about a partner, by name and form. A template's own front matter says whom a document is for and which facts it needs;
//! a workspace may override any template by the same path, and add documents of its own. None holds a secret.

mod calls;
mod facts;
mod next;
pub mod written;

use serde::Serialize;
use serde_json::Value;

pub use self::facts::{Facts, Letter};
use crate::{
    domain::name::ProfileKey,
    files,
    job::{Cause, Context, Error, Result, exchange::invite, session::Session},
    store,
    template::{
        Part,
        catalogue::{self, PARTS},
        document::{self, Audience, Form, FrontMatter},
        render,
    },
};

/// A document that was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Its name.
    pub name: String,
    /// Its form.
    pub form: Form,
    /// What it is, in a few words.
    pub title: String,
    /// Whom it is for.
    pub audience: Audience,
    /// The subject, when it is a mail.
    pub subject: Option<String>,
    /// Its text; that of a mail begins after the subject.
    pub text: String,
}

impl Rendered {
    /// The name of its file.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}.{}", self.name, self.form)
    }

    /// Its text as a file holds it: that of a mail with the subject above.
    #[must_use]
    pub fn whole(&self) -> String {
        match &self.subject {
            Some(subject) => format!("Subject: {subject}\n\n{}", self.text),
            None => self.text.clone(),
        }
    }
}

/// The forms that a document has, the most readable first. A name that nobody knows is an error that lists the known ones.
pub fn forms(ctx: &Context<'_>, name: &str) -> Result<Vec<Form>> {
    let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut found = Vec::new();
    for form in Form::ALL.into_iter().filter(|_| fits) {
        if text(ctx, &document::path(name, form))?.is_some() {
            found.push(form);
        }
    }
    if found.is_empty() {
        let known = document::documents().iter().map(|known| format!("`{}`", known.name)).collect::<Vec<_>>().join(", ");
        let next = format!("choose {known}, or write `{}`", document::path("NAME", Form::Markdown));
        return Err(Cause::NotFound { what: format!("there is no document `{name}`"), next }.into());
    }
    Ok(found)
}

/// Renders a document in one form.
pub fn rendered(ctx: &Context<'_>, facts: &Facts, name: &str, form: Form) -> Result<Rendered> {
    let path = document::path(name, form);
    let Some(template) = text(ctx, &path)? else {
        let all = forms(ctx, name)?.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let what = format!("document `{name}` has no form `{form}`");
        return Err(Cause::NotFound { what, next: format!("choose one of: {all}") }.into());
    };
    let matter = document::front_matter(&path, &template).map_err(|error| unfit(&path, &error))?;
    let value = complete(ctx, facts, &matter)?;
    must_be_known(&value, &matter, (name, facts.key()))?;
    let text = render(&path, &template, &value, &parts(ctx)?).map_err(|error| unfit(&path, &error))?;
    let (subject, text) = match text.strip_prefix("Subject: ").and_then(|rest| rest.split_once("\n\n")) {
        Some((subject, rest)) if form == Form::Mail => (Some(subject.to_owned()), rest.to_owned()),
        _ => (None, text),
    };
    Ok(Rendered { name: name.to_owned(), form, title: matter.title, audience: matter.audience, subject, text })
}

/// Writes a document below `handover/` in all its forms, and the authority that its programs must trust. Returns the files to send.
pub fn write(ctx: &Context<'_>, session: &Session<'_>, facts: &Facts, name: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for form in forms(ctx, name)? {
        let document = rendered(ctx, facts, name, form)?;
        files.push(ctx.store.hand_over(&session.key, &document.file(), document.whole().as_bytes())?);
    }
    if name == CALL {
        files.extend(write_authorities(ctx, session)?);
    }
    Ok(files)
}

/// Writes the authority that the partner must trust besides those of its system, where there is one.
pub fn write_authorities(ctx: &Context<'_>, session: &Session<'_>) -> Result<Option<String>> {
    let authorities = invite::authorities(ctx, session);
    authorities.map(|pem| Ok(ctx.store.hand_over(&session.key, "ca.pem", pem.as_bytes())?)).transpose()
}

/// Renders a template of the workspace, else the built-in one, with facts of its own.
pub fn filled(ctx: &Context<'_>, path: &str, facts: &impl Serialize) -> Result<String> {
    let text = text(ctx, path)?.unwrap_or_default();
    render(path, &text, facts, &parts(ctx)?).map_err(|error| unfit(path, &error))
}

/// The facts, and the programs that make a first call where the document shows them.
fn complete(ctx: &Context<'_>, facts: &Facts, matter: &FrontMatter) -> Result<Value> {
    let mut value = facts.value().clone();
    let needs = |name: &str| matter.needs.iter().any(|need| need == name);
    if needs(CURL) {
        value[CURL] = rendered(ctx, facts, CALL, Form::Shell)?.text.into();
    }
    if needs(SAMPLES) {
        let mut samples = serde_json::Map::new();
        for form in CALLS {
            samples.insert(form.to_string(), rendered(ctx, facts, CALL, form)?.text.into());
        }
        value[SAMPLES] = samples.into();
    }
    Ok(value)
}

fn must_be_known(value: &Value, matter: &FrontMatter, (name, key): (&str, &ProfileKey)) -> Result<()> {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    };
    let Some(missing) = matter.needs.iter().find(|need| value.get(need.as_str()).is_none_or(is_empty)) else { return Ok(()) };
    let next = match &matter.written_by {
        Some(command) => format!("`partnerctl {command} {} -e {}` writes it", key.partner, key.environment),
        None => format!("see `partnerctl status {} -e {}`", key.partner, key.environment),
    };
    let what = format!("document `{name}` needs `{missing}`, and there is none");
    Err(Cause::NotFound { what, next }.into())
}

/// What templates extend or include.
fn parts(ctx: &Context<'_>) -> Result<Vec<Part>> {
    PARTS.iter().map(|path| Ok(Part { path, text: text(ctx, path)?.unwrap_or_default() })).collect()
}

/// The text of a template: the workspace's own, else the built-in one.
/// A text of the workspace at this path, else the built-in one.
pub(super) fn text(ctx: &Context<'_>, path: &str) -> Result<Option<String>> {
    match ctx.store.attachment(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| unfit(path, &format!("`{path}` is not a text file"))),
        Err(store::Error::File(files::Error::Missing { .. })) => {
            Ok(catalogue::template(path).map(|template| template.text.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn unfit(path: &str, error: &dyn std::fmt::Display) -> Error {
    let what = format!("the document cannot be written: {error}");
    Cause::Usage { what, next: format!("mend `{path}`, or remove it to use the built-in one") }.into()
}

/// The document of programs that make a first call, and its forms.
pub const CALL: &str = "call";
/// The forms of [`CALL`].
pub const CALLS: [Form; 4] = [Form::Shell, Form::Python, Form::Java, Form::JavaScript];
/// The fact that is the program for the shell alone.
const CURL: &str = "curl";
/// The fact that is all of them, by the end of their names.
const SAMPLES: &str = "samples";
