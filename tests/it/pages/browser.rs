//! Pages as readers see them: laid out by Chromium at the width of a telephone and of a desk, printed, and read by the checker of the
//! W3C. A page loads nothing, runs nothing, and never has to be moved sideways.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use super::{Desk, there_is};
use crate::{cli::path, mechanisms::way::Way, support::told};

const WIDTHS: [u64; 3] = [360, 768, 1280];

/// A name as an enemy would write it.
const ENEMY: &str =
    "<script>alert(1)</script><img src=x onerror=alert(2)>\\u001b[31m\\u202e\\u0000 & \\\"Söhne\\\" {{ 7*7 }} </style>";

#[test]
fn pages_fit_every_width_load_nothing_and_print() {
    if !there_is(CHROMIUM) {
        return;
    }
    let (folder, pages) = pages();
    let found = laid_out(folder.path(), &pages);
    assert_eq!(found.len(), pages.len() * WIDTHS.len());
    for one in &found {
        assert_eq!((&one["requests"], &one["scripts"], &one["handlers"]), (&0.into(), &0.into(), &0.into()), "{one}");
        assert_eq!(one["client"], one["width"], "the page was not laid out: {one}");
        assert!(one["scroll"].as_u64() <= one["client"].as_u64(), "it must be moved sideways: {one}");
        assert!(one["headings"].as_u64() >= Some(1) && one["letters"].as_u64() >= Some(200), "{one}");
    }
    for page in &pages {
        prints(folder.path(), page);
    }
}

#[test]
fn pages_are_valid() {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/vnu.jar");
    if !checker.exists() {
        crate::support::not_run(&format!("the checker of the W3C is not installed ({})", checker.display()));
        return;
    }
    if !there_is("java") {
        return;
    }
    let (folder, pages) = pages();
    let mut command = Command::new("java");
    command.args(["-Xss4m", "-jar"]).arg(&checker).args(["--stdout", "--format", "json"]);
    let output = command.args(pages.iter().map(|page| folder.path().join(page))).env("PATH", path()).output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", told(&output)));
    let faults: Vec<&Value> = found["messages"].as_array().unwrap().iter().filter(|fault| fault["type"] != "info").collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_page_names_anything_to_load() {
    let (folder, pages) = pages();
    for page in &pages {
        let text = fs::read_to_string(folder.path().join(page)).unwrap();
        assert!(text.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\""), "{page}");
        let (head, body) = text.split_once("</head>").unwrap();
        for word in ["<script", "<link", "<img", "<iframe", "<object", "<embed", "@import", "url("] {
            assert!(!head.contains(word) && !body.contains(&word.replace('(', "(\"")), "{page}: {word}");
        }
        let tags: Vec<&str> = body.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()).collect();
        let loads = |tag: &&&str| ["src=", "href=", "srcset=", " on"].iter().any(|word| tag.contains(word));
        assert_eq!(tags.iter().find(loads), None, "{page}");
        assert!(!body.contains(['\u{1b}', '\u{202e}', '\u{0}']), "{page}");
    }
    let report = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(
        report.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;") || report.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{report}"
    );
    assert!(report.contains("{{ 7*7 }}"), "{report}");
}

/// The pages of partners with terrible names, in a folder of their own.
fn pages() -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut pages = Vec::new();
    for way in [None, Some(Way::SelfSigned)] {
        let desk = Desk::new(way);
        desk.named(ENEMY);
        for name in ["handover", "firewall-request", "rotation-notice", "reminder"] {
            let file = desk.form(name, "html");
            let page = format!("{name}{}.html", if way.is_some() { "-certificate" } else { "" });
            fs::write(folder.path().join(&page), desk.place.read(&file)).unwrap();
            pages.push(page);
        }
        if way.is_none() {
            desk.place.write("partners/broken.yaml", "nonsense: <b>\n");
            let output = desk.place.run(&["report"]);
            assert!(output.status.success(), "{}", told(&output));
            fs::write(folder.path().join("report.html"), output.stdout).unwrap();
            pages.push("report.html".to_owned());
        }
    }
    (folder, pages)
}

