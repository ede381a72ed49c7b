//! `jwk`: public keys as JSON.

mod set;
mod show;
mod thumbprint;
mod verify;

use crate::{
    cli::command::noun,
    crypto::algorithm::Algorithm,
    job::jwk::{KeyName, Wish},
};

noun! {
    /// JSON Web Keys: public keys, sets, thumbprints, checks.
    { Show(show), Set(set), Thumbprint(thumbprint), Verify(verify) }
}

/// What is said about each key.
#[derive(Debug, Clone, clap::Args)]
struct Saying {
    /// Its name: `thumbprint`, `none`, or a text.
    #[arg(long, value_name = "thumbprint|none|TEXT", default_value = "thumbprint")]
    kid: String,
    /// What it is for.
    #[arg(long = "use", value_name = "sig|enc", value_parser = ["sig", "enc"], hide_possible_values = true)]
    usage: Option<String>,
    /// The one algorithm that it is for, such as `ES256`.
    #[arg(long, value_name = "ALGORITHM")]
    alg: Option<Algorithm>,
    /// Add the certificates of the file, leaf first.
    #[arg(long)]
    x5c: bool,
}

impl Saying {
    fn wish(&self) -> Wish {
        let kid = match self.kid.as_str() {
            "thumbprint" => KeyName::Thumbprint,
            "none" => KeyName::None,
            text => KeyName::Text(text.to_owned()),
        };
        Wish { kid, usage: self.usage.clone(), algorithm: self.alg, x5c: self.x5c }
    }
}
