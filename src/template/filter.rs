//! What makes a value from outside harmless where it is filled in: in Markdown, in a shell's line, in a string of a program.

use std::fmt::Write as _;

use minijinja::Environment;

/// Teaches an engine the filters.
pub(super) fn add_to(engine: &mut Environment<'_>) {
    engine.add_filter("md", |text: String| markdown(&text));
    engine.add_filter("sh", |text: String| shell(&text));
    engine.add_filter("here", |text: String| here(&text));
    engine.add_filter("quoted", |text: String| quoted(&text));
    engine.add_filter("day", |text: String| day(&text));
}

/// A text in Markdown that stands for itself.
fn markdown(text: &str) -> String {
    let marked = |sign: char| "\\`*_[]<>|#&~$".contains(sign);
    text.chars().fold(String::new(), |mut text, sign| {
        if marked(sign) {
            text.push('\\');
        }
        text.push(sign);
        text
    })
}

/// One word of a shell's line.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Text in a here-document of a shell, in which the shell replaces variables.
fn here(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('`', "\\`")
}

/// A string in JSON, which is one in Python, Java and JavaScript, too: what is beyond printing was taken out before.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(sign));
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// The day of a moment.
fn day(text: &str) -> String {
    text.chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_stands_for_itself() {
        assert_eq!(markdown("<b>|`a`*"), "\\<b\\>\\|\\`a\\`\\*");
        assert_eq!(shell("a'; rm -rf $HOME"), "'a'\\''; rm -rf $HOME'");
        assert_eq!(here("a\\ $b `c`"), "a\\\\ \\$b \\`c\\`");
        assert_eq!(quoted("a\"\\\u{1}é"), "\"a\\\"\\\\\\u0001é\"");
        assert_eq!(day("2026-11-21T09:30:00Z"), "2026-11-21");
    }
}
