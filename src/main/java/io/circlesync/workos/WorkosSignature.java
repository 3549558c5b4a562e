package io.circlesync.workos;

import io.circlesync.problem.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Body;
import org.apache.camel.Header;

/**
 * Decides whether a webhook comes from WorkOS, before anything of it is read. The header {@code WorkOS-Signature} is
 * {@code t=<unix milliseconds>, v1=<hex>}, where v1 is the HMAC-SHA256 of {@code <t>.<body>}; the tolerance is that of
 * WorkOS's own libraries.
 */
public final class WorkosSignature {

    /** How far the signature's time may be from ours, in the past and in the future. */
    static final Duration TOLERANCE = Duration.ofSeconds(180);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String TIME = "t";
    private static final String VERSION = "v1";

    private final Optional<SecretKeySpec> key;
    private final Clock clock;

    /** @param secret the endpoint's signing secret; every webhook is refused without one */
    public WorkosSignature(Optional<String> secret, Clock clock) {
        this.key = secret.map(text -> new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        this.clock = clock;
    }

    /**
     * Lets a webhook pass or not.
     *
     * @param header may hold several signatures, of which one is to match, so that the secret can be replaced
     * @param body as it came, byte by byte
     * @throws HttpProblem 401, which says what is wrong with the signature; 503 if there is no secret to check it with
     */
    public void check(@Header("WorkOS-Signature") String header, @Body byte[] body) {
        SecretKeySpec secret = key.orElseThrow(() -> HttpProblem.notConfigured(
                "WorkOS webhooks are not set up here; expected the setting workos.webhook-secret."));
        if (header == null || header.isBlank()) {
            throw HttpProblem.unauthorized(
                    "The header WorkOS-Signature is missing; expected t=<unix milliseconds>, v1=<hex>.");
        }
        String time = time(header);
        checkTime(Instant.ofEpochMilli(Long.parseLong(time)));
        List<String> signatures = values(header, VERSION);
        if (signatures.isEmpty()) {
            throw HttpProblem.unauthorized("WorkOS-Signature has no v1=<hex>.");
        }
        byte[] expected = sign(secret, time, body == null ? new byte[0] : body);
        boolean matches = false;
        for (String signature : signatures) {
            matches |= MessageDigest.isEqual(expected, bytes(signature));
        }
        if (!matches) {
            throw HttpProblem.unauthorized("The signature in WorkOS-Signature is not that of this body with the"
                    + " secret that is configured here.");
        }
    }

    private void checkTime(Instant signedAt) {
        Instant now = clock.instant();
        if (signedAt.isBefore(now.minus(TOLERANCE))) {
            throw HttpProblem.unauthorized(
                    "The time in WorkOS-Signature is too old; expected at most " + TOLERANCE.toSeconds() + " s.");
        }
        if (signedAt.isAfter(now.plus(TOLERANCE))) {
            throw HttpProblem.unauthorized("The time in WorkOS-Signature is too far in the future; expected at most "
                    + TOLERANCE.toSeconds() + " s.");
        }
    }

    private static String time(String header) {
        List<String> times = values(header, TIME);
        if (times.size() != 1 || !times.get(0).matches("\\d{1,15}")) {
            throw HttpProblem.unauthorized("WorkOS-Signature has no usable time; expected one t=<unix milliseconds>.");
        }
        return times.get(0);
    }

    private static List<String> values(String header, String key) {
        List<String> values = new ArrayList<>();
        for (String part : header.split(",")) {
            String[] keyAndValue = part.split("=", 2);
            if (keyAndValue.length == 2 && keyAndValue[0].strip().equals(key)) {
                values.add(keyAndValue[1].strip());
            }
        }
        return values;
    }

    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] sign(SecretKeySpec secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
