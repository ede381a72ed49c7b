---
title: First call in Python
audience: partner
needs: [applicationId, trials]
---
{% macro payload(call) %}
{% for name, value in beside | items %}{{ name | quoted }}: {{ value | quoted }}, {% endfor %}{{ call.payload.wrapper | quoted }}: {
        "appId": APPLICATION_ID,
        "requestDateTime": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
{% if call.payload.inside %}
        {{ call.payload.inside | quoted }}: {
            "customerSourceID": CUSTOMER_SOURCE_ID,
            "customerUniqueTransactionID": uuid.uuid4().hex,
        },
{% else %}
        "customerSourceID": CUSTOMER_SOURCE_ID,
        "customerUniqueTransactionID": uuid.uuid4().hex,
{% endif %}
    }
{%- endmacro %}
{% set certified = access == "certificate" or access == "certificate-token" %}
{% set signs = access == "signed" or access == "assertion" %}
{% set pays = (trials | selectattr("payload") | list | length) > 0 %}
{% set asks = access == "secret" or access == "certificate-token" or access == "assertion" %}
"""First calls to the APIs of an operator: Python 3.8 or later{{ " and OpenSSL, which signs" if signs else ", nothing else" }}."""
{% if access == "secret" and not secretInBody or signs %}
import base64
{% endif %}
import json
import os
import ssl
{% if signs %}
import subprocess
{% endif %}
import sys
{% if signs or pays %}
import time
{% endif %}
import urllib.error
{% if asks %}
import urllib.parse
{% endif %}
import urllib.request
{% if signs or pays %}
import uuid
{% endif %}

{% if pays %}
APPLICATION_ID = {{ applicationId | quoted }}
{% if not customerSourceId %}
# AGREED-LATER stands for your customer source identifier until we have agreed on it.
{% endif %}
CUSTOMER_SOURCE_ID = {{ (customerSourceId or "AGREED-LATER") | quoted }}
{% endif %}
{% if asks %}
TOKEN_ENDPOINT = {{ tokenEndpoint | quoted }}
CLIENT_ID = {{ clientId | quoted }}
SCOPE = {{ (scopes | join(" ")) | quoted }}
{% endif %}
{% if access in ["secret", "gateway-token", "given-token"] %}


def secret(variable, usual):
    """What a file holds that only you can read; an environment variable may name another."""
    with open(os.environ.get(variable, usual), encoding="utf-8") as file:
        return file.read().strip()
{% endif %}


def connection():
    """TLS, with the authorities of the system{{ (", our own and your certificate" if certified else " and our own") if authorities else " and your certificate" if certified else "" }}."""
    context = ssl.create_default_context()
{% if authorities %}
    context.load_verify_locations(os.environ.get("CA_FILE", "ca.pem"))
{% endif %}
{% if certified %}
    context.load_cert_chain(
        os.environ.get("CLIENT_CERTIFICATE_FILE", "client.pem"),
        os.environ.get("CLIENT_KEY_FILE", "client.key"),
    )
{% endif %}
    return context


def send(method, url, headers, body=None):
    """One request; returns the status and the answer."""
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30, context=connection()) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
{% if signs %}


def signed(claims):
    """A JWT with these claims, signed with RS256, good for five minutes."""
    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(time.time())
    claims = {**claims, "iat": now, "exp": now + 300, "jti": uuid.uuid4().hex}
    parts = [{"alg": "RS256", "typ": "JWT"}, claims]
    unsigned = b".".join(encoded(json.dumps(part).encode()) for part in parts)
    key = os.environ.get("SIGNING_KEY_FILE", "signing.key")
    signer = ["openssl", "dgst", "-sha256", "-sign", key]
    signature = subprocess.run(signer, input=unsigned, stdout=subprocess.PIPE, check=True).stdout
    return (unsigned + b"." + encoded(signature)).decode()
{% endif %}
{% if access != "certificate" %}


def token():
{% if access == "given-token" %}
    """A token of your identity provider that is good now."""
    return secret("TOKEN_FILE", "token.jwt")
{% elif access == "signed" %}
    """A token that you sign yourself."""
    return signed({
        "iss": {{ issuer | quoted }},
        "sub": {{ subject | quoted }},
{% if audience %}
        "aud": {{ audience | quoted }},
{% endif %}
{% for name, value in claims | items %}
        {{ name | quoted }}: {{ value | quoted }},
{% endfor %}
    })
{% elif access == "gateway-token" %}
    """A JWT that the gateway signs, for your API key."""
    headers = {"x-Gateway-APIKey": secret("API_KEY_FILE", "api-key.txt"), "Content-Type": "application/json"}
    claims = { {%- for name, value in claims | items %}{{ name | quoted }}: {{ value | quoted }}{{ "" if loop.last else ", " }}{% endfor -%} }
    wish = json.dumps({"claimsSet": claims}).encode()
    status, answer = send("POST", {{ (gateway ~ "/gateway/security/getJsonWebToken") | quoted }}, headers, wish)
    if status != 200:
        sys.exit(f"no token: {status} {answer}")
    return json.loads(answer)["accessToken"]
{% else %}
    """A token for {{ {"secret": "client id and secret", "certificate-token": "your certificate", "assertion": "a JWT that you sign"}[access] }}."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form = {"grant_type": "client_credentials"}
    if SCOPE:
        form["scope"] = SCOPE
{% if resource %}
    form["resource"] = {{ resource | quoted }}
{% endif %}
{% if access == "secret" and secretInBody %}
    form["client_id"] = CLIENT_ID
    form["client_secret"] = secret("CLIENT_SECRET_FILE", "client-secret.txt")
{% elif access == "secret" %}
    pair = ":".join(urllib.parse.quote_plus(part) for part in (CLIENT_ID, secret("CLIENT_SECRET_FILE", "client-secret.txt")))
    headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
{% elif access == "certificate-token" %}
    form["client_id"] = CLIENT_ID
{% else %}
    form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    form["client_assertion"] = signed({"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": {{ authorizationServer | quoted }}})
{% endif %}
    status, answer = send("POST", TOKEN_ENDPOINT, headers, urllib.parse.urlencode(form).encode())
    if status != 200:
        sys.exit(f"no token: {status} {answer}")
    return json.loads(answer)["access_token"]
{% endif %}
{% endif %}


def main():
    headers = {"Content-Type": "application/json"}
{% if access != "certificate" %}
    headers["Authorization"] = "Bearer " + token()
{% if keyHeader %}
    headers[{{ keyHeader | quoted }}] = {{ clientId | quoted }}
{% endif %}
{% endif %}
{% for call in trials %}

    # {{ call.api }}: {{ call.name }}
{% if call.payload %}
    body = { {{- payload(call) -}} }
    status, answer = send({{ call.method | quoted }}, {{ call.url | quoted }}, headers, json.dumps(body).encode())
{% else %}
    status, answer = send({{ call.method | quoted }}, {{ call.url | quoted }}, headers)
{% endif %}
    print(status, answer)
    if status != 200:
        sys.exit(1)
{% endfor %}


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename or 'client.pem or client.key'} is not in this folder; the handover says what it holds")
