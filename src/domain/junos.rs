//! Junos configuration as a tree of statements, and its two written forms: `set` lines and text in braces.

use std::fmt::{self, Write as _};

use crate::domain::secret::Secret;

/// A statement with those below it.
#[derive(Debug, Clone)]
pub struct Node {
    words: Vec<Word>,
    below: Vec<Self>,
}

/// A word of a statement.
#[derive(Debug, Clone)]
enum Word {
    Plain(String),
    Secret(Secret),
}

/// Whether secrets are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// As `"<secret>"`.
    Masked,
    /// In clear.
    Clear,
}

impl Node {
    /// A statement that holds others, such as `connection { .. }`.
    #[must_use]
    pub fn container(name: &str, below: Vec<Self>) -> Self {
        Self { words: vec![Word::Plain(name.to_owned())], below }
    }

    /// An entry of a list, such as `ca-profile NAME { .. }`; alone it stands for itself.
    #[must_use]
    pub fn entry(name: &str, key: &str, below: Vec<Self>) -> Self {
        Self { words: vec![Word::Plain(name.to_owned()), Word::Plain(key.to_owned())], below }
    }

    /// A statement with a value.
    #[must_use]
    pub fn leaf(name: &str, value: impl fmt::Display) -> Self {
        Self::entry(name, &value.to_string(), Vec::new())
    }

    /// A statement that says all by being there.
    #[must_use]
    pub fn flag(name: &str) -> Self {
        Self::container(name, Vec::new())
    }

    /// A statement with a secret.
    #[must_use]
    pub fn secret(name: &str, value: &Secret) -> Self {
        Self { words: vec![Word::Plain(name.to_owned()), Word::Secret(value.clone())], below: Vec::new() }
    }

    /// The same; nothing when it was to hold statements and holds none.
    #[must_use]
    pub fn unless_empty(self) -> Option<Self> {
        (!self.below.is_empty()).then_some(self)
    }

    fn words(&self, secrets: Secrets) -> String {
        self.words.iter().map(|word| word.written(secrets)).collect::<Vec<_>>().join(" ")
    }

    fn set_lines(&self, path: &str, secrets: Secrets, lines: &mut Vec<String>) {
        let path = format!("{path} {}", self.words(secrets));
        if self.below.is_empty() {
            lines.push(path);
        } else {
            self.below.iter().for_each(|node| node.set_lines(&path, secrets, lines));
        }
    }

    fn text(&self, depth: usize, secrets: Secrets, text: &mut String) {
        let (pad, words) = ("    ".repeat(depth), self.words(secrets));
        // Writing into a String cannot fail.
        if self.below.is_empty() {
            let _ = writeln!(text, "{pad}{words};");
            return;
        }
        let _ = writeln!(text, "{pad}{words} {{");
        self.below.iter().for_each(|node| node.text(depth + 1, secrets, text));
        let _ = writeln!(text, "{pad}}}");
    }
}

impl Word {
    fn written(&self, secrets: Secrets) -> String {
        match (self, secrets) {
            (Self::Plain(text), _) => quoted(text),
            (Self::Secret(_), Secrets::Masked) => quoted(MASK),
            (Self::Secret(secret), Secrets::Clear) => forced(secret.reveal()),
        }
    }
}

/// The statements as `set` lines, in their order.
#[must_use]
pub fn set_lines(tree: &[Node], secrets: Secrets) -> Vec<String> {
    let mut lines = Vec::new();
    for node in tree {
        node.set_lines("set", secrets, &mut lines);
    }
    lines
}

/// The statements as text in braces.
#[must_use]
pub fn text(tree: &[Node], secrets: Secrets) -> String {
    let mut text = String::new();
    for node in tree {
        node.text(0, secrets, &mut text);
    }
    text
}

/// A word as it is written: in quotes unless it is made of letters, digits and signs without a meaning.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/@".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) { word.to_owned() } else { forced(word) }
}

fn forced(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What stands for a secret.
pub const MASK: &str = "<secret>";

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Vec<Node> {
        let primary = vec![Node::leaf("address", "a b"), Node::secret("client-secret", &Secret::new("x\"\\;}".to_owned()))];
        vec![Node::container("services", vec![Node::container("primary", primary), Node::flag("preserve-valid-user")])]
    }

    #[test]
    fn both_forms_say_the_same() {
        let lines = set_lines(&tree(), Secrets::Clear);
        assert_eq!(lines[0], "set services primary address \"a b\"");
        assert_eq!(lines[1], "set services primary client-secret \"x\\\"\\\\;}\"");
        assert_eq!(lines[2], "set services preserve-valid-user");
        let text = text(&tree(), Secrets::Masked);
        let want = "services {\n    primary {\n        address \"a b\";\n        client-secret \"<secret>\";\n    }\n    \
                    preserve-valid-user;\n}\n";
        assert_eq!(text, want);
    }
}
