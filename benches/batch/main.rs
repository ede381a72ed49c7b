//! `apply` of many new partners on the embedded gateway, beside a plain loop over the same HTTP library: the same requests, as many at
//! a time, the same answers parsed. Then what costs nothing to do: `plan`, `status` and `due` over all of them.
//!
//! The plain loop sends what the program was seen to send for one partner, with the ids that its own answers name. 500 partners; with
//! `PARTNERCTL_SCALE=full` 10,000.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a benchmark ends by panicking and makes its own files"
)]

mod place;
mod plain;
mod recorder;

use std::time::Duration;

use place::{Gateway, Place, Ran};

/// How many at a time.
const JOBS: usize = 8;

fn main() {
    let partners = if std::env::var("PARTNERCTL_SCALE").is_ok_and(|word| word == "full") { 10_000 } else { 500 };
    let rounds = if partners > 1_000 { 1 } else { 3 };
    let script = recorder::script();
    println!("{} requests for each new partner; {partners} partners, {JOBS} at a time, over TLS", script.len());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        // In turns, each on a gateway of its own, so that whatever else the machine does falls on both alike.
        let gateway = Gateway::start();
        let place = Place::before(&gateway, &gateway.tls, partners);
        let ran = place.run(&["apply", "--jobs", &JOBS.to_string(), "-q"]);
        ours.push(rate("apply", round, partners * script.len(), &ran));
        if round == rounds {
            idle(&place, &gateway, partners);
        }
        drop(gateway);
        let gateway = Gateway::start();
        let _ground = Place::before(&gateway, &gateway.tls, 0);
        let time = plain::run(&gateway, &script, partners, JOBS);
        theirs.push(rate("plain loop", round, partners * script.len(), &Ran { time, memory: 0 }));
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    println!(
        "apply reaches {:.0} % of the request rate of the plain loop ({ours:.0} and {theirs:.0} requests a second)",
        ours * 100.0 / theirs
    );
}

/// What there is to do when nothing is to be done.
fn idle(place: &Place, gateway: &Gateway, partners: usize) {
    let (requests, writes) = recorder::count(place, gateway, &["plan", "-q"]);
    println!("plan over {partners} unchanged partners: {requests} requests, {writes} writes");
    for words in [&["plan", "-q"][..], &["status", "-q", "-o", "json"], &["due", "-q", "-o", "json"]] {
        let ran = place.run(words);
        println!("{:<11} {:>8.2} s, {:>4} MB", words[0], ran.time.as_secs_f64(), ran.memory / 1024);
    }
}

fn rate(name: &str, round: usize, requests: usize, ran: &Ran) -> f64 {
    let rate = f64::from(u32::try_from(requests).unwrap()) / ran.time.as_secs_f64();
    let memory = if ran.memory > 0 { format!(", at most {} MB", ran.memory / 1024) } else { String::new() };
    println!("{name:<11} round {round}: {:>8.2} s, {rate:>7.0} requests a second{memory}", ran.time.as_secs_f64());
    rate
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Waits for something of another process.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("waited for half a minute until {what}");
}
