package io.circlesync.workos;

import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook as WorkOS sends it, signed now; each method names one way in which it differs. */
record WorkosWebhook(
        String secret, Instant signedAt, String body, String signedBody, String layout, Map<String, String> headers) {

    static final String SECRET = "whsec_example_only";

    static WorkosWebhook valid(String body) {
        return new WorkosWebhook(
                SECRET, Instant.now(), body, body, "t=%1$s, v1=%2$s", Map.of("Content-Type", "application/json"));
    }

    WorkosWebhook withSecret(String other) {
        return new WorkosWebhook(other, signedAt, body, signedBody, layout, headers);
    }

    WorkosWebhook withTime(Instant other) {
        return new WorkosWebhook(secret, other, body, signedBody, layout, headers);
    }

    /** The signature stays that of the body as it was. */
    WorkosWebhook withBodyChangedTo(String other) {
        return new WorkosWebhook(secret, signedAt, other, signedBody, layout, headers);
    }

    /** How the header is put together from the time, {@code %1$s}, and the signature, {@code %2$s}. */
    WorkosWebhook withLayout(String other) {
        return new WorkosWebhook(secret, signedAt, body, signedBody, other, headers);
    }

    WorkosWebhook withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new WorkosWebhook(secret, signedAt, body, signedBody, layout, more);
    }

    String header() {
        return layout.formatted(signedAt.toEpochMilli(), signature());
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    HttpResponse<String> sendTo(RunningService service) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/workos"))
                .header("WorkOS-Signature", header())
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes()));
        headers.forEach(request::header);
        return RunningService.send(request);
    }

    private String signature() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signed = signedAt.toEpochMilli() + "." + signedBody;
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
