//! Reading the JSON of a configuration, or of a list or object cell, in place; and writing list text.

use crate::Kind;
use std::borrow::Cow;
use std::fmt::Write;

/// One value, a view of the text it was read from. Text that is not JSON reads as absent, or ends early.
#[derive(Debug, Clone, Copy)]
pub struct Json<'t> {
    kind: Kind,
    /// Its text; for a string what stands between the quotes, with its escapes still in it.
    raw: &'t str,
}

impl<'t> Json<'t> {
    const MISSING: Json<'static> = Json { kind: Kind::Absent, raw: "" };

    pub fn parse(text: &'t str) -> Json<'t> {
        Reader { text }.value()
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn exists(&self) -> bool {
        self.kind != Kind::Absent
    }

    pub fn raw(&self) -> &'t str {
        self.raw
    }

    /// A member of an object; absent where there is none.
    pub fn get(&self, name: &str) -> Json<'t> {
        self.members().find(|(key, _)| key == name).map_or(Json::MISSING, |(_, value)| value)
    }

    pub fn bool(&self) -> Option<bool> {
        (self.kind == Kind::Bool).then(|| self.raw == "true")
    }

    pub fn int(&self) -> Option<i64> {
        if self.kind == Kind::Int {
            self.raw.parse().ok()
        } else {
            None
        }
    }

    /// A number of either kind.
    pub fn double(&self) -> Option<f64> {
        if matches!(self.kind, Kind::Int | Kind::Double) {
            self.raw.parse().ok()
        } else {
            None
        }
    }

    /// The text without its escapes; half a surrogate pair becomes U+FFFD.
    pub fn string(&self) -> Option<Cow<'t, str>> {
        if self.kind != Kind::Text {
            None
        } else if self.raw.contains('\\') {
            Some(Cow::Owned(unescape(self.raw)))
        } else {
            Some(Cow::Borrowed(self.raw))
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> impl Iterator<Item = Json<'t>> {
        let mut reader = self.inside(Kind::List);
        std::iter::from_fn(move || {
            let value = reader.value();
            reader.skip(',');
            value.exists().then_some(value)
        })
    }

    /// The members of an object; none for anything else.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'t, str>, Json<'t>)> {
        let mut reader = self.inside(Kind::Object);
        std::iter::from_fn(move || {
            let key = reader.value().string()?;
            reader.skip(':');
            let value = reader.value();
            reader.skip(',');
            value.exists().then_some((key, value))
        })
    }

    fn inside(&self, kind: Kind) -> Reader<'t> {
        Reader { text: if self.kind == kind { &self.raw[1..self.raw.len() - 1] } else { "" } }
    }
}

/// Appends the text as a JSON string, with quotes and escapes.
pub fn append_quoted(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\0'..='\x1f' => drop(write!(json, "\\u{:04x}", u32::from(character))),
            _ => json.push(character),
        }
    }
    json.push('"');
}

/// What is still to be read.
struct Reader<'t> {
    text: &'t str,
}

impl<'t> Reader<'t> {
    fn skip_space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\n', '\t', '\r']);
    }

    fn skip(&mut self, separator: char) {
        self.skip_space();
        self.text = self.text.strip_prefix(separator).unwrap_or(self.text);
    }

    /// The first `length` bytes, which end beside an ASCII character.
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.text.split_at(length);
        self.text = rest;
        taken
    }

    fn value(&mut self) -> Json<'t> {
        self.skip_space();
        match self.text.as_bytes().first() {
            None => Json::MISSING,
            Some(b'"') => match string_end(self.text.as_bytes()) {
                Some(end) => Json { kind: Kind::Text, raw: &self.take(end)[1..end - 1] },
                None => self.end(),
            },
            Some(&open @ (b'[' | b'{')) => match nested_end(self.text.as_bytes()) {
                Some(end) => Json { kind: if open == b'[' { Kind::List } else { Kind::Object }, raw: self.take(end) },
                None => self.end(),
            },
            Some(_) => self.word(),
        }
    }

    /// A number, true, false or null.
    fn word(&mut self) -> Json<'t> {
        let ends = |c: char| matches!(c, ',' | ']' | '}' | ':') || c <= ' ';
        let raw = self.take(self.text.find(ends).unwrap_or(self.text.len()));
        let kind = match raw {
            "null" => Kind::Null,
            "true" | "false" => Kind::Bool,
            _ if !raw.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => return self.end(),
            _ if raw.parse::<i64>().is_ok() => Kind::Int,
            _ if raw.parse::<f64>().is_ok() => Kind::Double,
            _ => return self.end(),
        };
        Json { kind, raw }
    }

    fn end(&mut self) -> Json<'t> {
        self.text = "";
        Json::MISSING
    }
}

