//! Planned trouble, and what somebody else does meanwhile.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::rig::Rig;
use crate::twin::boomi::{Fault, Kind, Manager, Trouble};

#[test]
fn a_fault_meets_its_call_and_no_other() {
    let rows: [(Fault, u16, &str, &str); 9] = [
        (Fault::Refused(Manager::OverQps), 403, "ERR_403_DEVELOPER_OVER_QPS", "<h1>Developer Over Qps</h1>"),
        (Fault::Refused(Manager::ServiceOverQps), 403, "ERR_403_SERVICE_OVER_QPS", "<h1>Service Over Qps</h1>"),
        (Fault::Refused(Manager::OverRate), 403, "ERR_403_DEVELOPER_OVER_RATE", "<h1>Developer Over Rate</h1>"),
        (Fault::Refused(Manager::BadGateway), 502, "ERR_502_BAD_GATEWAY", "<h1>Bad Gateway</h1>"),
        (Fault::Refused(Manager::Unavailable), 503, "ERR_503_SERVICE_UNAVAILABLE", "<h1>Service Unavailable</h1>"),
        (Fault::Forbidden, 403, "", r#"{"errorCode":403,"errorMessage":"Permission denied"}"#),
        (Fault::BadRequest, 400, "ERR_400_BAD_REQUEST", r#"{"errorCode":400,"errorMessage":"Bad request"}"#),
        (Fault::Field("email", "odd"), 400, "ERR_400_BAD_REQUEST", r#"{"errors":[{"property":"email","message":"odd"}]}"#),
        (Fault::Page(200), 200, "", "<html>"),
    ];
    let rig = Rig::new();
    for (fault, status, code, text) in rows {
        rig.boomi.fault(Trouble::on("GET /members/*", fault).after(1));
        assert_eq!((rig.get("/members").status, rig.get("/members/x").status), (200, 404));
        let met = rig.get("/members/x?fields=id");
        assert_eq!(met.reason(), (status, code));
        assert!(met.text.starts_with(text), "{}", met.text);
        assert_eq!(rig.get("/members/x").status, 404);
    }
    assert!(!rig.boomi.heal());
    rig.boomi.fault(Trouble::on("GET /members", Fault::Forbidden).times(2));
    let statuses: Vec<_> = (0..3).map(|_| rig.get("/members").status).collect();
    assert_eq!(statuses, [403, 403, 200]);
}

#[test]
fn an_answer_may_be_lost_after_the_deed() {
    let lost = [
        (Fault::ClosedBefore, None, 0),
        (Fault::Dropped, None, 1),
        (Fault::Cut, None, 1),
        (Fault::TimedOut, Some(504), 1),
        (Fault::Late(Duration::from_millis(80)), Some(200), 1),
    ];
    for (fault, status, made) in lost {
        let rig = Rig::new();
        rig.boomi.fault(Trouble::on("WRITE", fault.clone()));
        let start = Instant::now();
        let member = json!({ "username": "acme", "email": "a@b.example", "displayName": "A" });
        let reply = rig.call("POST", "/members", &member);
        assert_eq!((reply.map(|reply| reply.status), rig.boomi.list(Kind::Member).len()), (status, made), "{fault:?}");
        assert!(!matches!(fault, Fault::Late(_)) || start.elapsed() >= Duration::from_millis(80));
        assert_eq!(rig.boomi.count("POST /members"), 1);
    }
}

#[test]
fn silence_ends_with_the_client() {
    let rig = Rig::new();
    rig.boomi.fault(Trouble::on("WRITE", Fault::Silence));
    let mut stream = TcpStream::connect(rig.boomi.url().socket_addrs(|| None).unwrap()[0]).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    stream.write_all(b"DELETE /v3/rest/members/x HTTP/1.1\r\ncontent-length: 0\r\n\r\n").unwrap();
    assert!(stream.read(&mut [0]).is_err());
    assert_eq!(rig.boomi.count("DELETE /members/x"), 1);
}

#[test]
fn patterns_name_methods_and_paths() {
    let rig = Rig::new();
    let (member, _) = rig.partner("acme");
    rig.get(&format!("/members/{member}?fields=id"));
    let rows = [
        ("*", 4),
        ("WRITE", 2),
        ("POST /v3/token", 1),
        ("POST /members", 1),
        ("POST /members/*/applications", 1),
        ("* /members/**", 3),
        ("* /v3/rest/members/*", 1),
        ("GET /applications", 0),
    ];
    for (pattern, count) in rows {
        assert_eq!(rig.boomi.count(pattern), count, "{pattern}");
    }
}

#[test]
fn others_come_and_go() {
    let rig = Rig::new();
    let (product, (member, application)) = (rig.boomi.product(), rig.partner("acme"));
    let key = rig.key(&application, &product, &Value::Null).id();
    rig.boomi.remove(&application);
    assert_eq!(rig.get(&format!("/packageKeys/{key}")).status, 404, "it hung on the application");
    let foreign = rig.boomi.plant(Kind::Application, Some(&member), &json!({ "name": "acme-orders", "username": "acme" }));
    assert_eq!(rig.get("/applications?fields=id,name").json(), json!([{ "id": foreign, "name": "acme-orders" }]));
    rig.boomi.plant(Kind::Member, None, &json!({ "username": "globex" }));
    let taken = json!({ "username": "globex", "email": "a@b.example", "displayName": "A" });
    assert_eq!(rig.post("/members", &taken).json()["errorCode"], 1001);
    rig.boomi.habits(|habits| habits.limit = 1);
    assert_eq!(rig.get("/members").json().as_array().unwrap().len(), 1);
}
