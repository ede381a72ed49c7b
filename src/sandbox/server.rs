//! Two doors, plain HTTP and HTTPS, with the same routes behind them.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{FromRequestParts as _, RawPathParams, Request, State},
    response::{IntoResponse as _, Response},
    routing::{MethodFilter, any, get, on, post},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};
use tokio_rustls::TlsAcceptor;
use tower::Layer as _;
use url::Url;

use super::{
    Error, Gateway, admin,
    exchange::{Call, Peer, Refusal, Reply},
    gatekeeper, idp, security, token,
};
use crate::files::{self, Mode};

/// The listeners, bound.
pub(super) struct Doors {
    plain: TcpListener,
    tls: TcpListener,
}

/// The ports of the last start.
#[derive(Default, Serialize, Deserialize)]
struct Ports {
    http: u16,
    https: u16,
}

impl Doors {
    /// Binds both addresses. Where a free port is wanted, the one of the last start is tried first.
    pub(super) async fn open(state: &Path, listen: SocketAddr, listen_tls: Option<SocketAddr>) -> Result<Self, Error> {
        let path: PathBuf = state.join("ports.json");
        let last = files::read_if_exists(&path, 1024)?.and_then(|text| serde_json::from_slice(&text).ok());
        let last: Ports = last.unwrap_or_default();
        let plain = bind(listen, last.http).await?;
        let tls = bind(listen_tls.unwrap_or(SocketAddr::new(listen.ip(), 0)), last.https).await?;
        let doors = Self { plain, tls };
        let ports = Ports { http: doors.address(false)?.port(), https: doors.address(true)?.port() };
        files::write_atomic(&path, &serde_json::to_vec(&ports).unwrap_or_default(), Mode::Private)?;
        Ok(doors)
    }

    /// The address of a door as a client writes it.
    pub(super) fn url(&self, scheme: &str) -> Result<Url, Error> {
        let mut address = self.address(scheme == "https")?;
        if address.ip().is_unspecified() {
            address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
        }
        Url::parse(&format!("{scheme}://{address}")).map_err(|_| Error::Remote { address })
    }

    /// Answers calls from now on, until the sender says `true` or is gone.
    pub(super) fn serve(self, config: rustls::ServerConfig, gateway: Arc<Gateway>) -> watch::Sender<bool> {
        let (stop, stopped) = watch::channel(false);
        let routes = routes(gateway);
        tokio::spawn(accept(self.plain, None, routes.clone(), stopped.clone()));
        tokio::spawn(accept(self.tls, Some(TlsAcceptor::from(Arc::new(config))), routes, stopped));
        stop
    }

    fn address(&self, tls: bool) -> Result<SocketAddr, Error> {
        let listener = if tls { &self.tls } else { &self.plain };
        listener.local_addr().map_err(|source| Error::Start { what: "a listener", source })
    }
}

async fn bind(address: SocketAddr, last: u16) -> Result<TcpListener, Error> {
    if address.port() == 0
        && last != 0
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(address.ip(), last)).await
    {
        return Ok(listener);
    }
    TcpListener::bind(address).await.map_err(|source| Error::Listen { address, source })
}

/// Takes connections until it is told to stop; open ones may then finish the call they are in.
async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, routes: Router, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        let Ok((stream, address)) = accepted else {
            // Out of file handles or the like: give the others time to end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (tls, routes, stopped) = (tls.clone(), routes.clone(), stopped.clone());
        tokio::spawn(async move {
            converse(stream, address, tls, routes, stopped).await;
            drop(place);
        });
    }
}

async fn converse(
    stream: TcpStream,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    routes: Router,
    stopped: watch::Receiver<bool>,
) {
    // Answers are small: sent at once instead of being collected.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        let peer = Peer { tls: false, address, certificates: Arc::new([]) };
        return speak(stream, peer, routes, stopped).await;
    };
    let Ok(Ok(stream)) = tokio::time::timeout(HEAD_TIME, tls.accept(stream)).await else { return };
    let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let certificates = shown.iter().map(|certificate| certificate.to_vec()).collect();
    speak(stream, Peer { tls: true, address, certificates }, routes, stopped).await;
}

async fn speak<S>(stream: S, peer: Peer, routes: Router, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = axum::Extension(peer).layer(routes);
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    builder.http2().timer(TokioTimer::new());
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    tokio::pin!(connection);
    // A connection that breaks is the peer's matter.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

fn routes(gateway: Arc<Gateway>) -> Router {
    let mut router = Router::new()
        .route("/invoke/pub.apigateway.oauth2/getAccessToken", post(token::grant))
        .route("/.well-known/oauth-authorization-server", get(token::metadata))
        .route("/gateway/{name}/{version}", any(traffic))
        .route("/gateway/{name}/{version}/{*rest}", any(traffic));
    for (method, path, answer) in OPEN.iter().chain(idp::ROUTES) {
        let reply = move |State(gateway): State<Arc<Gateway>>, request: Request| async move {
            match read(request).await {
                Ok(call) => answer(&gateway, &call),
                Err(refusal) => refusal.into(),
            }
        };
        router = router.route(path, on(*method, reply));
    }
    for route in admin::routes() {
        let handle = route.handle;
        let answer = move |State(gateway): State<Arc<Gateway>>, request: Request| async move {
            match read(request).await {
                Ok(call) => admin::answer(&gateway, &call, handle),
                Err(refusal) => refusal.into(),
            }
        };
        router = router.route(&format!("{}{}", admin::ROOT, route.path), on(route.method, answer));
    }
    router.method_not_allowed_fallback(wrong_method).fallback(traffic).with_state(gateway)
}

/// Reads a call with the open parts of its path.
pub(super) async fn read(request: Request) -> Result<Call, Refusal> {
    let (mut head, body) = request.into_parts();
    let mut parameters = HashMap::new();
    if let Ok(found) = RawPathParams::from_request_parts(&mut head, &()).await {
        parameters.extend(found.iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    Call::read(Request::from_parts(head, body), parameters).await
}

/// What no route of the gateway's own takes: calls of the APIs behind it, and paths that do not exist.
async fn traffic(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let reply: Reply = match read(request).await {
        Ok(call) if call.path.starts_with(admin::ROOT) => admin::answer(&gateway, &call, admin::unknown_path),
        Ok(call) => gatekeeper::pass(&gateway, &call),
        Err(refusal) => refusal.into(),
    };
    reply.into_response()
}

async fn wrong_method(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let reply: Reply = match read(request).await {
        Ok(call) if call.path.starts_with(admin::ROOT) => admin::answer(&gateway, &call, admin::wrong_method),
        Ok(call) => admin::wrong_method(&gateway, &call).unwrap_or_else(Reply::from),
        Err(refusal) => refusal.into(),
    };
    reply.into_response()
}

/// Method and path of a route that asks for no sign-in before its handler, and the handler.
pub(super) type Open = (MethodFilter, &'static str, fn(&Gateway, &Call) -> Reply);

/// What is neither admin API nor an API behind the gateway. The names of these services are no names of APIs.
const OPEN: &[Open] = &[
    (MethodFilter::GET, "/rest/pub/apigateway/jwt/certs", security::key_set),
    (MethodFilter::GET, "/rest/pub/apigateway/jwt/getJsonWebToken", security::user_token),
    (MethodFilter::POST, "/gateway/security/getJsonWebToken", security::application_token),
    (MethodFilter::POST, "/gateway/security/exchangeIDToken", security::exchange),
];

const CONNECTIONS: usize = 1024;
const HEAD_TIME: Duration = Duration::from_secs(10);
