---
title: First call in Java
audience: partner
needs: [applicationId, trials]
---
{% set certified = access == "certificate" or access == "certificate-token" %}
{% set signs = access == "signed" or access == "assertion" %}
{% set asks = access == "secret" or access == "certificate-token" or access == "assertion" %}
{% set reads = asks or access == "gateway-token" %}
{% set pays = (trials | selectattr("payload") | list | length) > 0 %}
{% if authorities or certified %}
import java.io.ByteArrayInputStream;
{% endif %}
import java.net.URI;
{% if asks %}
import java.net.URLEncoder;
{% endif %}
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
{% if authorities or certified or signs or asks %}
import java.nio.charset.StandardCharsets;
{% endif %}
import java.nio.file.Files;
import java.nio.file.Path;
{% if signs or certified %}
import java.security.KeyFactory;
{% endif %}
{% if authorities or certified %}
import java.security.KeyStore;
{% endif %}
{% if signs or certified %}
import java.security.PrivateKey;
{% endif %}
{% if signs %}
import java.security.Signature;
{% endif %}
{% if authorities or certified %}
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
{% endif %}
{% if signs or certified %}
import java.security.spec.PKCS8EncodedKeySpec;
{% endif %}
import java.time.Duration;
{% if pays or signs %}
import java.time.Instant;
{% endif %}
{% if pays %}
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
{% endif %}
{% if signs or certified or access == "secret" and not secretInBody %}
import java.util.Base64;
{% endif %}
{% if pays or signs or certified %}
import java.util.UUID;
{% endif %}
{% if reads %}
import java.util.regex.Matcher;
import java.util.regex.Pattern;
{% endif %}
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** First calls to the APIs of an operator: Java 11 or later, nothing else. Run it with: java call.java */
class Call {
{% if pays %}
    static final String APPLICATION_ID = {{ applicationId | quoted }};
{% if not customerSourceId %}
    // AGREED-LATER stands for your customer source identifier until we have agreed on it.
{% endif %}
    static final String CUSTOMER_SOURCE_ID = {{ (customerSourceId or "AGREED-LATER") | quoted }};
{% endif %}
{% if asks %}
    static final String TOKEN_ENDPOINT = {{ tokenEndpoint | quoted }};
    static final String CLIENT_ID = {{ clientId | quoted }};
    static final String SCOPE = {{ (scopes | join(" ")) | quoted }};
{% endif %}

    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).connectTimeout(Duration.ofSeconds(30)).build();
{% if access != "certificate" %}
        String token = token(client);
{% endif %}
{% for call in trials %}

        // {{ (call.api ~ ": " ~ call.name) | replace("\\", "/") }}
        System.out.println(send(client, request({{ call.url | quoted }})
{% if access != "certificate" %}
            .header("Authorization", "Bearer " + token)
{% if keyHeader %}
            .header({{ keyHeader | quoted }}, {{ clientId | quoted }})
{% endif %}
{% endif %}
            .header("Content-Type", "application/json")
{% if call.payload %}
            .method({{ call.method | quoted }}, BodyPublishers.ofString(payload({{ call.payload.wrapper | quoted }}, {{ (call.payload.inside or "") | quoted }})))));
{% else %}
            .method({{ call.method | quoted }}, BodyPublishers.noBody())));
{% endif %}
{% endfor %}
    }
{% if pays %}

    /** The fields of every request: the transaction id is a new one each time. */
    static String payload(String wrapper, String inside) {
        String time = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC).format(Instant.now());
        String transaction = UUID.randomUUID().toString().replace("-", "");
        String partner = "\"customerSourceID\": " + json(CUSTOMER_SOURCE_ID) + ", \"customerUniqueTransactionID\": " + json(transaction);
        String placed = inside.isEmpty() ? partner : json(inside) + ": {" + partner + "}";
        return "{" + {% for name, value in beside | items %}json({{ name | quoted }}) + ": " + json({{ value | quoted }}) + ", " + {% endfor %}json(wrapper) + ": {\"appId\": " + json(APPLICATION_ID) + ", \"requestDateTime\": " + json(time) + ", " + placed + "}}";
    }
{% endif %}
{% if access != "certificate" %}

    static String token(HttpClient client) throws Exception {
{% if access == "given-token" %}
        // A token of your identity provider that is good now.
        return file("TOKEN_FILE", "token.jwt").strip();
{% elif access == "signed" %}
        return signed("{\"iss\": " + json({{ issuer | quoted }}) + ", \"sub\": " + json({{ subject | quoted }})
{% if audience %}
            + ", \"aud\": " + json({{ audience | quoted }})
{% endif %}
{% for name, value in claims | items %}
            + ", " + json({{ name | quoted }}) + ": " + json({{ value | quoted }})
{% endfor %}
        );
{% elif access == "gateway-token" %}
        String claims = ""
{%- for name, value in claims | items %} + {{ "\", \" + " if not loop.first else "" }}json({{ name | quoted }}) + ": " + json({{ value | quoted }}){% endfor %};
        HttpRequest.Builder request = request({{ (gateway ~ "/gateway/security/getJsonWebToken") | quoted }})
            .header("x-Gateway-APIKey", file("API_KEY_FILE", "api-key.txt").strip())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"claimsSet\": {" + claims + "}}"));
        return member("accessToken", send(client, request));
{% else %}
        String form = "grant_type=client_credentials" + (SCOPE.isEmpty() ? "" : "&scope=" + encoded(SCOPE));
{% if resource %}
        form += "&resource=" + encoded({{ resource | quoted }});
{% endif %}
{% if access == "secret" and secretInBody %}
        form += "&client_id=" + encoded(CLIENT_ID)
            + "&client_secret=" + encoded(file("CLIENT_SECRET_FILE", "client-secret.txt").strip());
{% elif access == "certificate-token" %}
        form += "&client_id=" + encoded(CLIENT_ID);
{% elif access == "assertion" %}
        form += "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") + "&client_assertion="
            + signed("{\"iss\": " + json(CLIENT_ID) + ", \"sub\": " + json(CLIENT_ID) + ", \"aud\": " + json({{ authorizationServer | quoted }}));
{% endif %}
        HttpRequest.Builder request = request(TOKEN_ENDPOINT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
{% if access == "secret" and not secretInBody %}
        String pair = encoded(CLIENT_ID) + ":" + encoded(file("CLIENT_SECRET_FILE", "client-secret.txt").strip());
        request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
{% endif %}
        return member("access_token", send(client, request));
{% endif %}
    }
{% endif %}
{% if signs %}

    /** A JWT with these claims, signed with RS256, good for five minutes. */
    static String signed(String claims) throws Exception {
        long now = Instant.now().getEpochSecond();
        String times = ", \"iat\": " + now + ", \"exp\": " + (now + 300) + ", \"jti\": " + json(UUID.randomUUID().toString()) + "}";
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String unsigned = base64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "." + base64.encodeToString((claims + times).getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(privateKey(file("SIGNING_KEY_FILE", "signing.key")));
        signature.update(unsigned.getBytes(StandardCharsets.UTF_8));
        return unsigned + "." + base64.encodeToString(signature.sign());
    }
{% endif %}

    /** One request; ends the program unless the answer is 200. */
    static String send(HttpClient client, HttpRequest.Builder request) throws Exception {
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            System.err.println(answer.statusCode() + " " + answer.body());
            System.exit(1);
        }
        return answer.body();
    }

    static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
    }

    /** TLS, with the authorities of the system{{ " or our own" if authorities else "" }}{{ ", and your certificate" if certified else "" }}. */
    static SSLContext tls() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = null;
        TrustManagerFactory trust = null;
{% if authorities %}
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        for (Certificate certificate : certificates(file("CA_FILE", "ca.pem"))) {
            authorities.setCertificateEntry("ca" + authorities.size(), certificate);
        }
        trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
{% endif %}
{% if certified %}
        char[] password = UUID.randomUUID().toString().toCharArray();
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        own.setKeyEntry("own", privateKey(file("CLIENT_KEY_FILE", "client.key")), password,
            certificates(file("CLIENT_CERTIFICATE_FILE", "client.pem")));
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
{% endif %}
        context.init(keys == null ? null : keys.getKeyManagers(), trust == null ? null : trust.getTrustManagers(), null);
        return context;
    }
{% if authorities or certified %}

    static Certificate[] certificates(String pem) throws Exception {
        var stream = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
        return CertificateFactory.getInstance("X.509").generateCertificates(stream).toArray(new Certificate[0]);
    }
{% endif %}
{% if signs or certified %}

    /** A private key in PKCS#8, as PEM: "BEGIN PRIVATE KEY". */
    static PrivateKey privateKey(String pem) throws Exception {
        var key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", "")));
        for (String kind : new String[] {"RSA", "EC", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(key);
            } catch (java.security.GeneralSecurityException another) {
                // A key of another kind.
            }
        }
        throw new IllegalArgumentException("the key is not in PKCS#8: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
{% endif %}

    /** What a file holds; an environment variable may name another file. */
    static String file(String variable, String usual) throws Exception {
        return Files.readString(Path.of(System.getenv().getOrDefault(variable, usual)));
    }
{% if asks %}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
{% endif %}
{% if pays or signs or access == "gateway-token" %}

    static String json(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
{% endif %}
{% if reads %}

    /** A text in a JSON object. */
    static String member(String name, String object) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(object);
        if (!found.find()) {
            throw new IllegalStateException("the answer has no " + name);
        }
        return found.group(1);
    }
{% endif %}
}
