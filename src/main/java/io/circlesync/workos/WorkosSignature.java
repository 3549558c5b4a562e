package io.circlesync.workos;

import io.circlesync.count.Counts;
import io.circlesync.http.CallerCheck;
import io.circlesync.http.ContentCoding;
import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Decides whether a webhook comes from WorkOS, before anything of it is read. The header {@code WorkOS-Signature} is
 * {@code t=<unix milliseconds>, v1=<hex>}, where v1 is the HMAC-SHA256 of {@code <t>.<body>}; the tolerance is that of
 * WorkOS's own libraries.
 */
public final class WorkosSignature implements CallerCheck {

    /** How far the signature's time may be from ours, in the past and in the future. */
    static final Duration TOLERANCE = Duration.ofSeconds(180);

    private static final String HEADER = "WorkOS-Signature";
    private static final String ALGORITHM = "HmacSHA256";
    private static final String DOOR = "workos-webhook";
    private static final String TIME = "t";
    private static final String VERSION = "v1";

    private final Optional<SecretKeySpec> key;
    private final ContentCoding contentCoding;
    private final Counts counts;
    private final Clock clock;

    /**
     * @param secret the endpoint's signing secret; every webhook is refused without one
     * @param contentCoding undoes that of bodies
     */
    public WorkosSignature(Optional<String> secret, ContentCoding contentCoding, Counts counts, Clock clock) {
        this.key = secret.map(text -> new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        this.contentCoding = contentCoding;
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    public String path() {
        return "/webhooks/workos";
    }

    @Override
    public boolean refusesEmptyForms() {
        return true;
    }

    /**
     * {@inheritDoc} Only the whole body can tell, but a signature that no body fits is refused at once.
     *
     * @throws HttpProblem as {@link #check}
     */
    @Override
    public boolean isKnown(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            secret();
            signed(request.getHeader(HEADER));
        }
        return false;
    }

    /** {@inheritDoc} An event that was not taken, for whatever reason of ours, is counted. */
    @Override
    public void answered(HttpServerRequest request, int status) {
        if (key.isPresent() && status >= 500 && request.method().equals(HttpMethod.POST)) {
            counts.eventNotTaken("workos");
        }
    }

    /**
     * Lets a webhook pass or not. The signature is to fit the body as it came, byte by byte, or as it was before a content
     * coding: whoever packs a body on its way, the sender or a proxy, may do so after it was signed or before.
     *
     * @throws HttpProblem 401, which says what is wrong with the signature; 503 if there is no secret to check it with; as
     *     {@link ContentCoding#decode} if the body is coded and the signature is not on its bytes as they came
     */
    public void check(Exchange exchange) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpServerRequest request = message.getRequest();
        byte[] body = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
        check(request.getHeader(HEADER), body, () -> contentCoding.decode(request, body));
    }

    void check(String header, byte[] body, Supplier<byte[]> decoded) {
        SecretKeySpec secret = secret();
        Signed signed = signed(header);
        if (!signed.fits(secret, body) && !signed.fits(secret, decoded.get())) {
            throw refused(HttpProblem.unauthorized("The signature in WorkOS-Signature is not that of this body with the"
                    + " secret that is configured here."));
        }
    }

    private Signed signed(String header) {
        try {
            return Signed.of(header, clock.instant());
        } catch (HttpProblem e) {
            throw refused(e);
        }
    }

    private HttpProblem refused(HttpProblem why) {
        counts.secretRefused(DOOR, why);
        return why;
    }

    private SecretKeySpec secret() {
        return key.orElseThrow(() -> HttpProblem.notConfigured(
                "WorkOS webhooks are not set up here; expected the setting workos.webhook-secret."));
    }

    /**
     * What the header says.
     *
     * @param time unix milliseconds, as they were written
     * @param signatures of which one is to match, so that the secret can be replaced
     */
    private record Signed(String time, List<String> signatures) {

        static Signed of(String header, Instant now) {
            if (header == null || header.isBlank()) {
                throw HttpProblem.unauthorized(
                        "The header WorkOS-Signature is missing; expected t=<unix milliseconds>, v1=<hex>.");
            }
            String time = signedAt(header);
            checkTime(Instant.ofEpochMilli(Long.parseLong(time)), now);
            List<String> signatures = values(header, VERSION);
            if (signatures.isEmpty()) {
                throw HttpProblem.unauthorized("WorkOS-Signature has no v1=<hex>.");
            }
            return new Signed(time, signatures);
        }

        boolean fits(SecretKeySpec secret, byte[] body) {
            byte[] expected = sign(secret, time, body);
            boolean fits = false;
            for (String signature : signatures) {
                fits |= MessageDigest.isEqual(expected, bytes(signature));
            }
            return fits;
        }
    }

    private static void checkTime(Instant signedAt, Instant now) {
        if (signedAt.isBefore(now.minus(TOLERANCE))) {
            throw HttpProblem.unauthorized(
                    "The time in WorkOS-Signature is too old; expected at most " + TOLERANCE.toSeconds() + " s.");
        }
        if (signedAt.isAfter(now.plus(TOLERANCE))) {
            throw HttpProblem.unauthorized("The time in WorkOS-Signature is too far in the future; expected at most "
                    + TOLERANCE.toSeconds() + " s.");
        }
    }

    private static String signedAt(String header) {
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
