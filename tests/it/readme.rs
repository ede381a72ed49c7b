//! The session that the README shows, run as it stands there against a sandbox of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use crate::cli::path;

/// A line after `$ ` and what the README says it answers.
struct Step {
    line: String,
    answer: String,
    /// Whether a person sits there and answers questions.
    asked: bool,
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
        } else if step.asked {
            converse(start(&format!("exec script -qec '{}' /dev/null", step.line)), &step);
            continue;
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

/// Types the answers of a dialogue at a terminal, each when its question stands there, and waits for the last line.
fn converse(mut command: Command, step: &Step) {
    let mut child =
        command.env("TERM", "xterm").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    let screen = watch(child.stdout.take().unwrap());
    let mut seen = String::new();
    for line in step.answer.lines() {
        let asked = line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")));
        let Some((question, answer)) = asked else {
            await_text(&screen, &mut seen, line);
            continue;
        };
        let question = question.split("[..]").next().unwrap_or_default();
        await_text(&screen, &mut seen, question);
        let choices = seen.rsplit(question).next().unwrap_or_default();
        let listed = choices.lines().map(|line| line.trim_start_matches(['>', ' ']).trim()).position(|choice| choice == answer);
        match listed {
            // The first line is the rest of the question; arrows lead from the first choice.
            Some(place) => keyboard.write_all(format!("{}\r", "\x1b[B".repeat(place - 1)).as_bytes()).unwrap(),
            None => keyboard.write_all(format!("{answer}\r").as_bytes()).unwrap(),
        }
        keyboard.flush().unwrap();
        seen.clear();
    }
    assert!(child.wait().unwrap().success(), "`{}` failed after\n{seen}", step.line);
}

/// Reads what appears on a screen, piece by piece.
fn watch(mut screen: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(length) = screen.read(&mut piece) {
            if length == 0 || send.send(String::from_utf8_lossy(&piece[..length]).into_owned()).is_err() {
                break;
            }
        }
    });
    receive
}

fn await_text(screen: &Receiver<String>, seen: &mut String, wanted: &str) {
    while !seen.contains(wanted) {
        let piece = screen.recv_timeout(Duration::from_secs(60));
        seen.push_str(&piece.unwrap_or_else(|_| panic!("`{wanted}` does not appear after\n{seen}")));
    }
    // A choice is drawn in several pieces.
    while let Ok(piece) = screen.recv_timeout(Duration::from_millis(300)) {
        seen.push_str(&piece);
    }
}

/// The `console` and `terminal` blocks, line by line.
fn steps() -> Vec<Step> {
    let text = std::fs::read_to_string("README.md").unwrap();
    let mut steps: Vec<Step> = Vec::new();
    let (mut inside, mut asked) = (false, false);
    for line in text.lines() {
        match (inside, line) {
            (_, "```console" | "```terminal") => (inside, asked) = (true, line.ends_with("terminal")),
            (true, "```") => inside = false,
            (true, line) if line.starts_with("$ ") => {
                steps.push(Step { line: line[2..].to_owned(), answer: String::new(), asked });
            }
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