/// What Chromium finds of each page at each width. Each stands in a frame of that width, which a script outside measures.
fn laid_out(folder: &Path, pages: &[String]) -> Vec<Value> {
    let harness = HARNESS.replace("PAGES", &serde_json::to_string(pages).unwrap()).replace("WIDTHS", &format!("{WIDTHS:?}"));
    fs::write(folder.join("harness.html"), harness).unwrap();
    let words = ["--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom"];
    let output = chromium(folder, &words, "harness.html");
    let text = String::from_utf8_lossy(&output.stdout);
    let found = text.split("<pre>").nth(1).and_then(|rest| rest.split("</pre>").next());
    let found = found.unwrap_or_else(|| panic!("nothing was measured: {}", told(&output)));
    serde_json::from_str(found).unwrap_or_else(|error| panic!("{error}: {found}"))
}

fn prints(folder: &Path, page: &str) {
    let pdf = folder.join(page).with_extension("pdf");
    let output = chromium(folder, &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())], page);
    let bytes = fs::read(&pdf).unwrap_or_else(|error| panic!("{page}: {error}: {}", told(&output)));
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 5_000, "{page}: {} bytes", bytes.len());
    on_paper(folder, page, &pdf);
}

/// What can be opened on a screen must be open on paper: every line of every `details` is in the printed text.
fn on_paper(folder: &Path, page: &str, pdf: &Path) {
    let text = fs::read_to_string(folder.join(page)).unwrap();
    let hidden: Vec<&str> = text.split("<details").skip(1).map(|part| part.split("</details>").next().unwrap()).collect();
    if hidden.is_empty() {
        return;
    }
    let Ok(printed) =
        Command::new("pdftotext").args(["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()]).env("PATH", path()).output()
    else {
        return crate::support::not_run("`pdftotext` is not installed");
    };
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let printed = letters(&String::from_utf8_lossy(&printed.stdout));
    for part in hidden {
        let lines = part.split_once("<code>").map_or("", |(_, code)| code).lines().map(str::trim);
        let lines: Vec<&str> = lines.filter(|line| line.len() > 20 && !line.contains(['&', '<'])).collect();
        assert!(!lines.is_empty(), "{page}: {part}");
        for line in lines {
            assert!(printed.contains(&letters(line)), "{page}: not on paper: {line}");
        }
    }
}

fn chromium(folder: &Path, words: &[&str], page: &str) -> Output {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new(CHROMIUM);
    command.args(QUIET).arg(format!("--user-data-dir={}", profile.path().display())).args(words);
    command.arg(format!("file://{}", PathBuf::from(folder).join(page).display()));
    command.env_clear().env("PATH", path()).env("HOME", profile.path()).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{page}: {}", told(&output));
    output
}

const CHROMIUM: &str = "chromium";
const QUIET: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
];

const HARNESS: &str = r#"<!DOCTYPE html><title>harness</title><body><script>
const found = [], pages = PAGES, widths = WIDTHS;
const measure = (page, width, frame) => {
  const inner = frame.contentDocument, root = inner.documentElement;
  const handlers = [...inner.querySelectorAll("*")].filter((one) => [...one.attributes].some((name) => name.name.startsWith("on")));
  found.push({ page, width, scroll: root.scrollWidth, client: root.clientWidth,
    requests: frame.contentWindow.performance.getEntriesByType("resource").length,
    scripts: inner.scripts.length + inner.querySelectorAll("img, iframe, link, object").length, handlers: handlers.length,
    headings: inner.querySelectorAll("h1").length, letters: inner.body.innerText.length });
  if (found.length === pages.length * widths.length) {
    const out = document.createElement("pre");
    out.textContent = JSON.stringify(found);
    document.body.replaceChildren(out);
  }
};
for (const page of pages) for (const width of widths) {
  const frame = document.createElement("iframe");
  frame.style = `width: ${width}px; height: 800px; border: 0`;
  frame.addEventListener("load", () => measure(page, width, frame));
  frame.src = page;
  document.body.append(frame);
}
</script></body>"#;
