//! A gateway in trouble: a proxy on loopback that throttles above a rate and at times fails, breaks connections or is slow. Which
//! request meets what is drawn from a seed; what happened is kept with its time.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::Response,
};

/// How bad it is. Shares are of a thousand requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    /// Requests in a second; above that 429.
    pub(crate) rate: usize,
    /// What `Retry-After` says, in seconds, where it is sent.
    pub(crate) retry_after: Option<u64>,
    /// Answered 500, 502, 503 or 504 instead of being carried out.
    pub(crate) failing: u64,
    /// Broken off, half of them after they were carried out.
    pub(crate) broken: u64,
    /// Answered late.
    pub(crate) slow: u64,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Passed,
    Throttled,
    Failed(u16),
    Broken,
}

struct Sky {
    weather: Weather,
    client: reqwest::Client,
    target: String,
    start: Instant,
    log: Mutex<Log>,
}

struct Log {
    random: u64,
    seen: Vec<(Duration, Fate)>,
}

/// The running proxy.
pub(crate) struct Storm {
    sky: Arc<Sky>,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Storm {
    /// Bad weather in front of the gateway at `target`.
    pub(crate) fn before(target: &str, weather: Weather, seed: u64) -> Self {
        super::provider();
        let runtime = super::runtime();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let log = Mutex::new(Log { random: seed | 1, seen: Vec::new() });
        let target = target.trim_end_matches('/').to_owned();
        let sky = Arc::new(Sky { weather, client, target, start: Instant::now(), log });
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().fallback(pass).with_state(Arc::clone(&sky)).into_make_service();
        runtime.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { sky, address, _runtime: runtime }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Every request with its time and fate.
    pub(crate) fn seen(&self) -> Vec<(Duration, Fate)> {
        self.sky.log.lock().unwrap().seen.clone()
    }

    /// Requests in each second, and how many of them were throttled.
    pub(crate) fn seconds(&self) -> Vec<(usize, usize)> {
        let mut seconds = Vec::new();
        for (at, fate) in self.seen() {
            let second = usize::try_from(at.as_secs()).unwrap();
            seconds.resize(seconds.len().max(second + 1), (0, 0));
            seconds[second].0 += 1;
            seconds[second].1 += usize::from(fate == Fate::Throttled);
        }
        seconds
    }
}

impl Sky {
    fn fate(&self) -> (Fate, u64) {
        let now = self.start.elapsed();
        let mut log = self.log.lock().unwrap();
        let lately = |(at, fate): &&(Duration, Fate)| *at + Duration::from_secs(1) > now && *fate != Fate::Throttled;
        let busy = log.seen.iter().rev().take(self.weather.rate * 4).filter(lately).count() >= self.weather.rate;
        let draw = log.draw() % 1000;
        let Weather { failing, broken, .. } = self.weather;
        let fate = match draw {
            _ if busy => Fate::Throttled,
            draw if draw < failing => Fate::Failed([500, 502, 503, 504][usize::try_from(draw % 4).unwrap()]),
            draw if draw < failing + broken => Fate::Broken,
            _ => Fate::Passed,
        };
        log.seen.push((now, fate));
        (fate, draw)
    }
}

impl Log {
    /// A small generator (xorshift), for the same storm every time.
    fn draw(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }
}

async fn pass(State(sky): State<Arc<Sky>>, request: Request) -> Response<Body> {
    let (fate, draw) = sky.fate();
    let Weather { failing, broken, slow, retry_after, .. } = sky.weather;
    match fate {
        Fate::Throttled => {
            let answer = Response::builder().status(429);
            let answer = retry_after.into_iter().fold(answer, |answer, seconds| answer.header("retry-after", seconds));
            return answer.body(Body::from("{}")).unwrap();
        }
        Fate::Failed(status) => return Response::builder().status(status).body(Body::from("{}")).unwrap(),
        Fate::Broken if draw % 2 == 0 => break_off(),
        _ => {}
    }
    let answer = forward(&sky, request).await;
    if fate == Fate::Broken {
        break_off();
    }
    if (failing + broken..failing + broken + slow).contains(&draw) {
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    answer
}

async fn forward(sky: &Sky, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let body = to_bytes(body, 32 << 20).await.unwrap();
    let sent = sky.client.request(parts.method, format!("{}{path}", sky.target)).headers(parts.headers).body(body).send();
    let reply = sent.await.unwrap();
    let (status, headers) = (reply.status(), reply.headers().clone());
    let mut answer = Response::builder().status(status);
    for (name, value) in headers.iter().filter(|(name, _)| *name != "transfer-encoding") {
        answer = answer.header(name, value);
    }
    answer.body(Body::from(reply.bytes().await.unwrap())).unwrap()
}

/// Ends the task of the connection, and with it the connection, without a word.
fn break_off() -> ! {
    std::panic::resume_unwind(Box::new("the connection breaks"))
}
