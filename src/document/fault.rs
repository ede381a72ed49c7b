//! What the parser found wrong, in words for people: no type names, the key in question, and what was meant perhaps.

use serde_yaml::{
    Error as Cause,
    granit_parser::{ErrorKind, ScanError},
};

use super::{Error, Node, Place, place::Content, tree};
use crate::domain::document::Document;

/// Explains why a text is no document of the kind `T`.
pub(super) fn explain<T: Document>(file: &str, text: &str, cause: &Cause) -> Error {
    let root = match tree(file, text) {
        Ok(root) => root,
        Err(error) => return error,
    };
    if let Err(error) = check_head::<T>(file, &root) {
        return error;
    }
    in_words(file, Some(&root), cause)
}

/// Explains why a text of another's making cannot be read.
pub(super) fn translate(file: &str, text: &str, cause: &Cause) -> Error {
    if text.trim().is_empty() {
        return Error::new(file, Place::START, "the file is empty");
    }
    in_words(file, tree(file, text).ok().as_ref(), cause)
}

/// The fault of a document that reads well and is of another kind.
pub(super) fn wrong_kind<T: Document>(file: &str, text: &str) -> Error {
    let fault = tree(file, text).and_then(|root| check_head::<T>(file, &root));
    fault.err().unwrap_or_else(|| Error::new(file, Place::START, format!("this is not a `{}`", T::KIND)))
}

/// A key that stands twice.
pub(super) fn duplicate(file: &str, at: Place, key: &str, first: Option<Place>) -> Error {
    let before = first.map(|first| format!("; it stands in line {} already", first.line)).unwrap_or_default();
    Error::new(file, at, format!("key `{key}` is given twice{before}")).hint("keep one of the two")
}

/// A text that is no YAML.
pub(super) fn syntax(file: &str, fault: &ScanError) -> Error {
    let marker = fault.marker();
    let at = Place { line: marker.line().max(1) as u64, column: marker.col() as u64 + 1 };
    let (message, hint) = match fault.kind() {
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            ("a tab cannot indent YAML".to_owned(), Some("use spaces"))
        }
        ErrorKind::UnknownAnchor => (
            "anchors and aliases (`&` and `*`) are not used here".to_owned(),
            Some("put quotes around a text that begins with `*`"),
        ),
        ErrorKind::RecursionLimitExceeded => ("the document is nested too deeply".to_owned(), None),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            ("a quoted text does not end".to_owned(), Some("close the quotes"))
        }
        ErrorKind::UnclosedFlowCollection { open } => (format!("`{open}` is not closed"), None),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("`: ` does not fit here".to_owned(), Some("put quotes around a text that contains `: `, and check the indentation"))
        }
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            ("the indentation does not fit".to_owned(), Some("keys of one level begin in the same column"))
        }
        _ => (format!("this is not YAML: {}", fault.info()), None),
    };
    let error = Error::new(file, at, message);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn check_head<T: Document>(file: &str, root: &Node) -> Result<(), Error> {
    let begin = format!("begin the file with `apiVersion: {FORMAT}` and `kind: {}`", T::KIND);
    if !matches!(root.content, Content::Map { .. }) {
        let message = format!("a document of kind `{}` is needed, and this is {}", T::KIND, root.word());
        return Err(Error::new(file, root.place, message).hint(begin));
    }
    for (key, wanted) in [("apiVersion", FORMAT.to_owned()), ("kind", T::KIND.to_string())] {
        let Some((_, value)) = root.entry(key) else {
            return Err(Error::new(file, root.place, format!("`{key}` is missing")).hint(begin));
        };
        if value.text() != Some(wanted.as_str()) {
            let found = value.text().map_or_else(|| value.word().to_owned(), |text| format!("`{}`", short(text)));
            let message = format!("`{key}` is {found}, and `{wanted}` is needed here");
            let hint = if key == "kind" { "is this the right file?" } else { "this program knows no other version" };
            return Err(Error::new(file, value.place, message).hint(hint));
        }
    }
    Ok(())
}

