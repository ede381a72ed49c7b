//! Values from outside, made fit for any page: no sign that a reader, a terminal or a mail program would obey.

use serde_json::Value;

/// Cleans every text in a value.
pub fn clean(value: &mut Value) {
    match value {
        Value::String(text) if text.chars().any(|sign| sign.is_whitespace() && sign != ' ' || is_obeyed(sign)) => {
            *text = cleaned(text);
        }
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(members) => members.values_mut().for_each(clean),
        _ => {}
    }
}

/// The text on one line, without signs that are not seen.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let spaced = text.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign });
    spaced.filter(|sign| !is_obeyed(*sign)).collect()
}

/// Control characters, those that turn the direction of writing or have no width, and those that are no characters.
fn is_obeyed(sign: char) -> bool {
    let number = u32::from(sign);
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(number, 0xfdd0..=0xfdef | 0xe0000..=0xe0fff)
        || number & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_left_that_a_reader_would_obey() {
        let mut value = json!({ "a": ["one\r\ntwo\u{1b}[31m\u{202e}\u{ffff}", 1, null], "b": "<b>" });
        clean(&mut value);
        assert_eq!(value, json!({ "a": ["one  two[31m", 1, null], "b": "<b>" }));
    }
}
