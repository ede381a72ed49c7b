//! Mail before judges that nobody here wrote: Python's `email` reads the files, `aiosmtpd` takes the messages.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};

use super::{Office, lines};
use crate::{judges::python, support::told};

/// Reads a mail as a mail program does, and says what it found.
const READ: &str = r#"
import base64, email, email.policy, json, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
body = lambda kind: (mail.get_body((kind,)) or mail.get_body(("plain",))).get_content()
# The names by the older half of the module: the newer one has kept the blanks between encoded words in addresses (RFC 2047, 6.2).
import email.header, email.utils
def who():
    name, address = email.utils.parseaddr(email.message_from_binary_file(open(sys.argv[1], "rb"))["to"])
    return [str(email.header.make_header(email.header.decode_header(name.replace("\r\n", "")))), address]
print(json.dumps({
    "defects": [str(defect) for part in mail.walk() for defect in part.defects],
    "headers": sorted(set(name.lower() for name in mail.keys())),
    "subject": mail["subject"], "from": str(mail["from"].addresses[0].display_name), "fromAddress": mail["from"].addresses[0].addr_spec,
    "to": who(),
    "date": mail["date"].datetime.isoformat(), "id": mail["message-id"],
    "text": body("plain"), "html": body("html") if mail.get_body(("html",)) else None,
    "files": {part.get_filename(): base64.b64encode(part.get_payload(decode=True)).decode() for part in mail.iter_attachments()},
    "longest": max(len(line) for line in open(sys.argv[1], "rb").read().split(b"\r\n")),
}))
"#;

fn read(python: &std::path::Path, file: &std::path::Path) -> Value {
    let output = Command::new(python).args(["-c", READ]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn pythons_reader_finds_what_was_meant() {
    let Some(python) = python("email.policy") else { return };
    let office = Office::new();
    let name = "Łódzka Spółka „Źrebię” 株式会社 & <Söhne>, with a name that is long enough to be folded into several lines";
    let file = office.place.read("partners/acme.yaml").replace("The acme Corporation", &format!("\"{name}\""));
    office.place.write("partners/acme.yaml", &file);
    office.place.json(&["invite", "acme"], 0);
    let written = office.notify(&["acme", "--out", "outbox"], 0);
    for line in lines(&written) {
        let path = office.place.root().join(line["answer"].as_str().unwrap());
        let mail = read(&python, &path);
        assert_eq!(mail["defects"], json!([]), "{mail}");
        assert_eq!((&mail["subject"], &mail["id"]), (&line["subject"], &line["messageId"]));
        assert_eq!((&mail["from"], &mail["fromAddress"]), (&"API-Büro".into(), &"api@test.example".into()));
        assert_eq!(mail["to"], json!([name, "keys@acme.example"]));
        let date = line["at"].as_str().unwrap().replace('Z', "+00:00");
        assert_eq!(mail["date"], date);
        assert!(mail["longest"].as_u64().unwrap() <= 998, "RFC 5322, section 2.1.1");
        assert!(mail["text"].as_str().unwrap().contains(name), "{mail}");
        for file in line["files"].as_array().into_iter().flatten() {
            let file = file.as_str().unwrap();
            let own = office.place.root().join("handover/test/acme").join(file);
            let own = if own.exists() { own } else { office.place.root().join(file) };
            assert_eq!(mail["files"][file], STANDARD.encode(std::fs::read(&own).unwrap()), "{file}");
        }
    }
    let firewall = office.place.root().join(lines(&written)[1]["answer"].as_str().unwrap());
    let html = read(&python, &firewall)["html"].as_str().unwrap().to_owned();
    assert!(html.contains("&lt;Söhne&gt;") && html.contains("gw.test.example"), "{html}");
}

/// Takes mail over STARTTLS from whoever signs in, and prints each message as a line of JSON.
const SERVE: &str = r#"
import email, email.policy, json, ssl, sys, threading
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
class Keep:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": mail["subject"], "tls": session.ssl is not None,
                          "user": session.auth_data.login.decode(), "parts": [part.get_content_type() for part in mail.walk()],
                          "defects": [str(one) for one in mail.defects]}), flush=True)
        return "250 kept"
def known(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"api", b"canary-4711-mail")
    return AuthResult(success=good, handled=False, auth_data=data)
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(sys.argv[1], sys.argv[2])
class Strict(Controller):
    def factory(self):
        return SMTP(self.handler, tls_context=tls, require_starttls=True, authenticator=known, auth_required=True)
control = Strict(Keep(), hostname="127.0.0.1", port=int(sys.argv[3]))
control.start()
print("ready", flush=True)
threading.Event().wait()
"#;

#[test]
fn aiosmtpd_takes_it_over_starttls() {
    let Some(python) = python("aiosmtpd") else { return };
    let office = Office::new();
    let (leaf, key) = certificate(&office);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Command::new(python)
        .args(["-c", SERVE])
        .args([&leaf, &key])
        .arg(port.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut says = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert_eq!(says.next().as_deref(), Some("ready"));
    office.place.write_private("word.txt", "canary-4711-mail");
    office.place.json(&["secret", "put", "connections/mail", "--secret-file", "word.txt"], 0);
    office.mail(&format!(
        "server: \"localhost:{port}\", security: starttls, caFile: mail-ca.pem, from: api@test.example, login: {{ user: api }}"
    ));
    let sent = office.notify(&["acme"], 0);
    let taken: Value = serde_json::from_str(&says.next().unwrap()).unwrap();
    office.place.write_private("word.txt", "wrong");
    office.place.json(&["secret", "put", "connections/mail", "--secret-file", "word.txt", "--yes"], 0);
    let refused = office.place.run(&["notify", "acme", "--again"]);
    server.kill().unwrap();
    server.wait().unwrap();
    let line = &lines(&sent)[0];
    assert_eq!(line["answer"], "250 kept");
    assert_eq!((&taken["to"][0], &taken["subject"]), (&line["to"], &line["subject"]), "{taken}");
    assert_eq!((&taken["tls"], &taken["user"], &taken["defects"]), (&true.into(), &"api".into(), &json!([])), "{taken}");
    assert_eq!(taken["parts"], json!(["multipart/alternative", "text/plain", "text/html"]));
    assert_eq!(refused.status.code(), Some(5), "{}", told(&refused));
}

/// A certificate for this machine with its key, as files; its authority is what the workspace trusts.
fn certificate(office: &Office) -> (String, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = KeyPair::generate().unwrap();
    office.place.write("mail-ca.pem", &authority.self_signed(&own).unwrap().pem());
    let pair = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = leaf.signed_by(&pair, &Issuer::from_params(&authority, &own)).unwrap();
    office.place.write("leaf.pem", &leaf.pem());
    office.place.write_private("leaf.key", &pair.serialize_pem());
    let path = |name: &str| office.place.root().join(name).display().to_string();
    (path("leaf.pem"), path("leaf.key"))
}
