//! Waiting for an answer and reading it, within bounds.

use std::{
    sync::mpsc::{RecvTimeoutError, sync_channel},
    time::{Duration, Instant},
};

use reqwest::{Client, Response};
use url::Url;

use crate::{
    clock::Stop,
    domain::message::{Repeat, Reply},
    http::{
        Error,
        failure::{self, Scene},
        lane,
    },
};

/// What an answer is waited for with.
pub(super) struct Waiting<'a> {
    pub(super) url: &'a Url,
    pub(super) timeout: Duration,
    pub(super) repeat: Repeat,
    /// Whether a client certificate is shown.
    pub(super) shown: bool,
    pub(super) stop: &'a Stop,
}

impl Waiting<'_> {
    /// Sends a prepared request and waits for its answer, and for the wish to stop. A write that is under way is given a moment
    /// longer: losing its answer costs more than the wait.
    pub(super) fn answer(&self, client: Client, request: reqwest::Request) -> Result<Reply, Error> {
        let (sender, receiver) = sync_channel(1);
        let scene = self.scene();
        let task = lane::runtime()?.spawn(async move {
            // Nobody listens any more when the user stopped.
            let _ = sender.send(exchange(client, request, &scene).await);
        });
        let mut stopped: Option<Instant> = None;
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::Lost { host: failure::host(self.url), why: "the client gave up".to_owned() });
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.stop.is_set() && stopped.get_or_insert_with(Instant::now).elapsed() >= self.grace() {
                task.abort();
                return Err(Error::Interrupted);
            }
        }
    }

    /// Where a failure would happen.
    pub(super) fn scene(&self) -> Scene {
        Scene { url: self.url.clone(), timeout: self.timeout, shown: self.shown }
    }

    pub(super) fn grace(&self) -> Duration {
        match self.repeat {
            Repeat::Safe => Duration::ZERO,
            Repeat::Unsafe => GRACE,
        }
    }
}

/// Sends a request and reads the answer.
pub(super) async fn exchange(client: Client, request: reqwest::Request, scene: &Scene) -> Result<Reply, Error> {
    let mut response = client.execute(request).await.map_err(|error| failure::classify(error, scene))?;
    let too_large = || Error::TooLarge { host: failure::host(&scene.url), limit: LIMIT };
    if response.content_length().is_some_and(|length| length > LIMIT) {
        return Err(too_large());
    }
    let (status, headers) = (response.status().as_u16(), headers(&response));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure::classify(error, scene))? {
        if (body.len() + chunk.len()) as u64 > LIMIT {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, headers, body })
}

fn headers(response: &Response) -> Vec<(String, String)> {
    let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// How often it is looked whether the user wishes to stop.
pub(super) const TICK: Duration = Duration::from_millis(50);
const GRACE: Duration = Duration::from_secs(2);
const LIMIT: u64 = 64 * 1024 * 1024;
