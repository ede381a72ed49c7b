//! The signature algorithms by which a product verifies tokens, as their names in a header's `alg` (RFC 7518, section 3.1).

use std::fmt;

/// What a product verifies tokens by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Signatures {
    /// Nobody says, so that none is refused for it.
    #[default]
    Untold,
    /// These and no others.
    Named(Vec<String>),
}

impl Signatures {
    /// These names; nothing is told where there are none.
    #[must_use]
    pub fn of(names: &[&str]) -> Self {
        if names.is_empty() { Self::Untold } else { Self::Named(names.iter().map(|name| (*name).to_owned()).collect()) }
    }

    /// Whether a signature under this name is verified, as far as it is known.
    #[must_use]
    pub fn take(&self, name: &str) -> bool {
        match self {
            Self::Untold => true,
            Self::Named(names) => names.iter().any(|known| known == name),
        }
    }
}

impl fmt::Display for Signatures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untold => out.pad("not told"),
            Self::Named(names) if names.is_empty() => out.pad("none"),
            Self::Named(names) => out.pad(&names.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_where_it_is_listed_or_nothing_is() {
        let named = Signatures::of(&["RS256", "ES256"]);
        assert!(named.take("ES256") && !named.take("ES384") && !named.take("es256"));
        assert_eq!(named.to_string(), "RS256, ES256");
        assert_eq!(Signatures::Named(Vec::new()).to_string(), "none");
        assert_eq!(Signatures::of(&[]), Signatures::Untold);
        assert!(Signatures::Untold.take("PS256"));
    }
}
