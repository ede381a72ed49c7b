//! A thread's own way out: a runtime and connections that no other thread touches, so that no request waits for another thread to
//! be woken. For the threads of a batch; all others share the runtime of the process.

use std::{
    cell::RefCell,
    marker::PhantomData,
    sync::{Arc, Weak},
    time::Instant,
};

use reqwest::Client;
use tokio::runtime::{Builder, Runtime};

use crate::{
    domain::message::Reply,
    http::{
        Error, Inner,
        lane::Lane,
        reply::{TICK, Waiting, exchange},
    },
};

/// The own way out of the thread that took it; given back when it is dropped.
#[derive(Debug)]
pub struct Hand(PhantomData<*const ()>);

struct Own {
    runtime: Runtime,
    clients: Vec<(Weak<Inner>, [Option<Client>; Lane::COUNT])>,
}

thread_local! {
    static OWN: RefCell<Option<Own>> = const { RefCell::new(None) };
}

impl Hand {
    /// Gives this thread a way of its own. Where the system has none to give, it shares that of the process.
    #[must_use]
    pub fn take() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().ok();
        OWN.with_borrow_mut(|own| *own = runtime.map(|runtime| Own { runtime, clients: Vec::new() }));
        Self(PhantomData)
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        OWN.with_borrow_mut(|own| *own = None);
    }
}

/// Whether this thread has a way of its own.
pub(super) fn is_taken() -> bool {
    OWN.with_borrow(Option::is_some)
}

/// The client of this thread for a connection, made when it is first needed.
pub(super) fn client(
    inner: &Arc<Inner>,
    lane: Lane,
    build: impl FnOnce() -> Result<Client, Error>,
) -> Result<Option<Client>, Error> {
    OWN.with_borrow_mut(|own| {
        let Some(own) = own else { return Ok(None) };
        own.clients.retain(|(known, _)| known.strong_count() > 0);
        let known = own.clients.iter().position(|(known, _)| known.as_ptr() == Arc::as_ptr(inner));
        let place = known.unwrap_or(own.clients.len());
        if known.is_none() {
            own.clients.push((Arc::downgrade(inner), Default::default()));
        }
        let known = &mut own.clients[place].1[lane as usize];
        if known.is_none() {
            *known = Some(build()?);
        }
        Ok(known.clone())
    })
}

/// Sends a request from this thread and waits for its answer, and for the wish to stop.
pub(super) fn answer(waiting: &Waiting<'_>, client: Client, request: reqwest::Request) -> Result<Reply, Error> {
    OWN.with_borrow(|own| {
        let Some(own) = own else { return Err(Error::Settings("this thread has no way of its own".to_owned())) };
        own.runtime.block_on(async {
            // Nobody looked after the connections since the last request: one that the server closed shows that now.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            let scene = waiting.scene();
            tokio::select! {
                biased;
                answer = exchange(client, request, &scene) => answer,
                () = stopped(waiting) => Err(Error::Interrupted),
            }
        })
    })
}

async fn stopped(waiting: &Waiting<'_>) {
    let mut since: Option<Instant> = None;
    loop {
        tokio::time::sleep(TICK).await;
        if waiting.stop.is_set() && since.get_or_insert_with(Instant::now).elapsed() >= waiting.grace() {
            return;
        }
    }
}
