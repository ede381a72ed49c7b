//! A small reader of both forms: every statement as its words. Knows nothing of how they are written.

/// The statements of `set` lines; remarks are passed over.
pub(super) fn set(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let words = words(line);
            assert_eq!(words.first().map(|(word, _)| word.as_str()), Some("set"), "{line}");
            words.into_iter().skip(1).map(|(word, _)| word).collect()
        })
        .collect()
}

/// The statements of text in braces.
pub(super) fn text(text: &str) -> Vec<Vec<String>> {
    let (mut stack, mut open, mut found): (Vec<Vec<String>>, Vec<String>, Vec<Vec<String>>) = Default::default();
    for (word, quoted) in words(text) {
        match word.as_str() {
            "{" if !quoted => stack.push(std::mem::take(&mut open)),
            "}" if !quoted => assert!(open.is_empty() && stack.pop().is_some(), "{text}"),
            ";" if !quoted => found.push(stack.iter().flatten().cloned().chain(std::mem::take(&mut open)).collect()),
            _ => open.push(word),
        }
    }
    assert!(stack.is_empty() && open.is_empty(), "{text}");
    found
}

/// Words with a mark for those in quotes.
fn words(text: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            ' ' | '\n' => {}
            '"' => {
                let mut word = String::new();
                while let Some(sign) = signs.next().filter(|sign| *sign != '"') {
                    word.push(if sign == '\\' { signs.next().unwrap() } else { sign });
                }
                found.push((word, true));
            }
            '{' | '}' | ';' => found.push((sign.to_string(), false)),
            _ => {
                let mut word = sign.to_string();
                while let Some(sign) = signs.next_if(|sign| !" \n\"{};".contains(*sign)) {
                    word.push(sign);
                }
                found.push((word, false));
            }
        }
    }
    found
}