fn in_words(file: &str, root: Option<&Node>, cause: &Cause) -> Error {
    let cause = cause.without_snippet();
    let at = cause.location().map_or(Place::START, |at| Place { line: at.line().max(1), column: at.column().max(1) });
    let spot = Spot { file, at, found: root.and_then(|root| find(None, root, at)) };
    match cause {
        Cause::SerdeUnknownField { field, expected, .. } => spot.unknown_key(field, expected),
        Cause::SerdeUnknownVariant { variant, expected, .. } => spot.unknown_word(variant, expected),
        Cause::SerdeMissingField { field, .. } => missing(file, root, at, field),
        Cause::DuplicateMappingKey { key, .. } => duplicate(file, at, key.as_deref().unwrap_or("?"), None),
        Cause::SerdeInvalidType { expected, .. }
        | Cause::SerdeInvalidValue { expected, .. }
        | Cause::SerdeInvalidLength { expected, .. } => spot.wrong_type(&plain(expected)),
        Cause::Unexpected { expected, .. } => spot.wrong_type(&plain(expected)),
        Cause::InvalidScalar { ty, .. } => spot.wrong_type(&plain(ty)),
        Cause::NullIntoString { .. } => spot.wrong_type("text"),
        Cause::InvalidBooleanStrict { .. } => spot.wrong_type("`true` or `false`"),
        Cause::ExternallyTaggedEnumExpectedScalarOrMapping { .. } | Cause::UnexpectedValueForUnitEnumVariant { .. } => {
            spot.wrong_type("one word")
        }
        Cause::MergeKeyNotAllowed { .. } => {
            Error::new(file, at, "merge keys (`<<`) are not used here").hint("write the values out")
        }
        Cause::Budget { .. } => Error::new(file, at, "the document is nested too deeply or too large"),
        Cause::MultipleDocuments { .. } => {
            Error::new(file, at, "the file may hold only one document").hint("put each document into a file of its own")
        }
        Cause::ExternalMessage { source, .. } => match source.as_ref() {
            serde_yaml::ExternalMessageSource::Parser(fault) => syntax(file, fault),
            _ => Error::new(file, at, "this is not YAML"),
        },
        Cause::Message { msg, .. } => spot.refused(msg),
        Cause::UnsupportedTag { tag, .. } => Error::new(file, at, format!("tag `{}` is not used here", short(tag))),
        other => Error::new(file, at, first_line(&other.render())),
    }
}

/// The place of a fault, and the key and value that stand there.
struct Spot<'a> {
    file: &'a str,
    at: Place,
    found: Option<(Option<&'a str>, &'a Node)>,
}

impl Spot<'_> {
    fn unknown_key(&self, key: &str, known: &[&str]) -> Error {
        let error = Error::new(self.file, self.at, format!("key `{}` is not known here", short(key)));
        error.hint(meant(key, known, "the keys here are"))
    }

    fn unknown_word(&self, word: &str, known: &[&str]) -> Error {
        let place = self.found.map_or(self.at, |(_, node)| node.place);
        let error = Error::new(self.file, place, format!("`{}` is not known{}", short(word), self.under()));
        error.hint(meant(word, known, "choose from"))
    }

    /// Our own types name the text that they refuse; those of others do not.
    fn refused(&self, why: &str) -> Error {
        match self.found {
            Some((Some(key), node)) if !why.starts_with('`') => {
                let text = node.text().map_or_else(|| node.word().to_owned(), |text| format!("`{}`", short(text)));
                Error::new(self.file, self.at, format!("`{}` cannot be {text}: {}", short(key), first_line(why)))
            }
            _ => Error::new(self.file, self.at, why),
        }
    }

    fn wrong_type(&self, wanted: &str) -> Error {
        let found = self.found.map_or("something else", |(_, node)| node.word());
        let name = self.found.and_then(|(key, _)| key).map_or_else(|| "this".to_owned(), |key| format!("`{}`", short(key)));
        let error = Error::new(self.file, self.at, format!("{name} must be {wanted}, and is {found}"));
        match (wanted, found) {
            ("text", "a number" | "a truth value" | "nothing") => error.hint("put quotes around it when it is meant as text"),
            ("a list", "text" | "a number") => error.hint("write one element per line behind `- `, or all in `[` and `]`"),
            ("`true` or `false`", _) => error.hint("`yes` and `no` are texts in YAML 1.2"),
            _ => error,
        }
    }

    fn under(&self) -> String {
        self.found.and_then(|(key, _)| key).map(|key| format!(" in `{}`", short(key))).unwrap_or_default()
    }
}

