//! What a subject must be: RFC 4514 text whose values may hold `*` for anything, such as `CN=4711-key,O=Acme*,C=*`.

use std::{collections::BTreeSet, fmt};

use thiserror::Error;

use crate::{
    crypto::{
        name::{Attribute, Name},
        subject,
    },
    domain::finding::{Finding, Level},
};

/// What a subject must be. Each attribute of the template stands for exactly one of the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

/// One attribute: its type, its value as it was written, and the texts between its stars.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    kind: String,
    written: String,
    pieces: Vec<String>,
}

/// The text is no template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no template of a subject: write it like `CN=4711-key,O=Acme*,C=*`")]
pub struct TemplateError(String);

impl std::str::FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let parts = subject::split(text, ',').into_iter().flat_map(|part| subject::split(part, '+'));
        let parts: Option<Vec<_>> = parts.map(Part::read).collect();
        parts.map(Self).ok_or_else(|| TemplateError(text.chars().filter(|sign| !sign.is_control()).take(80).collect()))
    }
}

impl fmt::Display for Template {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
    }
}

impl Template {
    /// The one subject that fits, when no star leaves anything open.
    #[must_use]
    pub fn only(&self) -> Option<String> {
        let plain = |part: &Part| (part.pieces.len() == 1).then(|| part.to_string().replace("\\*", "*"));
        Some(self.0.iter().map(plain).collect::<Option<Vec<_>>>()?.join(","))
    }

    /// What in a subject is not as it must be.
    #[must_use]
    pub fn check(&self, subject: &Name) -> Vec<Finding> {
        let kinds: BTreeSet<&str> = self.0.iter().map(|part| part.kind.as_str()).collect();
        let mut found: Vec<Finding> = kinds.iter().filter_map(|kind| self.check_kind(kind, subject)).collect();
        for attribute in subject.attributes().filter(|one| !kinds.contains(one.word())) {
            let what = format!("the subject has {}, which the template has not", attribute.word());
            found.push(refuse("subject-extra", what, format!("leave it out: the template is `{self}`")));
        }
        found
    }

    fn check_kind(&self, kind: &str, subject: &Name) -> Option<Finding> {
        let parts: Vec<&Part> = self.0.iter().filter(|part| part.kind == kind).collect();
        let values: Vec<&Attribute> = subject.attributes().filter(|one| one.word() == kind).collect();
        let wanted = || parts.iter().map(|part| format!("`{}`", part.written)).collect::<Vec<_>>().join(" and ");
        let found = || values.iter().map(|one| format!("`{}`", value(one))).collect::<Vec<_>>().join(" and ");
        match (values.len(), parts.len()) {
            (0, _) => Some(refuse("subject-missing", format!("the subject has no {kind}"), format!("add `{}`", parts.first()?))),
            (has, wants) if has > wants => {
                let what = format!("the subject has {kind} {has} times: {}", found());
                Some(refuse(
                    "subject-repeated",
                    what,
                    format!("{} is asked for and nothing besides: leave the others out", wanted()),
                ))
            }
            (has, wants) if has < wants => {
                let what = format!("the subject has {kind} only {has} times: {}", found());
                Some(refuse("subject-missing", what, format!("{} are asked for", wanted())))
            }
            _ if pairs(&parts, &values) => None,
            _ => {
                let advice = format!("{} is asked for: compare letter by letter", wanted());
                Some(refuse("subject-value", format!("{kind} is {}", found()), advice))
            }
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}={}", self.kind, self.written)
    }
}

impl Part {
    fn read(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once('=')?;
        let (kind, value) = (kind.trim(), trimmed(value));
        let dotted = kind.contains('.') && kind.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let kind = subject::canonical(kind).or(dotted.then_some(kind))?;
        let pieces = if value.starts_with('#') { vec![value.to_ascii_lowercase()] } else { pieces(value)? };
        (!value.is_empty()).then(|| Self { kind: kind.to_owned(), written: value.to_owned(), pieces })
    }

    fn fits(&self, attribute: &Attribute) -> bool {
        let encoded = self.written.starts_with('#') && self.pieces.first() == Some(&attribute.encoded());
        encoded || attribute.text.as_deref().is_some_and(|text| matches(&self.pieces, text))
    }
}

/// Without the blanks around it that are not escaped.
fn trimmed(value: &str) -> &str {
    let short = value.trim();
    let escaped = short.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    let end = value.len() - value.trim_start().len() + short.len() + usize::from(escaped);
    value.get(value.len() - value.trim_start().len()..end).unwrap_or(short)
}

/// The texts between the stars; escapes are those of RFC 4514 section 2.4, and `\*` for a star that is meant.
fn pieces(value: &str) -> Option<Vec<String>> {
    let bytes = value.as_bytes();
    let (mut all, mut piece, mut place) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = bytes.get(place) {
        place += 1;
        match byte {
            b'*' => all.push(String::from_utf8(std::mem::take(&mut piece)).ok()?),
            b'\\' => {
                let (sign, width) = subject::escape(bytes.get(place..)?)?;
                piece.push(sign);
                place += width;
            }
            plain => piece.push(*plain),
        }
    }
    all.push(String::from_utf8(piece).ok()?);
    Some(all)
}

