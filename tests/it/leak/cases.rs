//! One line or more for every command: what a secret could leak from. `{n}` differs from run to run.

/// The words, the exit codes that are fine, and what goes in by stdin.
pub(super) struct Case {
    pub(super) command: &'static str,
    pub(super) words: &'static str,
    pub(super) exits: &'static [i32],
    pub(super) stdin: Stdin,
    /// Whether showing a secret on stdout is what it is for.
    pub(super) shows: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stdin {
    Nothing,
    /// The password of the admin API.
    Password,
    /// Another secret.
    Secret,
}

const fn case(command: &'static str, words: &'static str, exits: &'static [i32]) -> Case {
    Case { command, words, exits, stdin: Stdin::Nothing, shows: false }
}

impl Case {
    const fn fed(self, stdin: Stdin) -> Self {
        Self { stdin, ..self }
    }

    const fn shown(self) -> Self {
        Self { shows: true, ..self }
    }
}

/// In this order: what removes comes last. The two that serve until they are ended are played in tests of their own.
pub(super) const CASES: &[Case] = &[
    case("version", "version", &[0]),
    case("man", "man pages-{n}", &[0]),
    case("schema", "schema partner", &[0]),
    case("completions", "completions bash", &[0]),
    case("app-id generate", "app-id generate", &[0]),
    case("init", "init other-{n}", &[0]),
    case("partner add", "partner add p-{n} --mechanism oauth2 --api quote-api/1.0 --contact technical=dev@acme.example", &[0]),
    case("partner set", "partner set acme spec.displayName=Acme-{n}", &[0]),
    case("partner list", "partner list", &[0]),
    case("partner show", "partner show acme", &[0]),
    case("api add", "api add apis/quote-api.openapi.json --name api-{n} --version 1.0 --scope quote-read", &[0]),
    case("onboard", "onboard acme", &[0]),
    case("onboard", "onboard acme --dry-run", &[0]),
    case("verify", "verify acme", &[0]),
    case("jwt assert", "jwt assert --partner acme", &[2]),
    case("token get", "token get --partner acme", &[0]).shown(),
    case("token get", "token get --partner acme --client-secret-file -", &[5]).fed(Stdin::Secret),
    case("token get", "token get --partner acme --client-secret-file env:CANARY --no-cache", &[5]),
    case(
        "token get",
        "token get --token-url http://127.0.0.1:1/token --client-id acme --client-secret-file ../canary.txt --secret-in body",
        &[6],
    ),
    case("token get", "token get --gateway-jwt --gateway http://127.0.0.1:1 --api-key-file -", &[6]).fed(Stdin::Secret),
    case("token get", "token get --exchange --gateway http://127.0.0.1:1 --token-file -", &[6]).fed(Stdin::Secret),
    case("call", "call GET /status --partner acme", &[0]),
    case("call", "call GET /status --partner acme --include", &[0]),
    case("call", "call GET /status --partner acme --client-secret-file - --no-cache", &[5]).fed(Stdin::Secret),
    case("call", "call GET http://127.0.0.1:1/x --token-file -", &[6]).fed(Stdin::Secret),
    case("call", "call GET http://127.0.0.1:1/x --api-key-file -", &[6]).fed(Stdin::Secret),
    case("verify", "verify acme --report result-{n}.jws", &[0]),
    case("explain", "explain acme", &[0]),
    case("request", "request leak-partner -e test --mechanism oauth2 --api quote-api/1.0 --out leak.jws --replace", &[0]),
    case("show", "show leak.jws", &[0]),
    case("receive", "receive leak.jws", &[0, 4]),
    case("invite", "invite acme", &[0]),
    case("accept", "accept handover/test/acme/acme.test.invitation.jws --dir accepted-{n} --offline", &[2]),
    case("handover", "handover acme --passphrase-file ../canary.txt", &[0]),
    case("open", "open handover/test/acme/acme.test.handover.jws --offline", &[4]),
    case("status", "status acme", &[0]),
    case("doctor", "doctor", &[0, 7]),
    case("step list", "step list acme", &[0]),
    case("step done", "step done acme terms --by jane --evidence mail", &[0]),
    case("step reopen", "step reopen acme terms --why again", &[0]),
    case("record show", "record show acme", &[0]),
    case("record list", "record list", &[0]),
    case("gateway login", "gateway login --secret-file -", &[0]).fed(Stdin::Password),
    case("gateway login", "gateway login --secret-file -", &[5]).fed(Stdin::Secret),
    case("gateway test", "gateway test", &[0]),
    case("gateway capabilities", "gateway capabilities", &[0]),
    case("gateway raw", "gateway raw GET /applications", &[0]),
    case("gateway raw", "gateway raw GET /strategies", &[0]).shown(),
    case("gateway raw", "gateway raw GET /nothing", &[3]),
    case("api create", "api create quote-api/1.0", &[0]),
    case("api list", "api list", &[0]),
    case("api show", "api show quote-api/1.0", &[0]),
    case("api unassign", "api unassign acme quote-api/1.0", &[0]),
    case("api assign", "api assign acme quote-api/1.0", &[0]),
    case("api deactivate", "api deactivate quote-api/1.0", &[0]),
    case("api activate", "api activate quote-api/1.0", &[0]),
    case("profile create", "profile create acme", &[0]),
    case("profile show", "profile show acme", &[0]),
    case("profile list", "profile list", &[0]),
    case("profile suspend", "profile suspend acme", &[0]),
    case("verify", "verify acme", &[7]),
    case("profile resume", "profile resume acme", &[0]),
    case("secret generate", "secret generate --store test/made-{n}", &[0]),
    case("secret generate", "secret generate --reveal", &[0]).shown(),
    case("secret put", "secret put test/put --secret-file -", &[0]).fed(Stdin::Secret),
    case("secret put", "secret put test/put --secret-file env:CANARY", &[0]),
    case("secret put", "secret put test/put --secret-file ../canary.txt", &[0]),
    case("secret put", "secret put ../bad --secret-file -", &[2]).fed(Stdin::Secret),
    case("secret get", "secret get test/put", &[0]),
    case("secret get", "secret get test/put --reveal", &[0]).shown(),
    case("secret list", "secret list", &[0]),
    case("audit show", "audit show", &[0]),
    case("audit verify", "audit verify", &[0]),
    case("secret remove", "secret remove test/put --yes", &[0]),
    case("profile delete", "profile delete acme --confirm acme", &[0]),
    case("onboard", "onboard acme", &[0]),
    case("key generate", "key generate --type ec-p256 --passphrase-file ../canary.txt --out leak.key --replace", &[0]),
    case("key generate", "key generate --type ec-p256 --no-passphrase --out plain.key --replace", &[0]),
    case("key show", "key show leak.key --passphrase-file ../canary.txt", &[0]),
    case("key show", "key show plain.key --passphrase-file -", &[0, 2]).fed(Stdin::Secret),
    case("key convert", "key convert leak.key --passphrase-file ../canary.txt --to spki --out leak.pub --replace", &[0]),
    case("key match", "key match plain.key plain.key", &[0]),
    case("csr create", "csr create --key plain.key --subject CN=acme,O=Acme,C=US --out leak.csr --replace", &[0]),
    case("csr show", "csr show leak.csr", &[0]),
    case("csr verify", "csr verify leak.csr", &[0, 7]),
    case("cert ca", "cert ca --key leak.key --passphrase-file ../canary.txt --out ca.pem --replace", &[0]),
    case(
        "cert issue",
        "cert issue --ca ca.pem --ca-key leak.key --passphrase-file ../canary.txt --csr leak.csr --out leak.pem --replace",
        &[0],
    ),
    case("cert self-sign", "cert self-sign --key plain.key --subject CN=acme --out self.pem --replace", &[0]),
    case("cert show", "cert show leak.pem", &[0]),
    case("cert verify", "cert verify leak.pem ca.pem", &[0, 7]),
    case("cert bundle", "cert bundle leak.pem ca.pem --out bundle.pem --replace", &[0]),
    case("jwk show", "jwk show plain.key", &[0]),
    case("jwk set", "jwk set plain.key leak.pem --out set.json --replace", &[0, 2]),
    case("jwk thumbprint", "jwk thumbprint plain.key", &[0]),
    case("jwk verify", "jwk verify https://127.0.0.1:1/jwks", &[6, 7]),
    case("jwt assert", "jwt assert --key plain.key --issuer acme --subject acme --audience https://gateway.example", &[0]),
    case("jwt decode", "jwt decode -", &[2]).fed(Stdin::Secret),
    case("jwt verify", "jwt verify - --key plain.key", &[2, 7]).fed(Stdin::Secret),
    case("explain", "explain leak.pem --partner acme", &[0]),
    case("cert register", "cert register acme leak.pem", &[2]),
    case("cert list", "cert list acme", &[0]),
    case("cert remove", "cert remove acme 0123456789abcdef", &[2]),
    case("sandbox idp-app", "sandbox idp-app acme", &[2]),
    case("partner add", "partner add q-{n} --mechanism oidc --issuer https://idp.example --api quote-api/1.0 --no-input", &[0]),
    case("sandbox idp-app", "sandbox idp-app q-{n} --state ../sandbox", &[3]),
    case(
        "srx render",
        "srx render --release 24.4 --primary jims1.example.com --client-id srx1 --client-secret-file ../canary.txt --ca-profile JIMS",
        &[0],
    ),
    case(
        "srx render",
        "srx render --release 22.4 --primary 192.0.2.1 --client-id srx1 --client-secret-file - --format text",
        &[0],
    )
    .fed(Stdin::Secret),
    case("srx render", "srx render --release 24.4 --primary a.b --client-id a --client-secret-file ../canary.txt --port 0", &[2]),
    case("srx render", "srx render --release 24.4 --partner acme", &[0]),
    case("srx render", "srx render --release 24.4 --partner acme --reveal", &[0]).shown(),
    case(
        "srx check",
        "srx check --primary 127.0.0.1:1 --ca ca.pem --client-id srx1 --client-secret-file ../canary.txt --query-api user_query/v2",
        &[7],
    ),
    case("srx check", "srx check --status -", &[7]).fed(Stdin::Secret),
    case("demo", "demo --dir demo-{n}", &[0]),
    case("sandbox reset", "sandbox reset", &[0]),
];
