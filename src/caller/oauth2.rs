//! x
use crate::{
    caller::{Error, Token},
    domain::secret::Secret,
    http::Http,
};
/// t
pub fn token_by_client_secret(_: &Http, _: &url::Url, _: &str, _: &Secret, _: &[String]) -> Result<Token, Error> {
    Err(Error::InvalidClient { message: String::new() })
}
