//! Changes one value of a document and keeps every other byte: comments, order, quotes and line ends of the rest.
//!
//! Each result is read again and compared, part by part, with what was wanted; what does not come out so is refused.

use super::{Error, Node, Place, place::Content, tree};

/// Sets the value at a dotted path such as `spec.environments.sandbox.apis` or `spec.contacts[0].email`; missing keys are
/// made where they belong. The value is YAML on one line; what is no such YAML is taken as text and put in quotes.
pub fn set(file: &str, text: &str, path: &str, value: &str) -> Result<String, Error> {
    let way = way(file, path)?;
    let steps: Vec<&str> = way.iter().map(String::as_str).collect();
    let root = tree(file, text)?;
    let edited = [flow(value), quoted(value)].into_iter().find_map(|value| {
        let after = put(text, &root, &steps, &value)?;
        let wanted = with(&root, &steps, &tree(file, &value).ok()?)?;
        tree(file, &after).is_ok_and(|found| found.same(&wanted)).then_some(after)
    });
    edited.ok_or_else(|| refused(file, &root, &steps, path))
}

/// Removes the key or list element at a dotted path; removing what is not there changes nothing.
pub fn remove(file: &str, text: &str, path: &str) -> Result<String, Error> {
    let way = way(file, path)?;
    let steps: Vec<&str> = way.iter().map(String::as_str).collect();
    let root = tree(file, text)?;
    if root.find(&steps).is_none() {
        return Ok(text.to_owned());
    }
    let edited = cut(text, &root, &steps).filter(|after| {
        let wanted = without(&root, &steps);
        tree(file, after).is_ok_and(|found| wanted.is_some_and(|wanted| found.same(&wanted)))
    });
    edited.ok_or_else(|| refused(file, &root, &steps, path))
}

/// The steps of a dotted path. A key with a dot in it stands in double quotes, a list position may stand in brackets.
fn way(file: &str, path: &str) -> Result<Vec<String>, Error> {
    let refused = || {
        Error::new(file, Place::START, format!("`{path}` is not a path to a value"))
            .hint("write it like `spec.displayName` or `spec.contacts[0].email`; put quotes around a key with a dot")
    };
    let mut steps = vec![String::new()];
    let mut inside = false;
    for sign in path.chars() {
        match (sign, steps.last_mut()) {
            ('"', _) => inside = !inside,
            ('.' | '[', _) if !inside => steps.push(String::new()),
            (']', _) if !inside => {}
            (sign, Some(step)) => step.push(sign),
            (_, None) => {}
        }
    }
    let good = !inside && steps.len() <= 16 && steps.iter().all(|step| !step.is_empty() && !step.contains(char::is_control));
    good.then_some(steps).ok_or_else(refused)
}

fn refused(file: &str, root: &Node, steps: &[&str], path: &str) -> Error {
    let known = (0..=steps.len()).rev().find(|length| root.find(&steps[..*length]).is_some()).unwrap_or_default();
    let place = root.place_of(&steps[..known]);
    let fault = match root.find(&steps[..known]).map(|node| &node.content) {
        Some(Content::List { items, .. }) if known < steps.len() => {
            format!("`{path}` leads into a list of {}: give a position from 0 to {}", items.len(), items.len())
        }
        _ => format!("`{path}` cannot be changed without touching its neighbours"),
    };
    Error::new(file, place, fault).hint("change it in the file itself")
}

/// A value as flow YAML: as it is when it is that, else as a text in quotes.
fn flow(value: &str) -> String {
    let trimmed = value.trim();
    let whole = |node: &Node| node.bytes == (0..trimmed.len()) && !trimmed.contains('\n');
    let flat = |node: &Node| !matches!(node.content, Content::List { flow: false, .. } | Content::Map { flow: false, .. });
    let known = tree("value", trimmed).is_ok_and(|node| whole(&node) && flat(&node));
    if known && !trimmed.starts_with(['|', '>']) { trimmed.to_owned() } else { quoted(value) }
}

