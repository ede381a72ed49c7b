//! Masking: what stands behind the name of a token, wherever it is repeated, and whatever else looks like one.

use super::field;
use crate::lint::srx::{Kind, kind};

/// The text without tokens, and whether there was one. Rather too much is masked than too little.
pub(super) fn mask(text: &str) -> (String, bool) {
    let known = tokens(text);
    let lines = text.lines().map(|line| {
        let line = if is_token_line(line) && known.is_empty() { line.to_owned() } else { without(line, &known) };
        opaque(&line)
    });
    let masked: String = lines.map(|line| line + "\n").collect();
    let found = !known.is_empty() || masked.contains(MASK);
    (masked, found)
}

/// The words behind the name of a token, also on the lines that it was broken to.
fn tokens(text: &str) -> Vec<String> {
    let (mut found, mut open): (Vec<String>, bool) = (Vec::new(), false);
    for line in text.lines() {
        let named = field(line);
        let own = is_token_line(line);
        match &named {
            Some((_, value)) if own => found.extend(words(value)),
            // `"access-token" : [ { "data" : ".." } ]` of the JSON form.
            Some((label, value)) if open && label == "data" => found.extend(words(value)),
            None if open => found.extend(words(line)),
            _ => {}
        }
        let punctuation = line.trim().chars().all(|sign| "[]{},\"".contains(sign));
        open = own || (open && (named.is_none() || punctuation));
    }
    found.sort_by_key(|word| std::cmp::Reverse(word.len()));
    found
}

/// Whether the line gives a token itself, not its end.
fn is_token_line(line: &str) -> bool {
    let own = |label: &str| label.contains("token") && !["expir", "time", "life"].iter().any(|word| label.contains(word));
    field(line).is_some_and(|(label, _)| own(&label))
}

fn words(value: &str) -> Vec<String> {
    let plain = value.split(|sign: char| sign.is_whitespace() || "\"<>[]{},;".contains(sign)).filter(|word| !word.is_empty());
    plain.filter(|word| !NONE.contains(&word.to_ascii_lowercase().as_str())).map(str::to_owned).collect()
}

/// A line without these words. A short one is masked on the line of its name alone: elsewhere it may be part of any word.
fn without(line: &str, known: &[String]) -> String {
    let own = is_token_line(line);
    known.iter().filter(|word| own || word.len() >= SHORT).fold(line.to_owned(), |line, word| {
        let Some(at) = line.find([':', '>']).filter(|_| own) else { return line.replace(word, MASK) };
        let (label, value) = line.split_at(at);
        format!("{label}{}", value.replace(word, MASK))
    })
}

/// A line without long words of letters and digits that are no host names: tokens without a name, such as of a log.
fn opaque(line: &str) -> String {
    let mut masked = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|sign| !is_word(sign)).unwrap_or(rest.len());
        let taken = length.max(if length == 0 { first.len_utf8() } else { 0 });
        let (word, behind) = rest.split_at(taken);
        masked.push_str(if looks_like_one(word) { MASK } else { word });
        rest = behind;
    }
    masked
}

fn looks_like_one(word: &str) -> bool {
    let has = |kind: fn(&char) -> bool| word.chars().any(|sign| kind(&sign));
    let mixed = has(char::is_ascii_digit) && has(char::is_ascii_alphabetic);
    let host = kind(word) == Kind::Name && !word.starts_with("eyJ");
    word.len() >= LONG && mixed && !host
}

fn is_word(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "-_.~+/%=".contains(sign)
}

const MASK: &str = "***";
/// From so many signs on a word is masked wherever it stands.
const SHORT: usize = 6;
/// From so many signs on a word without a name may be a token.
const LONG: usize = 16;
/// Words that say that there is no token.
const NONE: [&str; 7] = ["null", "none", "n/a", "-", "data", "not", "available"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_passes() {
        let token = "0ab3fe2c-77aa-4d1e-9c33-4711canary00";
        let (front, back) = token.split_at(18);
        for text in [
            format!("Access token : {token}"),
            format!("  Access token                 :{token}\r"),
            format!("Access token : {front}\n                 {back}\nToken expire time : 2026-11-22 05:48:47"),
            format!("<access-token>{token}</access-token>"),
            format!("<r><access-token junos:style=\"x\">{token}</access-token></r>"),
            format!("\"access-token\" : [\n{{\n\"data\" : \"{token}\"\n}}\n]"),
            format!("ACCESS TOKEN: {token}\nthe same once more: ({token})"),
            format!("Bearer {token}"),
            format!("token={token}"),
            "Access token : short".to_owned(),
            "Access token : eyJhbGciOiJub25lIn0.eyJpc3MiOiJhIn0.c2lnbmF0dXJl".to_owned(),
        ] {
            let (masked, found) = mask(&text);
            let leaks = ["4711canary", front, "short", "eyJ"].iter().any(|part| masked.contains(part));
            assert!(found && !leaks, "{text}\n{masked}");
        }
    }

    #[test]
    fn the_rest_stays() {
        let text = "Primary server :\n  FQDN name : jims-server-1.branch-office.example.com\n  Address : 192.0.2.10\n  Interface : \
                    ge-0/0/0.0\nLast received status message : OK (200)\nAccess token : NULL\nToken expire time : 2026-11-22 05:48:47\n";
        assert_eq!(mask(text), (text.to_owned(), false));
    }
}
