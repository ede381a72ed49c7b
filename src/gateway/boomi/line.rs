//! A line of ours in a text that people write, too: `[partnerctl name=value ..]` at its end. The rest of the text stays.

use std::{collections::BTreeMap, fmt::Write as _};

use url::form_urlencoded;

/// The pairs of our line.
pub(super) type Pairs = BTreeMap<String, String>;

/// Reads our line; without one there are no pairs.
pub(super) fn read(text: &str) -> Pairs {
    split(text).1.map(parsed).unwrap_or_default()
}

/// The text with another line of ours; with none where there is nothing to say.
pub(super) fn write(text: &str, pairs: &Pairs) -> String {
    let rest = split(text).0;
    if pairs.is_empty() {
        return rest.to_owned();
    }
    let mut line = String::new();
    for (name, value) in pairs {
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        // Writing into a String cannot fail.
        let _ = write!(line, " {name}={value}");
    }
    let gap = if rest.is_empty() { "" } else { "\n" };
    format!("{rest}{gap}{OPEN}{line}{CLOSE}")
}

fn split(text: &str) -> (&str, Option<&str>) {
    let Some(start) = text.rfind(OPEN) else { return (text, None) };
    match text[start + OPEN.len()..].trim_end().strip_suffix(CLOSE) {
        Some(line) => (text[..start].trim_end_matches('\n'), Some(line)),
        None => (text, None),
    }
}

fn parsed(line: &str) -> Pairs {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let decoded = form_urlencoded::parse(format!("v={value}").as_bytes()).next()?.1.into_owned();
        Some((name.to_owned(), decoded))
    };
    line.split(' ').filter_map(pair).collect()
}

const OPEN: &str = "[partnerctl";
const CLOSE: &str = "]";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_people_stay() {
        let pairs = Pairs::from([("a".to_owned(), "x y]\n&=ä".to_owned()), ("b".to_owned(), String::new())]);
        for text in ["", "call before changes", "two\nlines"] {
            let written = write(text, &pairs);
            assert_eq!(read(&written), pairs, "{written}");
            assert_eq!(write(&written, &Pairs::new()), text);
        }
        assert_eq!(read("[partnerctl half"), Pairs::new());
    }
}
