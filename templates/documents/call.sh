---
title: First call with curl
audience: partner
needs: [applicationId, trials]
---
{% macro identifiers() %}
"customerSourceID": {{ (customerSourceId or "AGREED-LATER") | quoted | here }}, "customerUniqueTransactionID": "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
{%- endmacro %}
{% macro scope() %}
{% if scopes %}
data-urlencode = {{ ("scope=" ~ (scopes | join(" "))) | quoted | here }}
{% endif %}
{% if resource %}
data-urlencode = {{ ("resource=" ~ resource) | quoted | here }}
{% endif %}
{% endmacro %}
#!/bin/sh
# First calls to the APIs of {{ organisation }}, environment {{ environment }}. No secret and no token is on a command line.
# It needs curl 7.76 or later, and ends with another status than 0 unless every call is served.
set -eu
FAILED=0
{% if access == "secret" %}
# The client secret is in a file that only you can read.
SECRET=$(cat "${CLIENT_SECRET_FILE:-client-secret.txt}")
CLIENT_ID={{ clientId | sh }}
{% elif access == "gateway-token" %}
# The API key is in a file that only you can read.
SECRET=$(cat "${API_KEY_FILE:-api-key.txt}")
{% elif access == "given-token" %}
# A token of your identity provider that is good now.
TOKEN=$(cat "${TOKEN_FILE:-token.jwt}")
{% elif access == "signed" or access == "assertion" %}
# Your private key is in a file that only you can read.
KEY=${SIGNING_KEY_FILE:-signing.key}
{% endif %}
set -- --silent --show-error --max-time 30{{ ' --cacert "${CA_FILE:-ca.pem}"' if authorities else "" }}
{% if access == "certificate" or access == "certificate-token" %}
# The certificate with its intermediates after it, and the private key.
set -- "$@" --cert "${CLIENT_CERTIFICATE_FILE:-client.pem}" --key "${CLIENT_KEY_FILE:-client.key}"
{% endif %}
{% if access == "signed" or access == "assertion" %}

# A JWT about you, signed with RS256, good for five minutes.
encoded() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
NOW=$(date +%s)
CLAIMS=$(cat <<END
{
{% if access == "assertion" %}
  "iss": {{ clientId | quoted | here }},
  "sub": {{ clientId | quoted | here }},
  "aud": {{ authorizationServer | quoted | here }},
{% else %}
  "iss": {{ issuer | quoted | here }},
  "sub": {{ subject | quoted | here }},
{% if audience %}
  "aud": {{ audience | quoted | here }},
{% endif %}
{% for name, value in claims | items %}
  {{ name | quoted | here }}: {{ value | quoted | here }},
{% endfor %}
{% endif %}
  "jti": "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')",
  "iat": $NOW,
  "exp": $((NOW + 300))
}
END
)
UNSIGNED=$(printf %s '{"alg":"RS256","typ":"JWT"}' | encoded).$(printf %s "$CLAIMS" | encoded)
openssl rsa -in "$KEY" -noout 2>/dev/null || { echo "no token: $KEY is no RSA key, and this sample signs with RS256 alone" >&2; exit 1; }
SIGNATURE=$(printf %s "$UNSIGNED" | openssl dgst -sha256 -sign "$KEY" | encoded)
[ -n "$SIGNATURE" ] || { echo "no token: $KEY does not sign" >&2; exit 1; }
{{ "ASSERTION" if access == "assertion" else "TOKEN" }}=$UNSIGNED.$SIGNATURE
{% endif %}
{% if access == "secret" %}

# A token for client id and secret.
TOKEN=$(curl "$@" --fail --config - {{ tokenEndpoint | sh }} <<END | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p'
{% if secretInBody %}
data-urlencode = "client_id=$CLIENT_ID"
data-urlencode = "client_secret=$SECRET"
{% else %}
user = "$CLIENT_ID:$SECRET"
{% endif %}
data = "grant_type=client_credentials"
{{ scope() }}END
)
[ -n "$TOKEN" ] || { echo 'no token: see whether client id and secret are those of the handover' >&2; exit 1; }
{% elif access == "certificate-token" %}

# A token for the certificate.
TOKEN=$(curl "$@" --fail --config - {{ tokenEndpoint | sh }} <<END | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p'
data = "grant_type=client_credentials"
data-urlencode = {{ ("client_id=" ~ clientId) | quoted | here }}
{{ scope() }}END
)
[ -n "$TOKEN" ] || { echo 'no token: see whether the certificate is the one that we know' >&2; exit 1; }
{% elif access == "assertion" %}

# A token for the JWT.
TOKEN=$(curl "$@" --fail --config - {{ tokenEndpoint | sh }} <<END | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p'
data = "grant_type=client_credentials"
data = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
data = "client_assertion=$ASSERTION"
{{ scope() }}END
)
[ -n "$TOKEN" ] || { echo 'no token: see whether the key is the one that we know' >&2; exit 1; }
{% elif access == "gateway-token" %}

# A JWT of the gateway for the API key.
TOKEN=$(curl "$@" --fail --header @- --header 'Content-Type: application/json' --data '{"claimsSet": {{ "{" }}{% for name, value in claims | items %}{{ name | quoted }}: {{ value | quoted }}{{ "" if loop.last else ", " }}{% endfor %}{{ "}" }}}' {{ (gateway ~ "/gateway/security/getJsonWebToken") | sh }} <<END | sed -n 's/.*"accessToken" *: *"\([^"]*\)".*/\1/p'
x-Gateway-APIKey: $SECRET
END
)
[ -n "$TOKEN" ] || { echo 'no token: see whether the API key is the one of the handover' >&2; exit 1; }
{% endif %}
{% for call in trials %}

# {{ call.api }}: {{ call.name }}.
{% if call.payload %}
{% if not customerSourceId %}
# AGREED-LATER stands for your customer source identifier until we have agreed on it.
{% endif %}
BODY=$(cat <<END
{ {% for name, value in beside | items %}{{ name | quoted | here }}: {{ value | quoted | here }}, {% endfor %}{{ call.payload.wrapper | quoted | here }}: {
  "appId": {{ applicationId | quoted | here }},
  "requestDateTime": "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)",
{% if call.payload.inside %}
  {{ call.payload.inside | quoted | here }}: { {{ identifiers() }} }
{% else %}
  {{ identifiers() }}
{% endif %}
} }
END
)
{% endif %}
{% set options = (" --header 'Content-Type: application/json' --data \"$BODY\"" if call.payload else "") ~ (" --request " ~ call.method if call.method not in ["GET", "POST"] else "") %}
{% if access == "certificate" %}
curl "$@" --fail-with-body --write-out '\n%{http_code}\n'{{ options }} {{ call.url | sh }} || FAILED=$?
{% else %}
curl "$@" --fail-with-body --write-out '\n%{http_code}\n' --header @-{{ options }} {{ call.url | sh }} <<END || FAILED=$?
Authorization: Bearer $TOKEN
{% if keyHeader %}
{{ keyHeader | here }}: {{ clientId | here }}
{% endif %}
END
{% endif %}
{% endfor %}

exit "$FAILED"
