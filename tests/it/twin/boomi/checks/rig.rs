//! An imitation with a client of few lines, which sees every header and forgives nothing.

use std::{
    cell::RefCell,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::clock::Fixed;
use serde_json::{Value, json};
use time::macros::datetime;

use crate::twin::boomi::{AREA, Boomi, Habits, Product, SERVICE_USER, V3_KEY};

/// An answer; `None` in its place means that none came.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) text: String,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub(super) fn id(&self) -> String {
        assert!(self.status < 300, "{self:?}");
        self.json()["id"].as_str().expect("an id").to_owned()
    }

    /// The status and what the product says of the reason.
    pub(super) fn reason(&self) -> (u16, &str) {
        (self.status, self.header("x-mashery-error-code"))
    }
}

/// The imitation, signed in.
pub(super) struct Rig {
    pub(super) boomi: Boomi,
    token: RefCell<String>,
    /// Method, path below `/v3/rest`, status and body of each answer.
    pub(super) answers: RefCell<Vec<(String, String, u16, Value)>>,
}

impl Rig {
    pub(super) fn new() -> Self {
        Self::with(Habits::default())
    }

    /// The clock stands still but for [`Boomi::advance`].
    pub(super) fn with(habits: Habits) -> Self {
        let clock = Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC)));
        let rig = Self { boomi: Boomi::for_careless(habits, clock), token: RefCell::default(), answers: RefCell::default() };
        rig.sign_in(AREA);
        rig
    }

    pub(super) fn sign_in(&self, area: &str) {
        let (user, password) = SERVICE_USER;
        let form = format!("grant_type=password&username={user}&password={password}&scope={area}");
        let granted = self.token(&form).unwrap().json();
        self.token.replace(granted["access_token"].as_str().unwrap_or_default().to_owned());
    }

    /// A token request.
    pub(super) fn token(&self, form: &str) -> Option<Reply> {
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", V3_KEY.0, V3_KEY.1)));
        self.send("POST", "/v3/token", &[("authorization", &basic)], form)
    }

    /// A call of the admin API.
    pub(super) fn call(&self, method: &str, path: &str, body: &Value) -> Option<Reply> {
        let bearer = format!("Bearer {}", self.token.borrow());
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let reply = self.send(method, &format!("/v3/rest{path}"), &[("authorization", &bearer)], &text)?;
        self.answers.borrow_mut().push((method.to_owned(), path.to_owned(), reply.status, reply.json()));
        Some(reply)
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        self.call("GET", path, &Value::Null).unwrap()
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Reply {
        self.call("POST", path, body).unwrap()
    }

    pub(super) fn put(&self, path: &str, body: &Value) -> Reply {
        self.call("PUT", path, body).unwrap()
    }

    pub(super) fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, &Value::Null).unwrap()
    }

    /// Any request, on a connection of its own.
    pub(super) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.boomi.url().socket_addrs(|| None).unwrap()[0]).unwrap();
        let mut whole = format!("{method} {path} HTTP/1.1\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            whole.extend([name, ": ", value, "\r\n"]);
        }
        stream.write_all(format!("{whole}\r\n{body}").as_bytes()).unwrap();
        receive(BufReader::new(stream))
    }

    /// A member, and an application of it.
    pub(super) fn partner(&self, name: &str) -> (String, String) {
        let member = json!({ "username": name, "email": "ops@acme.example", "displayName": name, "areaStatus": "active" });
        let member = self.post("/members", &member).id();
        let application = json!({ "name": format!("{name}-orders"), "username": name });
        (member.clone(), self.post(&format!("/members/{member}/applications"), &application).id())
    }

    /// A key of an application for a product.
    pub(super) fn key(&self, application: &str, product: &Product, more: &Value) -> Reply {
        let mut body = json!({ "package": { "id": product.package }, "plan": { "id": product.plan }, "status": "active" });
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.post(&format!("/applications/{application}/packageKeys"), &body)
    }
}

fn receive(mut reader: BufReader<TcpStream>) -> Option<Reply> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Reply { status, headers, text: String::from_utf8(body).ok()? })
}
