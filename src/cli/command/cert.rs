//! `cert`: certificates.

mod bundle;
mod ca;
mod issue;
mod list;
mod register;
mod remove;
mod self_sign;
mod show;
mod verify;

use zeroize::Zeroizing;

use crate::{
    cli::{
        command::{
            noun,
            source::{self, SecretSource},
        },
        failure::Failure,
        open::House,
    },
    crypto::bundle::LARGEST,
    domain::secret::Secret,
    handshake::Place,
    job::material::Given,
};

noun! {
    /// Certificates: made, judged, registered on a partner's profile.
    {
        Show(show), Verify(verify), Bundle(bundle), SelfSign(self_sign), Ca(ca), Issue(issue),
        Register(register), List(list), Remove(remove)
    }
}

fn given(path: &str) -> Result<Given, Failure> {
    let bytes = Zeroizing::new(source::input(path, LARGEST as u64)?);
    Ok(Given { name: source::title(path).to_owned(), bytes })
}

fn all_given(paths: &[String]) -> Result<Vec<Given>, Failure> {
    paths.iter().map(|path| given(path)).collect()
}

fn secret(source: Option<&SecretSource>, house: &House) -> Result<Option<Secret>, Failure> {
    source.map(|source| source.read(house)).transpose()
}

/// The server that an `https://` address names; `None` for a file.
fn place(target: &str, house: &House) -> Result<Option<Place>, Failure> {
    if !target.starts_with("https://") {
        return if looks_like_server(target) { Err(not_a_server(target)) } else { Ok(None) };
    }
    let wrong = || Failure::usage(format!("`{target}` is no address of a server")).next("write it like `https://host:8443`");
    let url = url::Url::parse(target).map_err(|_| wrong())?;
    let (host, port) = (url.host_str().ok_or_else(wrong)?.to_owned(), url.port_or_known_default().unwrap_or(443));
    Ok(Some(Place { host, port, patience: house.settings.timeout.duration() }))
}

/// A file that is there is a file; otherwise `http://host` and `host:443` are meant as servers.
fn looks_like_server(target: &str) -> bool {
    let port = target.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    (target.starts_with("http://") || port) && !std::path::Path::new(target).exists()
}

fn not_a_server(target: &str) -> Failure {
    let bare = target.trim_start_matches("http://").trim_end_matches('/');
    Failure::usage(format!("`{target}` is neither a file nor an address of TLS"))
        .next(format!("for the server write `https://{bare}`"))
}
