//! How fast the program starts, beside small native tools of this machine, in one run: medians and ratios, no judgement by the clock.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 200;

fn main() {
    let ours = env!("CARGO_BIN_EXE_partnerctl");
    let mut rows: Vec<(&str, Vec<&str>)> = vec![
        ("partnerctl --version", vec![ours, "--version"]),
        ("partnerctl app-id generate", vec![ours, "app-id", "generate"]),
        ("partnerctl --help", vec![ours, "--help"]),
        ("true", vec!["true"]),
        ("git --version", vec!["git", "--version"]),
        ("openssl version", vec!["openssl", "version"]),
    ];
    rows.retain(|(name, words)| {
        let there = once(words).is_some();
        if !there {
            println!("{name:<28} not run: not on this machine");
        }
        there
    });
    let mut times: Vec<Vec<Duration>> = vec![Vec::with_capacity(ROUNDS); rows.len()];
    // In turns, so that whatever else the machine does falls on all alike.
    for _ in 0..ROUNDS {
        for (row, (_, words)) in rows.iter().enumerate() {
            times[row].extend(once(words));
        }
    }
    let medians: Vec<Duration> = times.iter_mut().map(|row| median(row)).collect();
    for ((name, _), median) in rows.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        println!("{name:<28} {:>7.2} ms  {ratio:>5.2} x partnerctl --version", median.as_secs_f64() * 1e3);
    }
}

fn once(words: &[&str]) -> Option<Duration> {
    let start = Instant::now();
    let done = Command::new(words[0]).args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    done.ok().filter(std::process::ExitStatus::success).map(|_| start.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
