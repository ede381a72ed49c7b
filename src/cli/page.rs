//! A page: what people read on stdout. Lines, pairs and tables that fit the width; nothing from outside reaches it unclean.

use std::fmt::{Display, Write as _};

use comfy_table::{ContentArrangement, Table, presets};

/// How a word is coloured. Colour repeats what the words say and adds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// In order.
    Good,
    /// Needs attention.
    Warn,
    /// Not in order.
    Bad,
    /// Less important.
    Faint,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// A short word with a tone. A toned text is never divided over lines, so keep it short.
    #[must_use]
    pub fn toned(text: impl Display, tone: Tone) -> Self {
        Self { text: text.to_string(), tone }
    }
}

impl<T: Display> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::toned(text, Tone::Plain)
    }
}

/// A page of a given width, with colour or without.
#[derive(Debug)]
pub struct Page {
    text: String,
    width: u16,
    colour: bool,
}

impl Page {
    /// An empty page.
    #[must_use]
    pub const fn new(width: u16, colour: bool) -> Self {
        Self { text: String::new(), width, colour }
    }

    /// What was written, ending in a line break unless it is empty or raw.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Adds a line.
    pub fn line(&mut self, text: impl Display) {
        self.toned(text, Tone::Plain);
    }

    /// Adds a line with a tone.
    pub fn toned(&mut self, text: impl Display, tone: Tone) {
        let text = self.paint(&clean(&text.to_string()), tone);
        self.text.push_str(&text);
        self.text.push('\n');
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds a text that goes out as it is: a script, a token, a document that was made for machines.
    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds names and values, one pair per line, the values in one column. Empty values are left out.
    pub fn pairs(&mut self, pairs: &[(&str, String)]) {
        let shown = pairs.iter().filter(|(_, value)| !value.is_empty());
        let width = shown.clone().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in shown {
            let name = self.paint(&format!("{name:width$}"), Tone::Faint);
            let value = clean(value);
            let _ = writeln!(self.text, "{name}  {}", value.trim_end());
        }
    }

    /// Adds a table. Columns that are empty in every row are left out; long texts are divided over lines to fit the width.
    pub fn table(&mut self, headers: &[&str], rows: Vec<Vec<Cell>>) {
        let kept: Vec<usize> = (0..headers.len())
            .filter(|column| rows.is_empty() || rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.text.is_empty())))
            .collect();
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        table.set_header(kept.iter().map(|column| headers[*column]));
        for row in rows {
            table.add_row(kept.iter().map(|column| row.get(*column).map_or_else(String::new, |cell| self.mark(cell))));
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let text = table.trim_fmt();
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let first = self.paint(first.trim_end(), Tone::Faint);
        let _ = writeln!(self.text, "{first}");
        for line in rest.lines() {
            let line = unmark(line.trim_end());
            let _ = writeln!(self.text, "{line}");
        }
    }

    fn paint(&self, text: &str, tone: Tone) -> String {
        match code(tone) {
            Some(code) if self.colour && !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    /// A cell with signs of no width around it, which [`unmark`] turns into colour when the table is laid out.
    fn mark(&self, cell: &Cell) -> String {
        let text = clean(&cell.text);
        match BEGIN.iter().find(|(tone, ..)| *tone == cell.tone) {
            Some((_, sign, _)) if self.colour && !text.is_empty() => format!("{sign}{text}{END}"),
            _ => text,
        }
    }
}

fn unmark(line: &str) -> String {
    let coloured = BEGIN.iter().fold(line.to_owned(), |line, (_, sign, code)| line.replace(*sign, &format!("\u{1b}[{code}m")));
    coloured.replace(END, "\u{1b}[0m")
}

fn code(tone: Tone) -> Option<&'static str> {
    BEGIN.iter().find(|(known, ..)| *known == tone).map(|(.., code)| *code)
}

/// A text without signs that a terminal would obey: control characters and those that turn the direction of writing.
/// Line breaks and tabs become spaces.
#[must_use]
pub fn clean(text: &str) -> String {
    let kept = |sign: char| match sign {
        '\n' | '\t' | '\r' => Some(' '),
        sign if is_obeyed(sign) => None,
        sign => Some(sign),
    };
    text.chars().filter_map(kept).collect()
}

/// The same, with line breaks kept.
#[must_use]
pub fn clean_lines(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

fn is_obeyed(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Each tone with a sign of no width and the code of the terminal's own colours.
const BEGIN: [(Tone, char, &str); 4] = [
    (Tone::Good, '\u{2061}', "32"),
    (Tone::Warn, '\u{2062}', "33"),
    (Tone::Bad, '\u{2063}', "31"),
    (Tone::Faint, '\u{2064}', "2"),
];
const END: char = '\u{2060}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_and_drops_empty_columns() {
        let mut page = Page::new(40, false);
        let long = "a text that is longer than the page is wide and is divided";
        page.table(&["NAME", "NOTHING", "TEXT"], vec![vec!["acme".into(), "".into(), long.into()]]);
        let text = page.into_text();
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(!text.contains("NOTHING") && text.contains("acme") && text.contains("divided"), "{text}");
    }

    #[test]
    fn colour_changes_no_column_and_comes_from_us_alone() {
        let row = || vec![Cell::toned("done", Tone::Good), "\u{1b}[31mred\u{202e}\u{2063}".into()];
        let drawn = |colour| {
            let mut page = Page::new(80, colour);
            page.table(&["STATE", "TEXT"], vec![row()]);
            page.into_text()
        };
        assert_eq!(drawn(false), "STATE  TEXT\ndone   [31mred\n");
        assert_eq!(drawn(true), "\u{1b}[2mSTATE  TEXT\u{1b}[0m\n\u{1b}[32mdone\u{1b}[0m   [31mred\n");
    }
}