/// A missing key has no place of its own: the key above it stands for it. What the parser names is a key beside it.
fn missing(file: &str, root: Option<&Node>, at: Place, key: &str) -> Error {
    let above = root.and_then(|root| above(None, root, at));
    match above {
        Some((Some(owner), place)) => {
            Error::new(file, place, format!("`{key}` is missing in `{}`", short(owner.text().unwrap_or_default())))
        }
        Some((None, place)) => Error::new(file, place, format!("`{key}` is missing")),
        None => Error::new(file, at, format!("`{key}` is missing")),
    }
}

/// The key above the map that begins at a place or has a key there, and the place to name for it.
fn above<'a>(owner: Option<&'a Node>, node: &'a Node, at: Place) -> Option<(Option<&'a Node>, Place)> {
    match &node.content {
        Content::Scalar { .. } => None,
        Content::List { items, .. } => items.iter().find_map(|item| {
            let (found, place) = above(owner, item, at)?;
            // Of several elements the one at fault is named, not the key of the list.
            let of_list = found.map(|key| key.place) == owner.map(|key| key.place);
            Some((found, if of_list { item.place } else { place }))
        }),
        Content::Map { entries, .. } => {
            let inner = entries.iter().find_map(|(key, value)| above(Some(key), value, at));
            let here = node.place == at || entries.iter().any(|(key, _)| key.place == at);
            inner.or_else(|| here.then(|| (owner, owner.map_or(node.place, |key| key.place))))
        }
    }
}

/// The innermost part that begins at a place, with the key in front of it; a key stands for its value.
fn find<'a>(key: Option<&'a str>, node: &'a Node, at: Place) -> Option<(Option<&'a str>, &'a Node)> {
    let inner = match &node.content {
        Content::Scalar { .. } => None,
        Content::List { items, .. } => items.iter().find_map(|item| find(key, item, at)),
        Content::Map { entries, .. } => entries.iter().find_map(|(name, value)| {
            let here = || (name.place == at).then(|| (name.text(), value));
            find(name.text(), value, at).or_else(here)
        }),
    };
    // A map begins where its first key begins: a fault that names the place means the map.
    match inner {
        Some(_) if node.place == at && key.is_some() => Some((key, node)),
        Some(found) => Some(found),
        None => (node.place == at).then_some((key, node)),
    }
}

fn meant(word: &str, known: &[&str], list: &str) -> String {
    let like = |known: &&&str| distance(&word.to_ascii_lowercase(), &known.to_ascii_lowercase()) <= 1 + known.len() / 5;
    match known.iter().filter(like).min_by_key(|known| distance(word, known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{list} {}", known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// How many letters must be added, dropped or changed to make one word of the other (Levenshtein).
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, left) in one.chars().take(60).enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, right) in other.iter().enumerate() {
            let changed = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// The parser's word for a type, as people say it.
fn plain(expected: &str) -> String {
    let words = [
        ("struct ", "keys and values"),
        ("a map", "keys and values"),
        ("mapping", "keys and values"),
        ("map", "keys and values"),
        ("a sequence", "a list"),
        ("sequence", "a list"),
        ("a string", "text"),
        ("string", "text"),
        ("a boolean", "`true` or `false`"),
        ("bool", "`true` or `false`"),
        ("enum ", "one word"),
        ("variant", "one word"),
        ("unit", "nothing"),
        ("u", "a whole number, not negative"),
        ("i", "a whole number"),
        ("f", "a number"),
        ("scalar", "a single value"),
        ("a single scalar", "a single value"),
    ];
    let found = words.iter().find(|(start, _)| expected.starts_with(start));
    found.map_or_else(|| first_line(expected), |(_, word)| (*word).to_owned())
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

const FORMAT: &str = "partnerctl/v1";

#[cfg(test)]
mod tests;