/// Behind the closing quote of a string that the text begins with.
fn string_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Behind the closing bracket of a list or object that the text begins with.
fn nested_end(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0usize);
    loop {
        match text.get(at)? {
            b'"' => {
                at += string_end(&text[at..])?;
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let mut escaped = rest[at + 1..].chars();
        match escaped.next() {
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('u') => {
                let (character, length) = unicode(&rest[at..]);
                text.push(character);
                rest = &rest[at + length..];
                continue;
            }
            Some(other) => text.push(other),
            None => {}
        }
        rest = escaped.as_str();
    }
    text + rest
}

/// The character of `\uXXXX`, or of two that make a pair, and how many bytes that takes.
fn unicode(escape: &str) -> (char, usize) {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u").and_then(|rest| rest.get(..4))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let high = match unit(escape) {
        None => return (char::REPLACEMENT_CHARACTER, escape.len().min(2)),
        Some(unit) => unit,
    };
    if (0xD800..0xDC00).contains(&high) {
        if let Some(low @ 0xDC00..=0xDFFF) = unit(&escape[6..]) {
            let character = char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            return (character.unwrap_or(char::REPLACEMENT_CHARACTER), 12);
        }
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values() {
        let config = Json::parse(r#" {"a": [1, -2.5, true, null, "x"], "b\n": {"c": "d"}, "e": 9223372036854775808} "#);
        assert_eq!(config.get("a").items().count(), 5);
        assert_eq!(config.get("a").items().next().and_then(|item| item.int()), Some(1));
        assert_eq!(config.get("a").items().nth(1).and_then(|item| item.double()), Some(-2.5));
        assert_eq!(config.get("b\n").get("c").string().as_deref(), Some("d"));
        assert_eq!(config.get("e").kind(), Kind::Double);
        assert!(!config.get("nothing").get("at").exists());
        assert_eq!(Json::parse("[]").items().count() + Json::parse("{}").members().count(), 0);
    }

    #[test]
    fn reads_escapes() {
        let text = |json| Json::parse(json).string().map(Cow::into_owned);
        assert_eq!(text(r#""\"\\\/\b\f\n\r\t""#).as_deref(), Some("\"\\/\u{8}\u{c}\n\r\t"));
        assert_eq!(text(r#""\u00e9 \ud83d\ude00 é""#).as_deref(), Some("é 😀 é"));
        assert_eq!(text(r#""\ud83d \ud83d\u0041 \ude00""#).as_deref(), Some("\u{FFFD} \u{FFFD}A \u{FFFD}"));
        assert_eq!(text(r#""\u12""#).as_deref(), Some("\u{FFFD}12"));
        assert!(matches!(Json::parse("\"plain\"").string(), Some(Cow::Borrowed("plain"))));
    }

    #[test]
    fn what_is_not_json_is_absent_or_ends_early() {
        for text in ["", " ", "\"open", "[1", "{\"a\": [}", "nul", "-", "1é", "é", "\"\\"] {
            assert!(!Json::parse(text).exists(), "{}", text);
        }
        assert_eq!(Json::parse("[1, nul, 2]").items().count(), 1);
        assert_eq!(Json::parse("{\"a\": 1, 2: 3}").members().count(), 1);
    }

    #[test]
    fn quotes_text() {
        let mut json = String::new();
        append_quoted(&mut json, "a\"\\\n\u{1}é");
        assert_eq!(json, r#""a\"\\\n\u0001é""#);
    }
}
