//! A relay on loopback between the program and a gateway, which can answer in the gateway's place.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use time::{Duration, OffsetDateTime, macros::format_description};

use super::{is_write, provider, runtime};
use crate::replies::{Play, Seen, Server};

/// What the relay does with calls, counted from 1 since it was told.
#[derive(Clone)]
pub(crate) struct Meddling {
    /// The first call that it meddles with.
    pub(crate) from: usize,
    /// The last one.
    pub(crate) to: usize,
    /// Whether only writes count.
    pub(crate) writes: bool,
    /// Whether the gateway carries the call out all the same.
    pub(crate) passed: bool,
    /// What the program is answered; nothing new when absent.
    pub(crate) play: Option<Play>,
    /// What the answer waits for.
    pub(crate) gate: Option<Gate>,
}

impl Meddling {
    /// Keeps the calls from this one on from the gateway, and plays an answer instead.
    pub(crate) fn instead(from: usize, play: Play) -> Self {
        Self { from, to: usize::MAX, writes: false, passed: false, play: Some(play), gate: None }
    }

    /// Lets the gateway carry out one write, and plays another answer than its own.
    pub(crate) fn after_write(at: usize, play: Play) -> Self {
        Self { to: at, writes: true, passed: true, ..Self::instead(at, play) }
    }

    /// Holds the answer to one write until the gate opens.
    pub(crate) fn hold_write(at: usize, gate: Gate) -> Self {
        Self { from: at, to: at, writes: true, passed: true, play: None, gate: Some(gate) }
    }
}

/// Opens once.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<std::sync::atomic::AtomicBool>);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}

/// The relay; it ends with the value.
pub(crate) struct Relay {
    server: Server,
    plan: Arc<Mutex<Plan>>,
    ahead: Arc<AtomicI64>,
}

#[derive(Default)]
struct Plan {
    meddling: Option<Meddling>,
    calls: usize,
    writes: usize,
    met: usize,
}

impl Relay {
    /// A relay in front of the gateway at `target`.
    pub(crate) fn before(target: &str) -> Self {
        provider();
        Self::sending(target, reqwest::Client::builder().no_proxy().tls_certs_only([]), &[])
    }

    /// The same before a server with TLS that is to be called by its own name.
    pub(crate) fn before_tls(target: &str, ca_pem: &[u8]) -> Self {
        provider();
        let ca = reqwest::Certificate::from_pem(ca_pem).unwrap();
        Self::sending(target, reqwest::Client::builder().no_proxy().tls_certs_only([ca]), &["host"])
    }

    fn sending(target: &str, client: reqwest::ClientBuilder, dropped: &'static [&'static str]) -> Self {
        let (plan, ahead) = (Arc::<Mutex<Plan>>::default(), Arc::<AtomicI64>::default());
        let clock = Arc::clone(&ahead);
        let (own, target) = (Arc::clone(&plan), target.trim_end_matches('/').to_owned());
        let client = client.build().unwrap();
        let runtime = runtime();
        let server = Server::serve(move |seen| {
            let met = own.lock().unwrap().meets(seen);
            let Some(meddling) = met else { return dated(runtime.block_on(forward(&client, &target, seen, dropped)), &clock) };
            let own = if meddling.passed { Some(runtime.block_on(forward(&client, &target, seen, dropped))) } else { None };
            let answer = meddling.play.or(own).expect("a call that is kept has an answer");
            match meddling.gate {
                Some(gate) => Play::Held(gate, Box::new(answer)),
                None => answer,
            }
        });
        Self { server, plan, ahead }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url().to_string()
    }

    /// Meddles from now on.
    pub(crate) fn meddle(&self, meddling: Meddling) {
        *self.plan.lock().unwrap() = Plan { meddling: Some(meddling), ..Plan::default() };
    }

    /// Passes everything on from now on, and counts from the start.
    pub(crate) fn heal(&self) {
        *self.plan.lock().unwrap() = Plan::default();
    }

    /// Lets the gateway's clock be so many seconds ahead.
    pub(crate) fn set_clock_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    /// Calls since it was last told what to do.
    pub(crate) fn calls(&self) -> usize {
        self.plan.lock().unwrap().calls
    }

    /// Writes among them.
    pub(crate) fn writes(&self) -> usize {
        self.plan.lock().unwrap().writes
    }

    /// How many calls it meddled with.
    pub(crate) fn met(&self) -> usize {
        self.plan.lock().unwrap().met
    }

    /// Waits until it meddled with a call.
    pub(crate) fn await_meddled(&self) {
        super::until("a call reaches the relay", || self.met() > 0);
    }
}

impl Plan {
    fn meets(&mut self, seen: &Seen) -> Option<Meddling> {
        let write = is_write(&seen.method, seen.path.split('?').next().unwrap_or_default());
        self.calls += 1;
        self.writes += usize::from(write);
        let meddling = self.meddling.as_ref()?;
        let place = if meddling.writes { self.writes } else { self.calls };
        if !(meddling.from..=meddling.to).contains(&place) || (meddling.writes && !write) {
            return None;
        }
        self.met += 1;
        Some(meddling.clone())
    }
}

/// The answer with the date of a clock that goes wrong.
fn dated(answer: Play, clock: &AtomicI64) -> Play {
    let ahead = clock.load(Ordering::SeqCst);
    let Play::Answer(status, mut headers, body) = answer else { return answer };
    if ahead != 0 {
        let form = format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
        headers.retain(|(name, _)| *name != "date");
        headers.push(("date", (OffsetDateTime::now_utc() + Duration::seconds(ahead)).format(form).unwrap()));
    }
    Play::Answer(status, headers, body)
}

async fn forward(client: &reqwest::Client, target: &str, seen: &Seen, dropped: &[&str]) -> Play {
    let method = seen.method.parse().unwrap();
    let mut request = client.request(method, format!("{target}{}", seen.path)).body(seen.body.clone());
    let passed = |name: &str| !["content-length", "transfer-encoding"].contains(&name) && !dropped.contains(&name);
    for (name, value) in seen.headers.iter().filter(|(name, _)| passed(name)) {
        request = request.header(name, value);
    }
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    let kept = ["content-type", "retry-after", "date", "www-authenticate", "x-total-count", "x-mashery-error-code"];
    let header = |name: &'static str| Some((name, reply.headers().get(name)?.to_str().ok()?.to_owned()));
    let headers = kept.into_iter().filter_map(header).collect();
    Play::Answer(status, headers, reply.bytes().await.unwrap().to_vec())
}
