//! The plain loop: nothing but requests and parsed answers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    place::{Gateway, name},
    recorder::{Piece, Step},
};

/// Plays the script for so many partners, so many at a time.
pub(crate) fn run(gateway: &Gateway, script: &[Step], partners: usize, jobs: usize) -> Duration {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ca = reqwest::Certificate::from_pem(&gateway.ca).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([ca]).build().unwrap();
    let target: Arc<str> = gateway.tls.trim_end_matches('/').into();
    let (script, password): (Arc<[Step]>, Arc<str>) = (script.into(), gateway.password.as_str().into());
    let next = Arc::new(AtomicUsize::new(1));
    let start = Instant::now();
    runtime.block_on(async {
        let mut hands = Vec::new();
        for _ in 0..jobs {
            let (script, password, target, next, client) =
                (Arc::clone(&script), Arc::clone(&password), Arc::clone(&target), Arc::clone(&next), client.clone());
            hands.push(tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > partners {
                        return;
                    }
                    play(&client, &script, (&target, &password), &name(number)).await;
                }
            }));
        }
        for hand in hands {
            hand.await.unwrap();
        }
    });
    start.elapsed()
}

async fn play(client: &reqwest::Client, script: &[Step], (target, password): (&str, &str), name: &str) {
    let mut ids = Vec::new();
    for step in script {
        let url = format!("{target}{}", filled(&step.path, name, &ids));
        let mut request = client.request(step.method.parse().unwrap(), url).basic_auth("Administrator", Some(password));
        request = request.header("accept", "application/json");
        let body = filled(&step.body, name, &ids);
        if !body.is_empty() {
            request = request.header("content-type", "application/json").body(body);
        }
        let reply = request.send().await.unwrap();
        assert!(reply.status().is_success() || reply.status() == 404, "{} {:?}: {}", step.method, step.path, reply.status());
        let bytes = reply.bytes().await.unwrap();
        let answer: Value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        ids.extend(step.learns.iter().map(|(place, _)| answer.pointer(place).and_then(Value::as_str).unwrap().to_owned()));
    }
}

fn filled(pieces: &[Piece], name: &str, ids: &[String]) -> String {
    pieces.iter().fold(String::new(), |mut text, piece| {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Name => text.push_str(name),
            Piece::Loud => text.push_str(&name.to_uppercase()),
            Piece::Id(number) => text.push_str(&ids[*number]),
        }
        text
    })
}
