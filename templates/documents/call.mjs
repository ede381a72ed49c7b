---
title: First call in JavaScript
audience: partner
needs: [applicationId, trials]
---
{% set certified = access == "certificate" or access == "certificate-token" %}
{% set signs = access == "signed" or access == "assertion" %}
{% set asks = access == "secret" or access == "certificate-token" or access == "assertion" %}
{% set pays = (trials | selectattr("payload") | list | length) > 0 %}
// First calls to the APIs of an operator: Node 18 or later, nothing else. Run it with: node call.mjs
{% if signs or pays %}
import crypto from "node:crypto";
{% endif %}
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
{% if authorities %}
import tls from "node:tls";
{% endif %}

{% if pays %}
const APPLICATION_ID = {{ applicationId | quoted }};
{% if not customerSourceId %}
// AGREED-LATER stands for your customer source identifier until we have agreed on it.
{% endif %}
const CUSTOMER_SOURCE_ID = {{ (customerSourceId or "AGREED-LATER") | quoted }};
{% endif %}
{% if asks %}
const TOKEN_ENDPOINT = {{ tokenEndpoint | quoted }};
const CLIENT_ID = {{ clientId | quoted }};
const SCOPE = {{ (scopes | join(" ")) | quoted }};
{% endif %}

// What a file holds; an environment variable may name another file.
const file = (variable, usual) => fs.readFileSync(process.env[variable] ?? usual, "utf8");

const TLS = {
{% if authorities %}
  ca: [...tls.rootCertificates, file("CA_FILE", "ca.pem")],
{% endif %}
{% if certified %}
  cert: file("CLIENT_CERTIFICATE_FILE", "client.pem"),
  key: file("CLIENT_KEY_FILE", "client.key"),
{% endif %}
};

// One request; fails unless the answer is 200.
function send(method, url, headers, body = "") {
  return new Promise((resolve, reject) => {
    const client = url.startsWith("https:") ? https : http;
    const length = body ? { "Content-Length": Buffer.byteLength(body) } : {};
    const options = { method, headers: { ...headers, ...length }, timeout: 30_000, ...TLS };
    const request = client.request(url, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => { text += part; });
      answer.on("end", () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(`${answer.statusCode} ${text}`))));
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.end(body);
  });
}
{% if pays %}

// The fields of every request: the transaction id is a new one each time.
function payload(wrapper, inside) {
  const partner = {
    customerSourceID: CUSTOMER_SOURCE_ID,
    customerUniqueTransactionID: crypto.randomUUID().replaceAll("-", ""),
  };
  const placed = inside ? { [inside]: partner } : partner;
  return JSON.stringify({ {% for name, value in beside | items %}{{ name | quoted }}: {{ value | quoted }}, {% endfor %}[wrapper]: { appId: APPLICATION_ID, requestDateTime: new Date().toISOString(), ...placed } });
}
{% endif %}
{% if signs %}

// A JWT with these claims, signed with RS256, good for five minutes.
function signed(claims) {
  const now = Math.floor(Date.now() / 1000);
  const all = { ...claims, iat: now, exp: now + 300, jti: crypto.randomUUID() };
  const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const unsigned = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded(all)}`;
  const signature = crypto.sign("sha256", Buffer.from(unsigned), file("SIGNING_KEY_FILE", "signing.key"));
  return `${unsigned}.${signature.toString("base64url")}`;
}
{% endif %}
{% if access != "certificate" %}

async function token() {
{% if access == "given-token" %}
  // A token of your identity provider that is good now.
  return file("TOKEN_FILE", "token.jwt").trim();
{% elif access == "signed" %}
  return signed({
    iss: {{ issuer | quoted }},
    sub: {{ subject | quoted }},
{% if audience %}
    aud: {{ audience | quoted }},
{% endif %}
{% for name, value in claims | items %}
    {{ name | quoted }}: {{ value | quoted }},
{% endfor %}
  });
{% elif access == "gateway-token" %}
  const headers = { "x-Gateway-APIKey": file("API_KEY_FILE", "api-key.txt").trim(), "Content-Type": "application/json" };
  const claimsSet = { {%- for name, value in claims | items %}{{ name | quoted }}: {{ value | quoted }}{{ "" if loop.last else ", " }}{% endfor -%} };
  const answer = await send("POST", {{ (gateway ~ "/gateway/security/getJsonWebToken") | quoted }}, headers, JSON.stringify({ claimsSet }));
  return JSON.parse(answer).accessToken;
{% else %}
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  if (SCOPE) form.set("scope", SCOPE);
{% if resource %}
  form.set("resource", {{ resource | quoted }});
{% endif %}
{% if access == "secret" and secretInBody %}
  form.set("client_id", CLIENT_ID);
  form.set("client_secret", file("CLIENT_SECRET_FILE", "client-secret.txt").trim());
{% elif access == "secret" %}
  const encoded = (text) => new URLSearchParams({ text }).toString().slice("text=".length);
  const pair = `${encoded(CLIENT_ID)}:${encoded(file("CLIENT_SECRET_FILE", "client-secret.txt").trim())}`;
  headers.Authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
{% elif access == "certificate-token" %}
  form.set("client_id", CLIENT_ID);
{% else %}
  form.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  form.set("client_assertion", signed({ iss: CLIENT_ID, sub: CLIENT_ID, aud: {{ authorizationServer | quoted }} }));
{% endif %}
  return JSON.parse(await send("POST", TOKEN_ENDPOINT, headers, form.toString())).access_token;
{% endif %}
}
{% endif %}

const headers = { "Content-Type": "application/json" };
{% if access != "certificate" %}
headers.Authorization = `Bearer ${await token()}`;
{% if keyHeader %}
headers[{{ keyHeader | quoted }}] = {{ clientId | quoted }};
{% endif %}
{% endif %}
{% for call in trials %}

// {{ call.api }}: {{ call.name }}
{% if call.payload %}
console.log(await send({{ call.method | quoted }}, {{ call.url | quoted }}, headers, payload({{ call.payload.wrapper | quoted }}, {{ (call.payload.inside or "") | quoted }})));
{% else %}
console.log(await send({{ call.method | quoted }}, {{ call.url | quoted }}, headers));
{% endif %}
{% endfor %}
