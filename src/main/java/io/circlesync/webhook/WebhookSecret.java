package io.circlesync.webhook;

import io.circlesync.problem.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Header;

/**
 * Decides whether a webhook comes from somebody who knows the secret. Circle signs nothing, so the secret is all there
 * is; it may come as bearer token, as {@code X-Webhook-Secret} or as {@code ?secret=}.
 */
public final class WebhookSecret {

    private static final String BEARER = "bearer ";

    private final Optional<byte[]> expected;

    /** @param secret the secret; every caller passes when it is empty, which only the sandbox allows */
    public WebhookSecret(Optional<String> secret) {
        expected = secret.map(WebhookSecret::digest);
    }

    /**
     * Lets a caller pass or not. A set-up probe that says nothing and shows nothing passes: Circle's carries no secret,
     * and nothing comes of it. One that shows a wrong secret does not, so that whoever sets the webhook up learns of it.
     *
     * @throws HttpProblem 401 if the secret is wrong or missing
     */
    public void check(
            @Header("Authorization") String authorization,
            @Header("X-Webhook-Secret") String header,
            @Header("secret") String query,
            @Body byte[] body) {
        if (expected.isEmpty()) {
            return;
        }
        List<String> shown = Stream.of(authorization, header, query)
                .filter(value -> value != null && !value.isBlank())
                .toList();
        boolean bareProbe = shown.isEmpty() && WebhookReader.saysNothing(body);
        List<String> secrets = Stream.of(bearer(authorization), header, query)
                .filter(Objects::nonNull)
                .toList();
        if (!bareProbe && !matches(expected.get(), secrets)) {
            throw HttpProblem.unauthorized("The webhook secret is wrong or missing; expected it as"
                    + " 'Authorization: Bearer', as 'X-Webhook-Secret' or as ?secret=.");
        }
    }

    private static boolean matches(byte[] expected, List<String> shown) {
        boolean matches = false;
        for (String secret : shown) {
            // Digests have one length, so neither the secret's length nor its beginning shows in the time taken.
            matches |= MessageDigest.isEqual(expected, digest(secret.strip()));
        }
        return matches;
    }

    private static String bearer(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : null;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
