//! The server that plays: one thread per connection, HTTP/1.1 as far as these tests need it.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use url::Url;

use crate::support::relay::Gate;

/// What the server does with one request.
#[derive(Clone)]
pub(crate) enum Play {
    /// Answers in full.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Announces more than it sends, then closes.
    Cut(Vec<u8>),
    /// Says nothing until the client gives up.
    Silence,
    /// Closes without a word.
    Close,
    /// Waits for a gate before it plays on.
    Held(Gate, Box<Self>),
}

impl Play {
    /// An answer in JSON.
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::Answer(status, vec![("content-type", "application/json".to_owned())], body.to_string().into_bytes())
    }

    /// An answer of any kind.
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Answer(status, Vec::new(), body.as_bytes().to_vec())
    }

    /// The same with one more header.
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push((name, value.to_owned()));
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

/// A request as it was received.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The server; it ends with the value.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    ended: Arc<AtomicBool>,
}

impl Server {
    /// Plays these answers in order; the last one again and again.
    pub(crate) fn play(answers: Vec<Play>) -> Self {
        let mut next = 0;
        Self::serve(move |_| {
            let answer = answers[next.min(answers.len() - 1)].clone();
            next += 1;
            answer
        })
    }

    /// Answers each request by a function.
    pub(crate) fn serve(handler: impl FnMut(&Seen) -> Play + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, ended) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<AtomicBool>::default());
        let (log, end, handler) = (Arc::clone(&seen), Arc::clone(&ended), Arc::new(Mutex::new(handler)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (log, handler, end) = (Arc::clone(&log), Arc::clone(&handler), Arc::clone(&end));
                std::thread::spawn(move || converse(stream, &log, &handler, &end));
            }
        });
        Self { address, seen, ended }
    }

    pub(crate) fn url(&self) -> Url {
        format!("http://{}", self.address).parse().unwrap()
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn converse<H: FnMut(&Seen) -> Play>(stream: TcpStream, log: &Mutex<Vec<Seen>>, handler: &Mutex<H>, ended: &AtomicBool) {
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        // Wait for the next request on this connection.
        match reader.fill_buf() {
            Ok([]) => return,
            Ok(_) => {}
            Err(_) if ended.load(Ordering::SeqCst) => return,
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => continue,
            Err(_) => return,
        }
        let Some(seen) = receive(&mut reader) else { return };
        log.lock().unwrap().push(seen.clone());
        let mut answer = handler.lock().unwrap()(&seen);
        while let Play::Held(gate, next) = answer {
            while !gate.is_open() && !ended.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(2));
            }
            answer = *next;
        }
        match answer {
            Play::Answer(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in &headers {
                    write!(head, "{name}: {value}\r\n").unwrap();
                }
                let whole = [head.as_bytes(), b"\r\n", &body].concat();
                if stream.write_all(&whole).is_err() {
                    return;
                }
            }
            Play::Cut(body) => {
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len() + 10);
                let _ = stream.write_all(&[head.as_bytes(), &body].concat());
                return;
            }
            Play::Close | Play::Held(..) => return,
            Play::Silence => {
                let mut byte = [0];
                while !ended.load(Ordering::SeqCst) && !matches!(reader.read(&mut byte), Ok(0)) {}
                return;
            }
        }
    }
}

fn receive(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value.contains("chunked"));
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    if chunked {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).ok()?;
            let size = usize::from_str_radix(size.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }
    Some(Seen { method, path, headers, body })
}
