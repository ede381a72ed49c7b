//! The name in the certificate: its lengths and its letters (RFC 5280, appendix A.1).

use super::{Rule, when};
use crate::{crypto::certificate::Certificate, domain::finding::Level};

pub(super) const RULES: &[Rule] = &[
    Rule::everywhere(
        Level::Warn,
        "name-too-long",
        |case| {
            let long: Vec<_> = LENGTHS.iter().filter_map(|(word, most)| too_long(case.leaf, word, *most)).collect();
            when(!long.is_empty(), || format!("a part of its subject is too long: {}", long.join(", ")))
        },
        "authorities and servers refuse it (RFC 5280, appendix A.1): shorten it in the next request",
    ),
    Rule::everywhere(
        Level::Warn,
        "country",
        |case| {
            let wrong =
                case.leaf.subject.texts("C").find(|text| text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_uppercase()));
            wrong.map(|text| format!("the country in its subject is `{}`", text.escape_debug()))
        },
        "write two capital letters, such as `US` (ISO 3166), in the next request",
    ),
    Rule::everywhere(
        Level::Warn,
        "empty-subject",
        |case| {
            let critical = case.leaf.extensions.alternative_names.as_ref().is_some_and(|names| names.critical);
            when(case.leaf.subject.is_empty() && !critical, || {
                "it has no subject, and no critical alternative name in its place".to_owned()
            })
        },
        "strict libraries refuse it (RFC 5280, section 4.2.1.6), and gateways show no name: put one into the next request",
    ),
    Rule::everywhere(
        Level::Warn,
        "hidden-letters",
        |case| {
            let hidden = |text: &str| text.chars().any(char::is_control) || text.starts_with(' ') || text.ends_with(' ');
            let mut texts = case.leaf.subject.attributes().filter_map(|one| one.text.as_deref());
            texts
                .find(|text| hidden(text))
                .map(|text| format!("its subject holds letters that are not seen: `{}`", text.escape_debug()))
        },
        "comparing names will fail: leave them out of the next request",
    ),
];

fn too_long(leaf: &Certificate, word: &str, most: usize) -> Option<String> {
    let length = leaf.subject.texts(word).map(|text| text.chars().count()).max()?;
    when(length > most, || format!("{word} has {length} letters of at most {most}"))
}

const LENGTHS: [(&str, usize); 5] = [("CN", 64), ("O", 64), ("OU", 64), ("L", 128), ("ST", 128)];
