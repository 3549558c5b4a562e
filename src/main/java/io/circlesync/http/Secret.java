package io.circlesync.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * A secret that callers must show. It is kept as its digest, and digests are compared: they have one length, so neither
 * the secret's length nor its beginning shows in the time that a comparison takes.
 */
public final class Secret {

    private final byte[] digest;

    public Secret(String secret) {
        digest = digest(secret);
    }

    /** Whether this is what was shown. */
    public boolean matches(String shown) {
        return matchesAny(List.of(shown));
    }

    /** Whether this is among what was shown; all of it is looked at, whichever it is. */
    public boolean matchesAny(Collection<String> shown) {
        boolean matches = false;
        for (String text : shown) {
            matches |= MessageDigest.isEqual(digest, digest(text));
        }
        return matches;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
