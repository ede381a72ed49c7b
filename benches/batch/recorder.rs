//! What the program sends: recorded by a proxy, cut down to one partner, and made a script that any partner can play.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::Response,
};
use serde_json::Value;

use crate::place::{Gateway, Place, name};

/// One request as a partner sends it.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) method: String,
    pub(crate) path: Vec<Piece>,
    pub(crate) body: Vec<Piece>,
    /// Ids that the answer names: where they stand, and their number.
    pub(crate) learns: Vec<(&'static str, usize)>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// The partner's name.
    Name,
    /// The same in capitals.
    Loud,
    /// An id that an answer named.
    Id(usize),
}

/// An exchange that was seen.
#[derive(Debug, Clone)]
struct Seen {
    method: String,
    path: String,
    body: String,
    answer: Value,
}

struct Recorder {
    client: reqwest::Client,
    target: String,
    seen: Mutex<Vec<Seen>>,
}

/// The requests of one new partner on a ground that is made. That a run over more partners sends nothing else is checked.
pub(crate) fn script() -> Vec<Step> {
    let one = cut(&recorded(1));
    let many = recorded(5);
    let around = recorded(1).len() - one.len();
    assert_eq!(many.len(), around + 5 * one.len(), "requests grow by one partner's for each partner");
    steps(&one)
}

/// The requests and writes of a command that goes past a proxy.
pub(crate) fn count(place: &Place, gateway: &Gateway, words: &[&str]) -> (usize, usize) {
    let seen = watched(place, &gateway.tls, &gateway.plain, words);
    let is_write = |one: &&Seen| one.method != "GET" && !one.path.ends_with("/search");
    (seen.len(), seen.iter().filter(is_write).count())
}

fn recorded(partners: usize) -> Vec<Seen> {
    let gateway = Gateway::start();
    let place = Place::before(&gateway, &gateway.plain, 0);
    (1..=partners).for_each(|number| place.add(number));
    watched(&place, &gateway.plain, &gateway.plain, &["apply", "--jobs", "1", "-q"])
}

fn watched(place: &Place, known: &str, target: &str, words: &[&str]) -> Vec<Seen> {
    // The HTTP library asks for the process-wide provider; setting it twice is harmless.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let target = target.trim_end_matches('/').to_owned();
    let recorder = Arc::new(Recorder { client, target, seen: Mutex::default() });
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let routes = Router::new().fallback(pass).with_state(Arc::clone(&recorder)).into_make_service();
    runtime.spawn(async move { axum::serve(listener, routes).await.unwrap() });
    place.redirect(known, &url);
    place.run(words);
    place.redirect(&url, known);
    recorder.seen.lock().unwrap().clone()
}

async fn pass(State(recorder): State<Arc<Recorder>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.to_string(), parts.uri.path_and_query().unwrap().to_string());
    let body = to_bytes(body, 32 << 20).await.unwrap();
    let url = format!("{}{path}", recorder.target);
    let reply = recorder.client.request(parts.method, url).headers(parts.headers).body(body.clone()).send().await.unwrap();
    let (status, headers) = (reply.status(), reply.headers().clone());
    let bytes = reply.bytes().await.unwrap();
    let answer = serde_json::from_slice(&bytes).unwrap_or_default();
    let body = String::from_utf8_lossy(&body).into_owned();
    recorder.seen.lock().unwrap().push(Seen { method, path, body, answer });
    let mut answer = Response::builder().status(status);
    for (name, value) in headers.iter().filter(|(name, _)| *name != "transfer-encoding") {
        answer = answer.header(name, value);
    }
    answer.body(Body::from(bytes)).unwrap()
}

/// What is about the partner: from the first request that names it to the last that names it or one of its ids.
fn cut(seen: &[Seen]) -> Vec<Seen> {
    let ids = seen.iter().flat_map(learnt).map(|(_, id)| id);
    let words: Vec<String> = ids.chain([name(1)]).collect();
    let about = |one: &Seen| one.method != "GET" || one.path.matches('/').count() > 3;
    let names = |one: &Seen| about(one) && words.iter().any(|word| one.path.contains(word) || one.body.contains(word));
    let first = seen.iter().position(names).unwrap();
    let last = seen.iter().rposition(names).unwrap();
    seen[first..=last].to_vec()
}

/// The ids that the answer to a creation names.
fn learnt(seen: &Seen) -> Vec<(&'static str, String)> {
    let made = seen.method == "POST" && !seen.path.ends_with("/search");
    let found = PLACES.iter().filter_map(|place| Some((*place, seen.answer.pointer(place)?.as_str()?.to_owned())));
    if made { found.collect() } else { Vec::new() }
}

fn steps(seen: &[Seen]) -> Vec<Step> {
    let mut ids: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    for one in seen {
        let (path, body) = (pieces(&one.path, &ids), pieces(&one.body, &ids));
        let mut learns = Vec::new();
        for (place, id) in learnt(one) {
            learns.push((place, ids.len()));
            ids.push(id);
        }
        steps.push(Step { method: one.method.clone(), path, body, learns });
    }
    steps
}

fn pieces(text: &str, ids: &[String]) -> Vec<Piece> {
    let known = ids.iter().enumerate().map(|(number, id)| (id.clone(), Piece::Id(number)));
    let words: Vec<(String, Piece)> = known.chain([(name(1), Piece::Name), (name(1).to_uppercase(), Piece::Loud)]).collect();
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((at, word, piece)) =
        words.iter().filter_map(|(word, piece)| Some((rest.find(word.as_str())?, word, piece))).min_by_key(|(at, ..)| *at)
    {
        pieces.extend([Piece::Text(rest[..at].to_owned()), piece.clone()]);
        rest = &rest[at + word.len()..];
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

/// Where the answers to creations name the new object.
const PLACES: [&str; 3] = ["/id", "/applications/0/id", "/strategy/id"];
