//! Completion of names: partners, environments and APIs of the workspace that the shell stands in. Quick, and silent about faults.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::Arg;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use crate::{cli::args::tree, document, domain::api::ApiDocument, domain::workspace::Workspace, files};

/// Answers a shell that asks for completions, and says whether one did.
#[must_use]
pub fn answered(arguments: &[OsString]) -> bool {
    let here = std::env::current_dir().ok();
    let shell = clap_complete::CompleteEnv::with_factory(tree);
    shell.try_complete(arguments.iter().cloned(), here.as_deref()).unwrap_or(true)
}

/// Gives an argument the names that complete it, by what it is called.
#[must_use]
pub fn with_candidates(arg: Arg) -> Arg {
    let names: fn() -> Vec<CompletionCandidate> = match arg.get_id().as_str() {
        "partner" | "partners" => partners,
        "environment" => environments,
        "api" | "apis" => apis,
        _ => return arg,
    };
    arg.add(ArgValueCandidates::new(names))
}

fn partners() -> Vec<CompletionCandidate> {
    let Some(root) = workspace() else { return Vec::new() };
    stems(&root.join("partners")).into_iter().map(CompletionCandidate::new).collect()
}

fn environments() -> Vec<CompletionCandidate> {
    let Some(root) = workspace() else { return Vec::new() };
    let Ok(text) = files::read_text(&root.join(WORKSPACE), LIMIT) else { return Vec::new() };
    let Ok(workspace) = document::read::<Workspace>(WORKSPACE, &text) else { return Vec::new() };
    workspace.environments.keys().map(|name| CompletionCandidate::new(name.as_str())).collect()
}

fn apis() -> Vec<CompletionCandidate> {
    let Some(root) = workspace() else { return Vec::new() };
    let folder = root.join("apis");
    let read = |stem: &String| {
        let text = files::read_text(&folder.join(format!("{stem}.yaml")), LIMIT).ok()?;
        let api = document::read::<ApiDocument>(stem, &text).ok()?;
        Some(CompletionCandidate::new(api.reference().to_string()))
    };
    stems(&folder).iter().filter_map(read).collect()
}

fn workspace() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|folder| folder.join(WORKSPACE).is_file()).map(Path::to_owned)
}

fn stems(folder: &Path) -> Vec<String> {
    let names = files::list(folder).unwrap_or_default();
    names.iter().filter_map(|name| name.strip_suffix(".yaml")).map(str::to_owned).collect()
}

const WORKSPACE: &str = "partnerctl.yaml";
const LIMIT: u64 = 1024 * 1024;