/// A text in double quotes: JSON's escapes are YAML's, too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn put(text: &str, root: &Node, steps: &[&str], value: &str) -> Option<String> {
    let known = (0..=steps.len()).rev().find(|length| root.find(&steps[..*length]).is_some())?;
    let node = root.find(&steps[..known])?;
    let Some((next, rest)) = steps[known..].split_first() else {
        return replace(text, root, steps, node, value);
    };
    match &node.content {
        Content::Scalar { .. } if node.word() == "nothing" => {
            replace(text, root, &steps[..known], node, &nested(&steps[known..], value))
        }
        Content::Map { entries, flow: false } => {
            let (first, _) = entries.first()?;
            let column = column(text, first.bytes.start)?;
            Some(add_lines(text, node.bytes.end, &block(column, next, rest, value)))
        }
        Content::List { items, flow: false } if *next == items.len().to_string() => {
            let column = column(text, node.bytes.start)?;
            Some(add_lines(text, node.bytes.end, &[format!("{}- {}", " ".repeat(column), nested(rest, value))]))
        }
        Content::Map { entries, flow: true } => {
            let last = entries.last().map(|(key, value)| key.bytes.end.max(value.bytes.end));
            Some(add_inside(text, node, last, &format!("{}: {}", key(next), nested(rest, value)), true))
        }
        Content::List { items, flow: true } if *next == items.len().to_string() => {
            Some(add_inside(text, node, items.last().map(|item| item.bytes.end), &nested(rest, value), false))
        }
        _ => None,
    }
}

/// Puts a value in the place of another. A block begins on the line below its key: its lines go, comments above it stay.
fn replace(text: &str, root: &Node, steps: &[&str], node: &Node, value: &str) -> Option<String> {
    let (last, above) = steps.split_last()?;
    let Some((name, _)) = root.find(above)?.entry(last) else {
        return splice(text, node.bytes.start, node.bytes.end, value);
    };
    let colon = name.bytes.end + text.get(name.bytes.end..)?.find(':')? + 1;
    if node.bytes.start <= colon || node.bytes.is_empty() {
        return splice(text, colon, colon, &format!(" {value}"));
    }
    let gap = text.get(colon..node.bytes.start)?;
    if !gap.contains('\n') {
        return splice(text, node.bytes.start, node.bytes.end, value);
    }
    // The sign of a text over several lines goes with the text.
    let kept = if gap.trim_start().starts_with(['|', '>']) { "" } else { gap.trim_end() };
    splice(text, colon, node.bytes.end, &format!(" {value}{kept}"))
}

fn cut(text: &str, root: &Node, steps: &[&str]) -> Option<String> {
    let (last, above) = steps.split_last()?;
    let parent = root.find(above)?;
    let (parts, flow): (Vec<std::ops::Range<usize>>, bool) = match &parent.content {
        Content::Map { entries, flow } => {
            (entries.iter().map(|(key, value)| key.bytes.start..value.bytes.end.max(key.bytes.end)).collect(), *flow)
        }
        Content::List { items, flow } => (items.iter().map(|item| item.bytes.clone()).collect(), *flow),
        Content::Scalar { .. } => return None,
    };
    let at = match &parent.content {
        Content::Map { entries, .. } => entries.iter().position(|(key, _)| key.text() == Some(last))?,
        _ => last.parse().ok()?,
    };
    let part = parts.get(at)?;
    if parts.len() == 1 {
        let empty = if matches!(parent.content, Content::Map { .. }) { "{}" } else { "[]" };
        return replace(text, root, above, parent, empty);
    }
    match (flow, at) {
        (true, 0) => splice(text, part.start, parts.get(1)?.start, ""),
        (true, at) => splice(text, parts.get(at - 1)?.end, part.end, ""),
        (false, _) => {
            let start = text[..part.start].rfind('\n').map_or(0, |end| end + 1);
            let indented = text[start..part.start].trim().trim_start_matches('-').is_empty();
            indented.then(|| splice(text, start, line_end(text, part.end), ""))?
        }
    }
}

fn splice(text: &str, from: usize, to: usize, with: &str) -> Option<String> {
    Some(format!("{}{with}{}", text.get(..from)?, text.get(to..)?))
}

