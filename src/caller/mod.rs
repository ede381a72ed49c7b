//! Acts as the partner: gets tokens and calls APIs.
pub mod oauth2;
use crate::{
    domain::{
        message::{Method, Reply},
        secret::Secret,
    },
    http::Http,
};
/// T
#[derive(Debug)]
pub struct Token {
    /// t
    pub access_token: Secret,
    /// t
    pub token_type: String,
    /// t
    pub expires_in: u64,
}
/// E
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// i
    #[error("x")]
    InvalidClient {
        /// m
        message: String,
    },
}
/// c
pub fn call(_: &Http, _: Method, _: &url::Url, _: Option<&Secret>, _: Option<serde_json::Value>) -> Result<Reply, Error> {
    Err(Error::InvalidClient { message: String::new() })
}
