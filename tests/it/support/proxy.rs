//! A proxy on loopback between the program and a gateway: counts what passes, and can end the program at a chosen write.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Method, Response, StatusCode},
};

/// When to end the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before the write reaches the gateway.
    Before,
    /// After the gateway has answered, before the program hears of it.
    After,
}

/// What the proxy saw and what it is to do.
#[derive(Default)]
pub(crate) struct Plan {
    /// Every request: method and path.
    pub(crate) seen: Vec<String>,
    /// Writes so far in this run.
    pub(crate) writes: usize,
    /// End the program at this write, counted from 1.
    pub(crate) kill: Option<(usize, Moment)>,
    /// The process to end.
    pub(crate) pid: Option<u32>,
}

/// A running proxy.
pub(crate) struct Proxy {
    pub(crate) plan: Arc<Mutex<Plan>>,
    pub(crate) address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

struct Relay {
    plan: Arc<Mutex<Plan>>,
    client: reqwest::Client,
    target: String,
}

impl Proxy {
    /// A proxy in front of the gateway at `target`.
    pub(crate) fn before(target: &str) -> Self {
        super::provider();
        let runtime = super::runtime();
        let plan = Arc::<Mutex<Plan>>::default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let relay = Arc::new(Relay { plan: Arc::clone(&plan), client, target: target.trim_end_matches('/').to_owned() });
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move {
            let service = Router::new().fallback(pass).with_state(relay).into_make_service();
            axum::serve(listener, service).await.unwrap();
        });
        Self { plan, address, _runtime: runtime }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Starts a new run: nothing was seen yet.
    pub(crate) fn begin(&self, kill: Option<(usize, Moment)>) {
        *self.plan.lock().unwrap() = Plan { kill, ..Plan::default() };
    }

    pub(crate) fn writes(&self) -> usize {
        self.plan.lock().unwrap().writes
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.plan.lock().unwrap().seen.clone()
    }
}

async fn pass(State(relay): State<Arc<Relay>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let kill = relay.note(&parts.method, parts.uri.path());
    if kill == Some(Moment::Before) {
        return relay.end();
    }
    let body = to_bytes(body, 32 << 20).await.unwrap();
    let sent = relay.client.request(parts.method, format!("{}{path}", relay.target)).headers(parts.headers).body(body).send();
    let reply = sent.await.unwrap();
    let (status, headers) = (reply.status(), reply.headers().clone());
    let body = reply.bytes().await.unwrap();
    if kill == Some(Moment::After) {
        return relay.end();
    }
    let mut answer = Response::builder().status(status);
    for (name, value) in headers.iter().filter(|(name, _)| *name != "transfer-encoding") {
        answer = answer.header(name, value);
    }
    answer.body(Body::from(body)).unwrap()
}

impl Relay {
    fn note(&self, method: &Method, path: &str) -> Option<Moment> {
        let mut plan = self.plan.lock().unwrap();
        plan.seen.push(format!("{method} {path}"));
        if !super::is_write(method.as_str(), path) {
            return None;
        }
        plan.writes += 1;
        plan.kill.filter(|(at, _)| *at == plan.writes).map(|(_, moment)| moment)
    }

    /// Ends the program at once, as a power failure would.
    fn end(&self) -> Response<Body> {
        let pid = self.plan.lock().unwrap().pid.expect("the program's process id is known");
        let killed = std::process::Command::new("sh").args(["-c", "kill \"$@\"", "sh", "-9", &pid.to_string()]).status().unwrap();
        assert!(killed.success());
        Response::builder().status(StatusCode::BAD_GATEWAY).body(Body::empty()).unwrap()
    }
}
