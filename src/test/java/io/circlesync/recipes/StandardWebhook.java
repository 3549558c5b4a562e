package io.circlesync.recipes;

import io.circlesync.outbox.OutboxEntry;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs what is sent to a web hook, after Standard Webhooks (https://www.standardwebhooks.com). */
public final class StandardWebhook {

    private static final String PREFIX = "whsec_";

    private final SecretKeySpec key;
    private final Clock clock;

    /** @param secret {@code whsec_} and the key in Base64 */
    public StandardWebhook(String secret) {
        this(secret, Clock.systemUTC());
    }

    StandardWebhook(String secret, Clock clock) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^" + PREFIX, "")), "HmacSHA256");
        this.clock = clock;
    }

    /**
     * Adds the headers with id, time and signature. The id is the same at each attempt, so that what arrives twice can be seen
     * to be one.
     *
     * @param entries what the body tells
     */
    public void sign(List<OutboxEntry> entries, String body, Map<String, Object> headers)
            throws GeneralSecurityException {
        String id = entries.get(0).key();
        String time = Long.toString(clock.instant().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        byte[] signature = mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8));
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature));
    }
}
