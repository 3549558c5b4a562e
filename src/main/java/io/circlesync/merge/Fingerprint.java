package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/** Enough of a text to know it where it still stands, and nothing of what it says. */
final class Fingerprint {

    private static final String ALGORITHM = "SHA-256";

    private Fingerprint() {}

    /** Those of a text under one of Circle's names: two texts have one in common if they are the same to a person. */
    static Set<String> of(String name, String text) {
        return CircleValues.forms(name, text).stream().map(Fingerprint::sha256).collect(Collectors.toSet());
    }

    /** Whether a text has one of these. */
    static boolean isOneOf(Collection<String> fingerprints, String name, String text) {
        return !Collections.disjoint(fingerprints, of(name, text));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance(ALGORITHM).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
