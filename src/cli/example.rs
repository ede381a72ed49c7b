//! The examples of the help texts, folded so that a terminal does not cut them where a shell would not go on.

/// Columns of the narrowest terminal that help is written for.
const WIDTH: usize = 80;
/// What ends a line that goes on, and how far in the next one starts.
const GOES_ON: &str = " \\\n        ";

/// A help text whose lines of commands go on in the next line where they would be too long.
#[must_use]
pub fn folded(help: &str) -> String {
    let is_command = |line: &str| line.trim_start().starts_with("$ ");
    help.lines().map(|line| if is_command(line) { fold(line) } else { line.to_owned() }).collect::<Vec<_>>().join("\n")
}

/// A line on so many lines as its parts need.
fn fold(line: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for part in parts(line) {
        let width = part.chars().count() + 1;
        let is_full = column + width + 1 > WIDTH;
        text.push_str(if is_full {
            GOES_ON
        } else if text.is_empty() {
            ""
        } else {
            " "
        });
        text.push_str(&part);
        column = if is_full { GOES_ON.len() - 3 } else { column } + width;
    }
    text
}

/// The words of a command; a flag keeps its value, and what is in quotes stays together.
fn parts(line: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in line.split(' ') {
        match parts.last_mut() {
            Some(last) if is_open(last) || waits(last, word) => *last = format!("{last} {word}"),
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

fn is_open(part: &str) -> bool {
    part.matches('\'').count() % 2 == 1 || part.matches('"').count() % 2 == 1 || part.trim().is_empty() || part.trim() == "$"
}

/// Whether a part is a flag without its value so far, or a pipe, and the word goes with it.
fn waits(part: &str, word: &str) -> bool {
    !part.contains(' ') && (part == "|" || part == ">" || (part.starts_with('-') && !word.starts_with(['-', '|', '>'])))
}

/// The examples of a help text, each on one line again.
#[must_use]
pub fn examples(help: &str) -> Vec<String> {
    help.replace(GOES_ON, " ").lines().filter_map(|line| line.trim_start().strip_prefix("$ ")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_example_goes_on_before_a_flag_and_reads_back_as_one_line() {
        let long =
            "partnerctl key convert acme.key --to pkcs12 --certificate acme-client.pem --new-passphrase-file word --out acme.p12";
        let help = folded(&format!("Examples:\n  For Java:\n    $ {long}\n    $ partnerctl key show a"));
        let lines: Vec<_> = help.lines().collect();
        assert_eq!(lines[2], "    $ partnerctl key convert acme.key --to pkcs12 \\");
        assert_eq!(lines[3], "        --certificate acme-client.pem --new-passphrase-file word \\");
        assert_eq!(lines[4], "        --out acme.p12");
        assert_eq!(examples(&help), [long, "partnerctl key show a"]);
    }

    #[test]
    fn flags_keep_their_values_and_quotes_what_is_in_them() {
        let line = "    $ partnerctl csr create -o json --subject 'CN=Acme --x, O=A' acme | jq '.a | .b' > new.csr";
        let all =
            ["partnerctl", "csr", "create", "-o json", "--subject 'CN=Acme --x, O=A'", "acme", "| jq", "'.a | .b'", "> new.csr"];
        assert_eq!(parts(line)[0], "    $ partnerctl");
        assert_eq!(parts(line)[1..], all[1..]);
    }
}
