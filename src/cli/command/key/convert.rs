//! `key convert`: the same key in another form.

use clap::ValueEnum;

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, Out, failed, given, new_passphrase},
            source::SecretSource,
        },
        failure::Outcome,
        open::House,
        view::material::MadeKey,
    },
    job::key::{self, Conversion, Form},
};

/// Writes a key in another form.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The key in any form that is read, or `-` for stdin.
    #[arg(value_name = "FILE")]
    file: String,
    /// The new form: `pkcs8`, `pkcs12`, `jwk` (private), or `spki` (the public key).
    #[arg(long, value_name = "FORM", hide_possible_values = true)]
    to: To,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    opening: Opening,
    /// Where the passphrase of the new file is.
    #[arg(long, value_name = "PATH|-|env:NAME", conflicts_with = "no_passphrase")]
    new_passphrase_file: Option<SecretSource>,
    /// Protect the new file by its mode alone, and do not ask.
    #[arg(long)]
    no_passphrase: bool,
    /// The certificates for `pkcs12`, the key's own first.
    #[arg(long, value_name = "FILE")]
    certificate: Vec<String>,
    /// The name of the key in `pkcs12`.
    #[arg(long, value_name = "NAME", default_value = "partner")]
    alias: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    Pkcs8,
    Pkcs12,
    Jwk,
    Spki,
}

const EXAMPLES: &str = "\
Examples:
  The public key, to be given away:
    $ partnerctl key convert acme.key --to spki --out acme.pub
  A PKCS#12 file for Java or Windows:
    $ partnerctl key convert acme.key --to pkcs12 --certificate acme-client.pem --new-passphrase-file passphrase.txt --out acme.p12
  The private key as a JWK:
    $ partnerctl key convert acme.key --to jwk --out acme.jwk";

impl Run for Args {
    type Answer = MadeKey;

    fn run(self, house: &House) -> Outcome {
        let form = match self.to {
            To::Pkcs8 => Form::Pkcs8,
            To::Pkcs12 => Form::Pkcs12,
            To::Jwk => Form::Jwk,
            To::Spki => Form::Spki,
        };
        let target = if form == Form::Spki { self.out.target() } else { self.out.private_target(house)? };
        target.check().map_err(failed)?;
        let (source, items) = self.opening.items(house, &self.file)?;
        let protects = matches!(form, Form::Pkcs8 | Form::Pkcs12);
        let word = self.new_passphrase_file.as_ref();
        let passphrase = if protects { new_passphrase(house, word, self.no_passphrase, "--new-passphrase-file")? } else { None };
        let mut certificates = Vec::new();
        for file in &self.certificate {
            certificates.extend(given(file)?.certificates(None).map_err(failed)?);
        }
        let (name, alias) = (source.name.as_str(), self.alias.as_str());
        let order = Conversion { items, name, form, passphrase: passphrase.as_ref(), certificates, alias, target: &target };
        house.answer(&MadeKey::from(key::convert(&order).map_err(failed)?))
    }
}
