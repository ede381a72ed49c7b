//! How fast keys, requests and assertions are made, beside OpenSSL in the same run: whole processes, medians and ratios, no
//! judgement by the clock.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark ends by panicking and makes its own files")]

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// What is measured, how often, our words, and OpenSSL's.
type Row = (&'static str, usize, &'static str, &'static str);

const ROWS: &[Row] = &[
    (
        "key rsa-2048",
        31,
        "key generate --type rsa-2048 --out o --replace",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out t",
    ),
    (
        "key rsa-3072",
        31,
        "key generate --type rsa-3072 --out o --replace",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out t",
    ),
    (
        "key rsa-4096",
        11,
        "key generate --type rsa-4096 --out o --replace",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out t",
    ),
    (
        "key ec-p256",
        101,
        "key generate --type ec-p256 --out o --replace",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out t",
    ),
    (
        "key ec-p384",
        101,
        "key generate --type ec-p384 --out o --replace",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out t",
    ),
    (
        "key ec-p521",
        101,
        "key generate --type ec-p521 --out o --replace",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out t",
    ),
    ("key ed25519", 101, "key generate --type ed25519 --out o --replace", "genpkey -algorithm ED25519 -out t"),
    (
        "csr rsa-3072",
        101,
        "csr create --key rsa.key --subject CN=acme,O=Acme,C=US",
        "req -new -key rsa.key -subj /C=US/O=Acme/CN=acme -out t",
    ),
    (
        "csr ec-p256",
        101,
        "csr create --key ec.key --subject CN=acme,O=Acme,C=US",
        "req -new -key ec.key -subj /C=US/O=Acme/CN=acme -out t",
    ),
    (
        "self-signed rsa-3072",
        101,
        "cert self-sign --key rsa.key --subject CN=acme,O=Acme,C=US --days 365",
        "req -new -x509 -days 365 -key rsa.key -subj /C=US/O=Acme/CN=acme -out t",
    ),
    (
        "self-signed ec-p256",
        101,
        "cert self-sign --key ec.key --subject CN=acme,O=Acme,C=US --days 365",
        "req -new -x509 -days 365 -key ec.key -subj /C=US/O=Acme/CN=acme -out t",
    ),
    (
        "assertion RS256",
        101,
        "jwt assert --key rsa.key --issuer a --audience https://b.example",
        "dgst -sha256 -sign rsa.key -out t signed",
    ),
    (
        "assertion ES256",
        101,
        "jwt assert --key ec.key --issuer a --audience https://b.example",
        "dgst -sha256 -sign ec.key -out t signed",
    ),
    (
        "show a sealed key",
        31,
        "key show sealed.key --passphrase-file word",
        "pkey -in sealed.key -passin file:word -pubout -out t",
    ),
];

/// Keys of one command, and of as many commands of OpenSSL one after the other.
const MANY: usize = 12;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let ours = env!("CARGO_BIN_EXE_partnerctl");
    prepare(at, ours);
    let judge = once(at, "openssl", "version").is_some();
    if !judge {
        println!("openssl: not run, not on this machine");
    }
    println!("{:<20} {:>12} {:>12} {:>8}", "", "partnerctl", "openssl", "ratio");
    for (name, rounds, mine, theirs) in ROWS {
        // In turns, so that whatever else the machine does falls on both alike.
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for _ in 0..*rounds {
            left.push(once(at, ours, mine).unwrap());
            right.extend(judge.then(|| once(at, "openssl", theirs).unwrap()));
        }
        print(name, median(&mut left), median(&mut right));
    }
    let start = Instant::now();
    once(at, ours, &format!("key generate --type rsa-3072 --count {MANY} --out-dir many")).unwrap();
    let left = start.elapsed();
    let start = Instant::now();
    for _ in 0..if judge { MANY } else { 0 } {
        once(at, "openssl", ROWS[1].3).unwrap();
    }
    print(&format!("{MANY} keys rsa-3072"), left, start.elapsed());
}

fn prepare(at: &Path, ours: &str) {
    for words in [
        "key generate --type rsa-3072 --out rsa.key",
        "key generate --type ec-p256 --out ec.key",
        "key generate --type ec-p256 --passphrase-file word --out sealed.key",
    ] {
        std::fs::write(at.join("word"), "open sesame\n").unwrap();
        once(at, ours, words).unwrap();
    }
    std::fs::write(at.join("signed"), "x".repeat(300)).unwrap();
}

fn print(name: &str, ours: Duration, theirs: Duration) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let ratio = if theirs.is_zero() { String::from("-") } else { format!("{:.2}", ours.as_secs_f64() / theirs.as_secs_f64()) };
    println!("{name:<20} {:>9.2} ms {:>9.2} ms {ratio:>8}", milliseconds(ours), milliseconds(theirs));
}

fn once(at: &Path, program: &str, words: &str) -> Option<Duration> {
    let start = Instant::now();
    let done = Command::new(program)
        .args(words.split(' '))
        .current_dir(at)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    done.ok().filter(std::process::ExitStatus::success).map(|_| start.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
