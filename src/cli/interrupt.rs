//! Ctrl-C and its relatives: the first one asks everything to end at the next safe point, the second one ends at once.

use std::{sync::Once, thread};

use tokio::runtime::Builder;

use crate::clock::Stop;

/// Listens from now on; a second call changes nothing. What cannot be listened to is no failure: then it ends the command the
/// system's way, and the next run resumes.
pub fn listen(stop: &Stop) {
    LISTENING.call_once(|| begin(stop.clone()));
}

fn begin(stop: Stop) {
    let Ok(runtime) = Builder::new_current_thread().enable_io().build() else { return };
    let signals = signals(&runtime);
    let wait = move || runtime.block_on(signals.each(|| heard(&stop)));
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(wait);
}

#[expect(clippy::exit, reason = "the second Ctrl-C means at once; every change is in the journal before it is made")]
fn heard(stop: &Stop) {
    if stop.is_set() {
        std::process::exit(130);
    }
    stop.set();
}

static LISTENING: Once = Once::new();

#[cfg(unix)]
use unix::signals;
#[cfg(not(unix))]
use windows::signals;

#[cfg(unix)]
mod unix {
    use std::{future::poll_fn, path::Path, task::Poll};

    use tokio::{
        runtime::Runtime,
        signal::unix::{Signal, SignalKind, signal},
    };

    use crate::files;

    /// Signals that are listened to.
    pub(super) struct Signals(Vec<Signal>);

    /// Each signal for itself: one that is ignored stays so, as `nohup` and `command &` in a script mean it.
    pub(super) fn signals(runtime: &Runtime) -> Signals {
        let _inside = runtime.enter();
        let ignored = ignored();
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let wanted = kinds.into_iter().filter(|kind| ignored & (1 << (kind.as_raw_value() - 1)) == 0);
        Signals(wanted.filter_map(|kind| signal(kind).ok()).collect())
    }

    impl Signals {
        /// Calls `heard` for every signal that comes.
        pub(super) async fn each(mut self, heard: impl Fn()) {
            loop {
                poll_fn(|task| {
                    let came = self.0.iter_mut().any(|signal| signal.poll_recv(task).is_ready());
                    if came { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                heard();
            }
        }
    }

    /// The signals that this process was started to ignore, one bit each; none where the system does not say.
    fn ignored() -> u64 {
        let status = files::read_text(Path::new("/proc/self/status"), 64 << 10).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
    }
}

#[cfg(not(unix))]
mod windows {
    use tokio::runtime::Runtime;

    /// Ctrl-C is all that there is.
    pub(super) struct Signals;

    pub(super) const fn signals(_: &Runtime) -> Signals {
        Signals
    }

    impl Signals {
        /// Calls `heard` for every Ctrl-C.
        pub(super) async fn each(self, heard: impl Fn()) {
            while tokio::signal::ctrl_c().await.is_ok() {
                heard();
            }
        }
    }
}