/// Adds lines below the line in which a block ends, behind the comment that stands there.
fn add_lines(text: &str, end: usize, lines: &[String]) -> String {
    let mark = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let at = line_end(text, end);
    let (head, tail) = text.split_at(at);
    let open = if head.ends_with('\n') { "" } else { mark };
    format!("{head}{open}{}{mark}{tail}", lines.join(mark))
}

/// Adds a part to braces or brackets, keeping the blank in front of the closing one.
fn add_inside(text: &str, node: &Node, last: Option<usize>, part: &str, braces: bool) -> String {
    let at = last.unwrap_or(node.bytes.start + 1);
    let (head, tail) = text.split_at(at);
    match (last, braces) {
        (Some(_), _) => format!("{head}, {part}{tail}"),
        (None, true) => format!("{head} {part} {}", tail.trim_start()),
        (None, false) => format!("{head}{part}{}", tail.trim_start()),
    }
}

/// A key with its value in lines of its own, each level two blanks deeper.
fn block(column: usize, first: &str, rest: &[&str], value: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let keys: Vec<&str> = std::iter::once(first).chain(rest.iter().copied()).collect();
    for (depth, name) in keys.iter().enumerate() {
        let end = if depth + 1 == keys.len() { format!(" {value}") } else { String::new() };
        lines.push(format!("{}{}:{end}", " ".repeat(column + 2 * depth), key(name)));
    }
    lines
}

fn nested(steps: &[&str], value: &str) -> String {
    steps.iter().rev().fold(value.to_owned(), |inner, step| format!("{{ {}: {inner} }}", key(step)))
}

fn key(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    if plain { name.to_owned() } else { quoted(name) }
}

fn column(text: &str, at: usize) -> Option<usize> {
    let line = text.get(..at)?;
    Some(line.chars().rev().take_while(|sign| *sign != '\n').count())
}

/// The first byte behind the line in which `at` stands.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// What a document holds when one value is another.
fn with(node: &Node, steps: &[&str], value: &Node) -> Option<Node> {
    let Some((step, rest)) = steps.split_first() else { return Some(value.clone()) };
    if node.word() == "nothing" {
        return with(&empty_map(), steps, value);
    }
    let mut node = node.clone();
    let fresh = |rest: &[&str]| with(&empty_map(), rest, value);
    match &mut node.content {
        Content::Map { entries, .. } => match entries.iter_mut().find(|(key, _)| key.text() == Some(step)) {
            Some((_, old)) => *old = with(old, rest, value)?,
            None => entries.push((name_node(step), fresh(rest)?)),
        },
        Content::List { items, .. } => {
            let (at, count) = (step.parse::<usize>().ok()?, items.len());
            match items.get_mut(at) {
                Some(old) => *old = with(old, rest, value)?,
                None if at == count => items.push(fresh(rest)?),
                None => return None,
            }
        }
        Content::Scalar { .. } => return None,
    }
    Some(node)
}

/// What a document holds when one value is gone.
fn without(node: &Node, steps: &[&str]) -> Option<Node> {
    let (step, rest) = steps.split_first()?;
    let mut node = node.clone();
    match &mut node.content {
        Content::Map { entries, .. } => {
            let at = entries.iter().position(|(key, _)| key.text() == Some(step))?;
            if rest.is_empty() {
                entries.remove(at);
            } else {
                let (_, value) = entries.get_mut(at)?;
                *value = without(value, rest)?;
            }
        }
        Content::List { items, .. } => {
            let at: usize = step.parse().ok()?;
            if rest.is_empty() {
                items.get(at)?;
                items.remove(at);
            } else {
                let item = items.get_mut(at)?;
                *item = without(item, rest)?;
            }
        }
        Content::Scalar { .. } => return None,
    }
    Some(node)
}

fn empty_map() -> Node {
    Node { place: Place::START, bytes: 0..0, content: Content::Map { entries: Vec::new(), flow: true } }
}

fn name_node(name: &str) -> Node {
    Node { place: Place::START, bytes: 0..0, content: Content::Scalar { text: name.to_owned(), plain: true } }
}

#[cfg(test)]
mod tests;
