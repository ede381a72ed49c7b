//! HTTP requests and replies as plain values.

use std::fmt;

/// The methods that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "RFC 9110, section 9")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether it only reads.
    #[must_use]
    pub const fn reads(self) -> bool {
        matches!(self, Self::Get)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// A request: its `Debug` shows method and path only, for the rest may hold a secret.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// A path below the connection's base address, or a whole URL.
    pub path: String,
    /// Pairs after the question mark, not yet encoded.
    pub query: Vec<(String, String)>,
    /// Headers besides those of the connection.
    pub headers: Vec<(String, String)>,
    /// What is sent.
    pub body: Body,
    /// Whether it may be sent again when the answer is lost.
    pub repeat: Repeat,
}

impl Request {
    /// A request without a body. Reads may be repeated, writes may not unless [`Request::repeatable`] says so.
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let repeat = if method.reads() { Repeat::Safe } else { Repeat::Unsafe };
        Self { method, path: path.into(), query: Vec::new(), headers: Vec::new(), body: Body::Empty, repeat }
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(mut self, value: serde_json::Value) -> Self {
        self.body = Body::Json(value);
        self
    }

    /// The same with another body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// The same with one more pair after the question mark.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same, marked as harmless to send twice.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeat = Repeat::Safe;
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.method, self.path)
    }
}

/// What a request carries.
#[derive(Clone, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// A JSON document.
    Json(serde_json::Value),
    /// Bytes with their content type.
    Bytes(String, Vec<u8>),
    /// `application/x-www-form-urlencoded` pairs, not yet encoded.
    Form(Vec<(String, String)>),
    /// `multipart/form-data`.
    Multipart(Vec<Part>),
}

/// One part of a multipart body.
#[derive(Clone, PartialEq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name, for a part that is a file.
    pub file: Option<String>,
    /// The content.
    pub content: Vec<u8>,
}

/// Whether a request may be sent again when its answer is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Sending it twice is as good as once.
    Safe,
    /// Sending it twice may do it twice.
    Unsafe,
}

/// A reply: its `Debug` shows status and length only, for the rest may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Headers with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as received.
    pub body: Vec<u8>,
}

impl Reply {
    /// The first header of that name (given in lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({} bytes)", self.status, self.body.len())
    }
}
