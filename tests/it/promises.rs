//! Promises that are easily forgotten: examples, environment variables, test cases, schemas, completions, exit codes.

use std::{collections::BTreeSet, fs, path::Path};

use clap_complete::Shell;
use partnerctl::cli::{
    args::{GROUPS, tree, variable},
    command::{completions, schema::answers},
    example,
    failure::EXIT_CODES,
};

#[test]
fn every_command_has_two_examples_that_can_be_parsed() {
    for (path, command) in leaves() {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples = example::examples(&help);
        assert!(examples.len() >= 2, "`{path}` has {} examples", examples.len());
        let own = |example: &String| example.strip_prefix("partnerctl ").is_some_and(|words| words.starts_with(&path));
        assert!(examples.iter().all(own), "`{path}` shows examples of other commands");
        // A flag whose value alone is longer stands on a line of its own.
        let is_wide = |line: &&str| line.chars().count() > 80 && line.split_whitespace().count() > 2;
        let wide: Vec<_> = help.lines().filter(is_wide).collect();
        assert!(wide.is_empty(), "`{path}` shows lines that a terminal would cut: {wide:#?}");
    }
}

#[test]
fn every_command_says_in_one_short_line_what_it_does() {
    let mut all = leaves();
    all.extend(tree().get_subcommands().map(|command| (command.get_name().to_owned(), command.clone())));
    for (path, command) in all {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(!about.is_empty() && about.len() <= 64, "`{path}`: {about}");
    }
}

#[test]
fn every_flag_has_an_environment_variable_and_a_help_text() {
    for (path, command) in leaves() {
        for flag in command.get_arguments().filter(|arg| !arg.is_positional() && arg.get_id() != "help") {
            let long = flag.get_long().unwrap_or_else(|| panic!("`{path}` has a flag without a long name"));
            let env = flag.get_env().map(|name| name.to_string_lossy().into_owned());
            assert_eq!(env, Some(variable(long)), "`{path} --{long}`");
        }
        for arg in command.get_arguments() {
            assert!(arg.get_help().is_some(), "`{path}`: `{}` has no help text", arg.get_id());
        }
    }
}

#[test]
fn every_command_stands_in_one_group_of_the_help() {
    let listed: Vec<String> = GROUPS.iter().flat_map(|(_, names)| *names).map(|name| name.replace('_', "-")).collect();
    let known: Vec<String> = tree().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(listed, known);
}

#[test]
fn every_command_has_test_cases_and_every_case_a_command() {
    let commands: BTreeSet<String> = leaves().into_iter().map(|(path, _)| path.replace(' ', "-")).collect();
    let folders: BTreeSet<String> = fs::read_dir("tests/cmd")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "partnerctl")
        .collect();
    assert_eq!(commands, folders);
    for folder in folders {
        let cases = fs::read_dir(Path::new("tests/cmd").join(&folder)).unwrap().count();
        assert!(cases > 0, "tests/cmd/{folder} is empty");
    }
}

#[test]
fn every_answer_has_a_schema() {
    let shapes: BTreeSet<String> = answers().into_iter().map(|answer| answer.command).collect();
    for (path, _) in leaves() {
        assert!(shapes.contains(&path.replace(' ', "-")), "`{path}` has no shape in `schema output`");
    }
    for answer in answers() {
        let schema = (answer.schema)();
        jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{}: {error}", answer.command));
    }
}

#[test]
fn completions_are_fresh() {
    for (shell, file) in [(Shell::Bash, "partnerctl.bash"), (Shell::Zsh, "_partnerctl"), (Shell::Fish, "partnerctl.fish")] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(file);
        snapbox::assert_data_eq!(completions::fixed(shell), snapbox::Data::read_from(&path, None).raw());
    }
}

#[test]
fn exit_codes_in_the_readme_are_those_of_the_code() {
    let Ok(readme) = fs::read_to_string("README.md") else {
        println!("not checked: there is no README.md yet");
        return;
    };
    for (number, meaning) in EXIT_CODES {
        let row = readme.lines().find(|line| line.replace(' ', "").starts_with(&format!("|{number}|")));
        assert!(row.is_some_and(|row| row.contains(meaning)), "README.md: exit code {number} is not `{meaning}`");
    }
}

/// All commands that do something, with their words.
fn leaves() -> Vec<(String, clap::Command)> {
    let mut root = tree();
    root.build();
    let mut found = Vec::new();
    let mut open: Vec<(String, clap::Command)> = vec![(String::new(), root)];
    while let Some((path, command)) = open.pop() {
        let below: Vec<_> = command.get_subcommands().cloned().collect();
        if !command.is_subcommand_required_set() {
            found.push((path.trim_start().to_owned(), command));
        }
        open.extend(below.into_iter().map(|below| (format!("{path} {}", below.get_name()), below)));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}
