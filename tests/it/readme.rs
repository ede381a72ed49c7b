//! The session that the README shows, run as it stands there against a sandbox of its own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::cli::path;

/// A line after `$ ` and what the README says it answers.
struct Step {
    line: String,
    answer: String,
}

#[test]
fn the_session_goes_as_shown() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("workspace");
    std::fs::create_dir(&place).unwrap();
    let start = |line: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", line]).env_clear().env("PATH", path()).env("HOME", folder.path()).env("USER", "you");
        command.current_dir(&place).stdin(Stdio::null());
        command
    };
    let mut sandbox: Option<Child> = None;
    for step in steps() {
        let seen = if step.line.ends_with("sandbox run") {
            let mut child = start(&format!("exec {}", step.line)).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut first = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
            sandbox = Some(child);
            first
        } else {
            let output = start(&step.line).output().unwrap();
            assert!(output.status.success(), "`{}`: {}", step.line, String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(fits(&seen, &step.answer), "`{}` answers\n{seen}\nand the README says\n{}", step.line, step.answer);
    }
    let mut sandbox = sandbox.expect("the README starts the sandbox");
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
}

/// The `console` blocks, line by line.
fn steps() -> Vec<Step> {
    let text = std::fs::read_to_string("README.md").unwrap();
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (inside, line) {
            (_, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) if line.starts_with("$ ") => steps.push(Step { line: line[2..].to_owned(), answer: String::new() }),
            (true, line) => {
                let step = steps.last_mut().expect("a block begins with a command");
                step.answer.push_str(line);
                step.answer.push('\n');
            }
            (false, _) => {}
        }
    }
    assert!(steps.len() > 6, "the README shows a session");
    steps
}

/// Whether an answer is as shown: `...` alone on a line stands for the rest, `[..]` for the rest of a line.
fn fits(seen: &str, shown: &str) -> bool {
    let (mut seen, mut shown) = (seen.lines(), shown.lines());
    loop {
        match (seen.next(), shown.next()) {
            (_, Some("...")) | (None, None) => return true,
            (Some(seen), Some(shown)) => {
                let begin = shown.split("[..]").next().unwrap_or_default();
                let same = if shown.contains("[..]") { seen.starts_with(begin) } else { seen.trim_end() == shown.trim_end() };
                if !same {
                    return false;
                }
            }
            _ => return false,
        }
    }
}
