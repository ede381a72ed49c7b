//! Words of a server as a message may show them: short, without control characters, mark-up and secrets.

/// The first words of a body. At most 200 characters; of a page its title, else its text; whatever looks like a secret is masked.
#[must_use]
pub fn excerpt(body: &[u8]) -> String {
    // More than enough for 200 characters that remain, and a bound for hostile bodies.
    let text = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let text = if text.starts_with('<') { page(text) } else { text.to_owned() };
    let masked = mask(&text);
    let clean: String = masked.chars().map(|sign| if is_hidden(sign) { ' ' } else { sign }).collect();
    let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// A body without these secrets, wherever in it they stand. One of less than four signs is part of many words, and stays.
#[must_use]
pub fn without(body: &[u8], secrets: &[&str]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body).into_owned();
    let known = secrets.iter().filter(|secret| secret.len() >= 4);
    known.fold(text, |text, secret| text.replace(secret, "***")).into_bytes()
}

/// The text with every value masked that stands behind a telling name, behind `Bearer` or `Basic`, or that looks like a JWT.
#[must_use]
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut expect = Expect::Nothing;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|sign| !is_word(sign)).unwrap_or(rest.len());
        if length == 0 {
            let (gap, quoted) = (first.len_utf8(), expect == Expect::Value && matches!(first, '"' | '\''));
            masked.push(first);
            rest = &rest[gap..];
            if quoted {
                let end = closing(rest, first);
                masked.push_str(if end == 0 { "" } else { "***" });
                rest = &rest[end..];
                expect = Expect::Nothing;
                // The closing quote is taken here, so that it does not open another text.
                if let Some(quote) = rest.chars().next() {
                    masked.push(quote);
                    rest = &rest[quote.len_utf8()..];
                }
            } else {
                expect = expect.after(first);
            }
            continue;
        }
        let (word, behind) = rest.split_at(length);
        rest = behind;
        let scheme = matches!(word.to_ascii_lowercase().as_str(), "bearer" | "basic");
        if scheme {
            masked.push_str(word);
            expect = Expect::Credential;
        } else if matches!(expect, Expect::Value | Expect::Credential) || is_token(word) {
            masked.push_str("***");
            expect = Expect::Nothing;
        } else {
            masked.push_str(word);
            expect = if is_telling(word) { Expect::Mark } else { Expect::Nothing };
        }
    }
    masked
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Nothing,
    /// A telling name was read: a mark must follow before the next word is its value.
    Mark,
    /// The next word or quoted text is the value.
    Value,
    /// The word behind a scheme of `Authorization`.
    Credential,
}

impl Expect {
    fn after(self, sign: char) -> Self {
        match (self, sign) {
            (Self::Mark, ':' | '=') | (Self::Value, '[' | ' ' | '\t' | '\n' | '\r' | '\\') => Self::Value,
            (Self::Mark, '"' | '\'' | '\\' | ' ' | '\t') => Self::Mark,
            (Self::Credential, ' ' | '\t') => Self::Credential,
            _ => Self::Nothing,
        }
    }
}

/// Where a quoted text ends: at its quote when that is not escaped.
fn closing(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices() {
        if sign == quote && !escaped {
            return at;
        }
        escaped = sign == '\\' && !escaped;
    }
    text.len()
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || "-_.~+/%*".contains(sign)
}

/// Whether a value behind this name is nobody's business.
fn is_telling(word: &str) -> bool {
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    TELLING.iter().any(|name| plain.ends_with(name))
}

/// A compact JWS begins with the Base64 of `{"`.
fn is_token(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 20
}

fn is_hidden(sign: char) -> bool {
    // Marks that change the direction of the text could make a message read otherwise.
    sign.is_control() || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a page says: its title, else its text without mark-up.
fn page(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if let Some(open) = lower.find("<title")
        && let Some(start) = lower[open..].find('>').map(|at| open + at + 1)
        && let Some(end) = lower[start..].find("</title").map(|at| start + at)
        && !text[start..end].trim().is_empty()
    {
        return text[start..end].to_owned();
    }
    let (mut words, mut at) = (String::new(), 0);
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        words.push_str(&text[at..open]);
        words.push(' ');
        // What stands in a script or style is no text.
        let silent = ["script", "style"].iter().find(|name| lower[open + 1..].starts_with(**name));
        let tail = match silent {
            Some(name) => lower[open..].find(&format!("</{name}")).map_or(text.len(), |found| open + found),
            None => open,
        };
        at = text[tail..].find('>').map_or(text.len(), |close| tail + close + 1);
    }
    words.push_str(&text[at..]);
    words
}

const LONGEST: usize = 200;

const TELLING: [&str; 11] =
    ["secret", "password", "passwd", "pwd", "token", "accesskey", "apikey", "authorization", "assertion", "jwt", "privatekey"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_pass() {
        let canary = "canary4711";
        for text in [
            format!(r#"{{"clientRegistration":{{"clientSecret":"{canary}","enabled":true}}}}"#),
            format!(r#"{{"client_secret" : "{canary} with blanks \" and {canary}"}}"#),
            format!("client_id=a&client_secret={canary}&x=1"),
            format!("Authorization: Bearer {canary}"),
            format!("authorization=Basic {canary}"),
            format!(r#"{{\"access_token\":\"{canary}\"}}"#),
            format!("error: eyJhbGciOiJSUzI1NiJ9.{canary}.sig was refused"),
            format!("'apiAccessKey': '{canary}'"),
            format!(r#"{{"token":["{canary}"]}}"#),
            format!("password={canary}"),
        ] {
            let shown = excerpt(text.as_bytes());
            assert!(!shown.contains(canary), "{shown}");
            assert!(shown.contains("***"), "{shown}");
        }
    }

    #[test]
    fn a_secret_that_is_known_does_not_pass_without_a_telling_name() {
        let shown = without(b"who is canary4711, and canary4711x?", &["canary4711", "an", ""]);
        assert_eq!(String::from_utf8_lossy(&shown), "who is ***, and ***x?");
    }

    #[test]
    fn ordinary_words_pass() {
        for text in ["the token expired", r#"{"errorDetails":"name is taken"}"#, "Basic"] {
            assert_eq!(excerpt(text.as_bytes()), text);
        }
    }

    #[test]
    fn pages_are_boiled_down() {
        let page = b"<!DOCTYPE html><html><head><title> Access\nDenied </title></head><body>long</body></html>";
        assert_eq!(excerpt(page), "Access Denied");
        let plain = b"<html><style>p { x }</style><body><h1>502</h1>\x1b[31m Bad Gateway</body>";
        assert_eq!(excerpt(plain), "502 [31m Bad Gateway");
        assert_eq!(excerpt(b"<"), "");
        assert_eq!(excerpt(b"<script>x"), "");
    }

    #[test]
    fn it_is_short_whatever_comes() {
        assert!(excerpt("ä".repeat(5000).as_bytes()).chars().count() <= 201);
        assert!(excerpt(&[0xff; 300]).chars().count() <= 201);
        assert_eq!(excerpt(b""), "");
    }
}
