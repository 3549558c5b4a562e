package io.circlesync.merge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is left of a text when its person has been erased: enough to know it where it still stands. */
final class ErasedText {

    private static final String ALGORITHM = "SHA-256";
    private static final String PREFIX = "sha256:";

    private ErasedText() {}

    /** Whether one of them is what {@code digest_of} of the database makes of the other. */
    static boolean isDigestOf(String digest, String text) {
        return digest.startsWith(PREFIX)
                && digest.equals(PREFIX + HexFormat.of().formatHex(sha256(text)));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance(ALGORITHM).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
