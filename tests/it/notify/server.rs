//! A mail server on loopback that keeps what it gets, and does to some addresses what servers do.

use std::{
    io::{BufRead as _, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::srx::jims::{Authority, Nature, config};

/// When TLS begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tls {
    FromTheFirstByte,
    Later,
    Never,
}

/// Where the server hangs up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    AtTheRecipient,
    /// It says nothing any more.
    Silent,
    AfterTheLastDot,
}

/// What a server is like.
#[derive(Clone)]
pub(super) struct Manner {
    pub(super) tls: Tls,
    pub(super) nature: Nature,
    pub(super) greeting: &'static str,
    /// User and password that it wants.
    pub(super) login: Option<(&'static str, &'static str)>,
    /// How it answers to some recipients, by the beginning of the address.
    pub(super) recipients: Vec<(&'static str, &'static str)>,
    /// How it answers to the whole message.
    pub(super) message: &'static str,
    pub(super) cut: Option<Cut>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            tls: Tls::FromTheFirstByte,
            nature: Nature::default(),
            greeting: "220 mail.test ESMTP",
            login: None,
            recipients: Vec::new(),
            message: "250 2.0.0 queued as 4711",
            cut: None,
        }
    }
}

/// A message as it came in.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) text: String,
}

impl Taken {
    /// A header, unfolded.
    pub(super) fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_else(|| panic!("no `{name}` in\n{head}")).to_owned()
    }
}

#[derive(Default)]
struct Book {
    taken: Vec<Taken>,
    /// The commands that came in clear.
    clear: Vec<String>,
    connections: usize,
}

/// The server, until it is dropped.
pub(super) struct Post {
    pub(super) port: u16,
    book: Arc<Mutex<Book>>,
    ended: Arc<AtomicBool>,
}

impl Post {
    pub(super) fn start(ca: &Authority, manner: Manner) -> Self {
        let tls = Arc::new(config(ca, manner.nature));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (book, ended) = (Arc::<Mutex<Book>>::default(), Arc::<AtomicBool>::default());
        let (notes, end) = (Arc::clone(&book), Arc::clone(&ended));
        thread::spawn(move || {
            for socket in listener.incoming().flatten().take_while(|_| !end.load(Ordering::SeqCst)) {
                notes.lock().unwrap().connections += 1;
                let (tls, manner, book) = (Arc::clone(&tls), manner.clone(), Arc::clone(&notes));
                thread::spawn(move || {
                    // A client may hang up whenever it likes.
                    let _ = serve(socket, tls, &manner, &book);
                });
            }
        });
        Self { port, book, ended }
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        self.book.lock().unwrap().taken.clone()
    }

    pub(super) fn clear(&self) -> Vec<String> {
        self.book.lock().unwrap().clear.clone()
    }

    pub(super) fn connections(&self) -> usize {
        self.book.lock().unwrap().connections
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(mut socket: TcpStream, tls: Arc<ServerConfig>, manner: &Manner, book: &Mutex<Book>) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(5)))?;
    let wrap = |socket, tls| StreamOwned::new(ServerConnection::new(tls).unwrap(), socket);
    if manner.tls == Tls::FromTheFirstByte {
        let stream = wrap(socket, tls);
        return Talk { stream: BufReader::new(stream), manner, book, safe: true, fresh: true }.run().map(drop);
    }
    let again = socket.try_clone()?;
    let mut talk = Talk { stream: BufReader::new(&mut socket), manner, book, safe: false, fresh: true };
    if talk.run()? {
        Talk { stream: BufReader::new(wrap(again, tls)), manner, book, safe: true, fresh: false }.run()?;
    }
    Ok(())
}

struct Talk<'a, S: Read + Write> {
    stream: BufReader<S>,
    manner: &'a Manner,
    book: &'a Mutex<Book>,
    safe: bool,
    fresh: bool,
}

impl<S: Read + Write> Talk<'_, S> {
    fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        self.stream.get_mut().flush()
    }

    fn hear(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_owned();
        if !self.safe {
            self.book.lock().unwrap().clear.push(line.clone());
        }
        Ok(Some(line))
    }

    /// Whether TLS is to begin.
    fn run(&mut self) -> std::io::Result<bool> {
        if self.fresh {
            self.say(self.manner.greeting)?;
        }
        let (mut from, mut to) = (String::new(), String::new());
        while let Some(line) = self.hear()? {
            let word = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            match word.as_str() {
                "EHLO" => self.hello()?,
                "STARTTLS" => {
                    self.say("220 go ahead")?;
                    return Ok(true);
                }
                "AUTH" => self.auth(&line)?,
                "MAIL" => {
                    from = address;
                    self.say("250 2.1.0 ok")?;
                }
                "RCPT" if self.manner.cut == Some(Cut::AtTheRecipient) => return Ok(false),
                "RCPT" if self.manner.cut == Some(Cut::Silent) => thread::sleep(Duration::from_secs(4)),
                "RCPT" => {
                    to = address;
                    let known = self.manner.recipients.iter().find(|(begin, _)| to.starts_with(begin));
                    self.say(known.map_or("250 2.1.5 ok", |(_, answer)| answer))?;
                }
                "DATA" => {
                    self.say("354 go on")?;
                    let text = self.data()?;
                    if self.manner.message.starts_with("250") {
                        self.book.lock().unwrap().taken.push(Taken { from: from.clone(), to: to.clone(), text });
                    }
                    if self.manner.cut == Some(Cut::AfterTheLastDot) {
                        return Ok(false);
                    }
                    self.say(self.manner.message)?;
                }
                "QUIT" => {
                    self.say("221 bye")?;
                    return Ok(false);
                }
                _ => self.say("250 ok")?,
            }
        }
        Ok(false)
    }

    fn hello(&mut self) -> std::io::Result<()> {
        self.say("250-mail.test")?;
        if self.manner.tls == Tls::Later && !self.safe {
            self.say("250-STARTTLS")?;
        }
        if self.manner.login.is_some() {
            self.say("250-AUTH PLAIN LOGIN")?;
        }
        self.say("250 8BITMIME")
    }

    /// Who is not known hears all that it said once more.
    fn auth(&mut self, line: &str) -> std::io::Result<()> {
        let sent = line.rsplit(' ').next().unwrap_or_default();
        let plain = String::from_utf8(STANDARD.decode(sent).unwrap_or_default()).unwrap_or_default();
        let wanted = self.manner.login.map(|(user, password)| format!("\0{user}\0{password}"));
        if wanted.as_ref() == Some(&plain) {
            return self.say("235 2.7.0 welcome");
        }
        self.say(&format!("535-5.7.8 who is {}\r\n535 5.7.8 that said {sent}?", plain.replace('\0', " ")))
    }

    fn data(&mut self) -> std::io::Result<String> {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 || line == ".\r\n" {
                return Ok(text);
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }
}
