//! What a server repeats of a login is masked before anybody reads it.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::Login;

/// The texts that must not be shown.
pub(super) struct Masks(Vec<String>);

impl Masks {
    /// The password as it is, and as it travels (RFC 4616, and `LOGIN`).
    pub(super) fn of(login: Option<&Login>) -> Self {
        let Some(Login { user, password }) = login else { return Self(Vec::new()) };
        let password = password.reveal();
        let forms = [password.to_owned(), STANDARD.encode(password), STANDARD.encode(format!("\0{user}\0{password}"))];
        Self(forms.into_iter().filter(|form| !form.is_empty()).collect())
    }

    /// The text without them, on one line, and no longer than anybody reads.
    pub(super) fn clean(&self, text: &str) -> String {
        let masked = self.0.iter().fold(text.to_owned(), |text, form| text.replace(form.as_str(), "***"));
        let words = masked.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect()
    }
}

const LONGEST: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Secret;

    #[test]
    fn what_a_server_repeats_of_the_login_is_not_shown() {
        let login = Login { user: "api".to_owned(), password: Secret::new("canary-4711".to_owned()) };
        let masks = Masks::of(Some(&login));
        let plain = STANDARD.encode("\0api\0canary-4711");
        let said = format!("bad login canary-4711,\r\n {} and {plain}\u{7}", STANDARD.encode("canary-4711"));
        assert_eq!(masks.clean(&said), "bad login ***, *** and ***");
        assert_eq!(Masks::of(None).clean("fine"), "fine");
    }
}
