//! A document as a tree that knows where each part stands in its text.

use std::{collections::HashMap, ops::Range};

use serde_yaml::granit_parser::{self, Event, Parser, ScalarStyle, Span, StructureStyle};

use super::Error;

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

impl Place {
    /// The first character.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// One part of a document.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// The bytes from its first to its last character, comments behind it excluded.
    pub bytes: Range<usize>,
    /// What it holds.
    pub content: Content,
}

/// What a part of a document holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// A text, number, truth value or nothing.
    Scalar {
        /// Its text without quotes.
        text: String,
        /// Whether it stands without quotes, so that `1`, `true` and nothing are not texts.
        plain: bool,
    },
    /// A list.
    List {
        /// Its elements.
        items: Vec<Node>,
        /// Whether it is written in brackets.
        flow: bool,
    },
    /// Keys and values, in the order of the file.
    Map {
        /// The pairs.
        entries: Vec<(Node, Node)>,
        /// Whether it is written in braces.
        flow: bool,
    },
}

impl Node {
    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Key and value of an entry.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<(&Self, &Self)> {
        let Content::Map { entries, .. } = &self.content else { return None };
        entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
    }

    /// The part that a way of keys and list positions leads to.
    #[must_use]
    pub fn find(&self, way: &[&str]) -> Option<&Self> {
        way.iter().try_fold(self, |node, step| match &node.content {
            Content::Map { .. } => node.entry(step).map(|(_, value)| value),
            Content::List { items, .. } => items.get(step.parse::<usize>().ok()?),
            Content::Scalar { .. } => None,
        })
    }

    /// Where the key at the end of a way stands; the nearest part above it when there is no such key.
    #[must_use]
    pub fn place_of(&self, way: &[&str]) -> Place {
        let Some((last, above)) = way.split_last() else { return self.place };
        match self.find(above) {
            Some(parent) => parent.entry(last).map_or_else(|| self.find(way).unwrap_or(parent).place, |(key, _)| key.place),
            None => self.place_of(above),
        }
    }

    /// Whether both hold the same, wherever and however it is written.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Scalar { text, plain }, Content::Scalar { text: other, plain: other_plain }) => {
                text == other && (plain == other_plain || !plain_means_more(text))
            }
            (Content::List { items, .. }, Content::List { items: others, .. }) => {
                items.len() == others.len() && items.iter().zip(others).all(|(one, other)| one.same(other))
            }
            (Content::Map { entries, .. }, Content::Map { entries: others, .. }) => {
                entries.len() == others.len()
                    && entries.iter().zip(others).all(|(one, other)| one.0.same(&other.0) && one.1.same(&other.1))
            }
            _ => false,
        }
    }

    /// What stands here, in plain words.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match &self.content {
            Content::Map { .. } => "keys and values",
            Content::List { .. } => "a list",
            Content::Scalar { text, plain: true } if ["", "~", "null", "Null", "NULL"].contains(&text.as_str()) => "nothing",
            Content::Scalar { text, plain: true } if ["true", "false"].contains(&text.as_str()) => "a truth value",
            Content::Scalar { text, plain: true } if text.parse::<f64>().is_ok() => "a number",
            Content::Scalar { .. } => "text",
        }
    }
}

/// Reads a text as a tree. Refuses several documents, duplicate keys, aliases and anchors, and nesting deeper than 32.
pub fn tree(file: &str, text: &str) -> Result<Node, Error> {
    let options = granit_parser::options! { emit_comments: false, flow_nesting_limit: DEPTH, block_nesting_limit: DEPTH };
    let mut reader = Reader { file, events: Parser::new_from_str_with_options(text, options), nodes: 0, source: text };
    reader.document()
}

