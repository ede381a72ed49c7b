//! Judging a path of three certificates: this program against `openssl verify`, one process each, in turns; and the same
//! inside one process. Prints times and ratios; `cargo bench --bench certificates`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement fails by panicking and prints what it saw"
)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use partnerctl::crypto::{
    bundle::Bundle,
    chain::{self, Purpose, Question},
};

const ROUNDS: u32 = 200;

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/certificates/chain.pem");
    let bytes = std::fs::read(&data).unwrap();
    let all = Bundle::read("chain.pem", &bytes, None).unwrap().certificates;
    let at = all[0].not_before;
    let question = Question { at, purpose: Purpose::Client, depth: None, strict: false, revocations: &[] };
    let inside = time(ROUNDS, || {
        let all = Bundle::read("chain.pem", &bytes, None).unwrap().certificates;
        assert!(chain::verify(&all[0], &all[1..2], &all[2..], &question).is_good());
    });
    println!("inside one process, reading included: {inside:?} for each path");
    let folder = tempfile::tempdir().unwrap();
    let [leaf, middle, root] = [0, 1, 2].map(|index| {
        let path = folder.path().join(format!("{index}.pem"));
        std::fs::write(&path, all[index].pem()).unwrap();
        path
    });
    let ours = |_: u32| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        let at = at.to_string();
        command.args(["cert", "verify", "--at", &at, "--class", "production", "--roots"]).arg(&root);
        command.arg("--intermediates").arg(&middle).arg(&leaf).current_dir(folder.path());
        run(&mut command)
    };
    let seconds = at.time().unix_timestamp().to_string();
    let theirs = |_: u32| {
        let mut command = Command::new("openssl");
        command.args(["verify", "-purpose", "sslclient", "-attime", &seconds, "-CAfile"]).arg(&root);
        command.arg("-untrusted").arg(&middle).arg(&leaf);
        run(&mut command)
    };
    if !installed() {
        return println!("not compared: OpenSSL is not installed");
    }
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        own.push(ours(round));
        other.push(theirs(round));
    }
    let (own, other) = (median(own), median(other));
    println!("one process for each path (median of {ROUNDS}): partnerctl {own:?}, openssl {other:?}");
    println!("ratio: {:.2} (below 1 is faster than OpenSSL)", own.as_secs_f64() / other.as_secs_f64());
}

fn time(rounds: u32, mut work: impl FnMut()) -> Duration {
    let begun = Instant::now();
    (0..rounds).for_each(|_| work());
    begun.elapsed() / rounds
}

fn run(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let took = begun.elapsed();
    assert!(status.success(), "{command:?} ended with {status}");
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn installed() -> bool {
    let found: Option<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("openssl"))
        .find(|path| path.is_file());
    found.is_some()
}