/// Whether every value has a part of its own that it fits.
fn pairs(parts: &[&Part], values: &[&Attribute]) -> bool {
    let Some((value, rest)) = values.split_first() else { return true };
    (0..parts.len()).any(|place| {
        let others: Vec<&Part> = parts.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, part)| *part).collect();
        parts[place].fits(value) && pairs(&others, rest)
    })
}

/// Whether a text is these pieces with anything between them.
fn matches(pieces: &[String], text: &str) -> bool {
    let (Some((head, rest)), Some(last)) = (pieces.split_first(), pieces.last()) else { return text.is_empty() };
    if rest.is_empty() {
        return head == text;
    }
    let Some(mut left) = text.strip_prefix(head.as_str()) else { return false };
    for piece in &rest[..rest.len() - 1] {
        let Some(place) = left.find(piece.as_str()) else { return false };
        left = &left[place + piece.len()..];
    }
    left.ends_with(last.as_str())
}

fn value(attribute: &Attribute) -> String {
    let text = attribute.text.as_deref().map(|text| text.escape_debug().to_string());
    text.unwrap_or_else(|| attribute.encoded())
}

fn refuse(code: &str, what: String, advice: String) -> Finding {
    Finding::new(Level::Refuse, code, what, advice)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::from_der(&subject::to_der(text).unwrap()).unwrap()
    }

    fn codes(subject: &Name, template: &str) -> String {
        let found = template.parse::<Template>().unwrap().check(subject);
        found.into_iter().map(|finding| finding.code).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn subjects_are_held_against_the_template() {
        for (subject, template, wanted) in [
            ("CN=4711,O=Acme,C=US", "CN=4711,O=Acme,C=US", ""),
            ("CN=4711,O=Acme Corp,C=US", "CN=4711,O=Acme*,C=*", ""),
            ("CN=4712,O=Acme,C=US", "CN=4711,O=*,C=*", "subject-value"),
            ("O=Acme,C=US", "CN=4711,O=*,C=*", "subject-missing"),
            ("CN=4711,O=Acme,L=x,C=US", "CN=4711,O=*,C=*", "subject-extra"),
            ("CN=Acme\\, Inc", "cn=Acme\\, Inc", ""),
            // A second attribute of the same type is not covered by the first.
            ("CN=4711,CN=evil", "CN=4711", "subject-repeated"),
            ("CN=evil,CN=4711", "CN=4711", "subject-repeated"),
            ("CN=4711+CN=evil", "CN=4711", "subject-repeated"),
            ("CN=4711,CN=4711", "CN=4711", "subject-repeated"),
            ("CN=4711,CN=#030200ff", "CN=4711", "subject-repeated"),
            ("OU=a,OU=b", "OU=b,OU=a", ""),
            ("OU=a,OU=b", "OU=*,OU=a", ""),
            ("OU=a,OU=a", "OU=a,OU=b", "subject-value"),
            ("OU=a", "OU=a,OU=b", "subject-missing"),
            // Escapes of RFC 4514, and a star that is meant.
            ("CN=Lu\\C4\\8Di\\C4\\87", "CN=Lu\\C4\\8Di\\C4\\87", ""),
            ("CN=Lučić", "CN=Lu\\C4\\8Di\\C4\\87", ""),
            ("CN=a*b", "CN=a\\*b", ""),
            ("CN=axb", "CN=a\\*b", "subject-value"),
            ("CN=a*b", "CN=a\\2Ab", ""),
            ("CN=J. Smith+OU=Sales,DC=example,DC=net", "OU=Sales+CN=J. Smith,DC=example,DC=net", ""),
            ("CN=\\ both\\ ", "CN=\\ both\\ ", ""),
            ("1.3.6.1.4.1.1466.0=#04024869,CN=x", "CN=x,1.3.6.1.4.1.1466.0=#04024869", ""),
            ("1.3.6.1.4.1.1466.0=#04024869,CN=x", "CN=x,1.3.6.1.4.1.1466.0=#04024870", "subject-value"),
        ] {
            assert_eq!(codes(&name(subject), template), wanted, "{subject} against {template}");
        }
        for bad in ["", "CN", "CN=", "XX=1", "CN=1,,O=2", "CN=a\\", "CN=a\\zz", "CN=\\FF"] {
            assert!(bad.parse::<Template>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_subject_as_it_is_shown_is_a_template_that_it_passes() {
        for text in ["CN=Smith\\, John+UID=4,O=A\\+B,C=US", "CN=\\#1,O=a\\\\b", "CN=a\\E2\\80\\AEb", "1.2.3.4=#0500,CN=\\ x"] {
            let subject = name(text);
            assert_eq!(codes(&subject, &subject.to_string()), "", "{text}");
        }
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, value, fits) in [
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abbc", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "ac", false),
            ("ab*ba", "aba", false),
            ("a", "ab", false),
        ] {
            assert_eq!(matches(&pieces(pattern).unwrap(), value), fits, "{pattern} {value}");
        }
    }

    #[test]
    fn a_template_without_stars_says_the_subject() {
        for (template, only) in [("CN=4711,O=Acme", Some("CN=4711,O=Acme")), ("CN=4711,O=*", None), ("CN=a\\*b", Some("CN=a*b"))]
        {
            assert_eq!(template.parse::<Template>().unwrap().only().as_deref(), only);
        }
    }
}