struct Reader<'a> {
    file: &'a str,
    events: Parser<'a, granit_parser::StrInput<'a>>,
    source: &'a str,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Node, Error> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::DocumentStart(..) if root.is_some() => return Err(self.several(span)),
                Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = Some(self.node(event, span, 0)?),
            }
        }
        root.ok_or_else(|| Error::new(self.file, Place::START, "the file is empty"))
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Error> {
        match self.events.next_event() {
            None => Ok(None),
            Some(Ok(found)) => Ok(Some(found)),
            Some(Err(fault)) => Err(super::fault::syntax(self.file, &fault)),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Error> {
        self.nodes += 1;
        if depth > DEPTH || self.nodes > NODES {
            return Err(Error::new(self.file, place(span), "the document is nested too deeply or too large"));
        }
        match event {
            Event::Scalar(text, style, 0, _) => Ok(self.scalar(text.into_owned(), style, span)),
            Event::SequenceStart(style, 0, _) => self.list(style, span, depth),
            Event::MappingStart(style, 0, _) => self.map(style, span, depth),
            _ => Err(Error::new(self.file, place(span), "anchors and aliases (`&` and `*`) are not used here")
                .hint("write the value out, or put quotes around a text that begins with `&` or `*`")),
        }
    }

    fn scalar(&self, text: String, style: ScalarStyle, span: Span) -> Node {
        let raw = span.byte_range().unwrap_or_default();
        let written = self.source.get(raw.clone()).unwrap_or_default();
        let bytes = raw.start..raw.start + written.trim_end().len();
        Node { place: place(span), bytes, content: Content::Scalar { text, plain: style == ScalarStyle::Plain } }
    }

    fn list(&mut self, style: StructureStyle, start: Span, depth: usize) -> Result<Node, Error> {
        let mut items: Vec<Node> = Vec::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::SequenceEnd) {
                let mut bytes = whole(start, span, style, items.last().map(|item| item.bytes.end));
                let flow = style == StructureStyle::Flow;
                if let Some(first) = items.first().filter(|_| !flow) {
                    bytes.start = self.dash(bytes.start, first.bytes.start);
                }
                return Ok(Node { place: place(start), bytes, content: Content::List { items, flow } });
            }
            items.push(self.node(event, span, depth + 1)?);
        }
        Err(Error::new(self.file, place(start), "this list does not end"))
    }

    /// Where a list in lines of its own begins. The parser is not at its dash when that stands right below the key.
    fn dash(&self, told: usize, first: usize) -> usize {
        if self.source.as_bytes().get(told) == Some(&b'-') {
            return told;
        }
        self.source.get(..first).and_then(|before| before.rfind('-')).unwrap_or(told)
    }

    fn map(&mut self, style: StructureStyle, start: Span, depth: usize) -> Result<Node, Error> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        let mut seen: HashMap<String, Place> = HashMap::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::MappingEnd) {
                let last = entries.last().map(|(key, value)| value.bytes.end.max(key.bytes.end));
                let bytes = whole(start, span, style, last);
                let flow = style == StructureStyle::Flow;
                return Ok(Node { place: place(start), bytes, content: Content::Map { entries, flow } });
            }
            let key = self.node(event, span, depth + 1)?;
            self.check_key(&key, &mut seen)?;
            let Some((event, span)) = self.next()? else { break };
            entries.push((key, self.node(event, span, depth + 1)?));
        }
        Err(Error::new(self.file, place(start), "these keys and values do not end"))
    }

    fn check_key(&self, key: &Node, seen: &mut HashMap<String, Place>) -> Result<(), Error> {
        let Some(name) = key.text() else {
            return Err(Error::new(self.file, key.place, "a list or a map cannot be a key"));
        };
        match seen.insert(name.to_owned(), key.place) {
            None => Ok(()),
            Some(first) => Err(super::fault::duplicate(self.file, key.place, name, Some(first))),
        }
    }

    fn several(&self, span: Span) -> Error {
        Error::new(self.file, place(span), "a second document begins here, and the file may hold only one")
            .hint("put each document into a file of its own")
    }
}

fn place(span: Span) -> Place {
    Place { line: span.start.line().max(1) as u64, column: span.start.col() as u64 + 1 }
}

/// A block ends where its last part ends: what the parser calls its end lies behind the comments that follow.
fn whole(start: Span, end: Span, style: StructureStyle, last: Option<usize>) -> Range<usize> {
    let from = start.start.byte_offset().unwrap_or_default();
    let flow = style == StructureStyle::Flow;
    let to = if flow { end.end.byte_offset() } else { last };
    from..to.unwrap_or(from).max(from)
}

/// Whether a text without quotes is read as something else than text.
fn plain_means_more(text: &str) -> bool {
    let words = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf"];
    words.contains(&text.to_ascii_lowercase().as_str())
        || text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
}

const DEPTH: usize = 32;
const NODES: usize = 50_000;
