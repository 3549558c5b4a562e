package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Enough of a text to know it where it still stands, and nothing of what it says. */
final class Fingerprint {

    private static final String ALGORITHM = "SHA-256";
    private static final Pattern BEGINS = Pattern.compile("(\\d+):.*");

    /** Of a text of which Circle has kept less, nobody can tell whose it is. */
    private static final int SHORTEST = 12;

    private Fingerprint() {}

    /** Those of a text under one of Circle's names: two texts have one in common if they are the same to a person. */
    static Set<String> of(String name, String text) {
        return CircleValues.forms(name, text).stream().map(Fingerprint::sha256).collect(Collectors.toSet());
    }

    /** And some of how it begins, by which it is known, too, where Circle has kept a part; a link that is cut leads elsewhere. */
    static Set<String> withBeginnings(String name, String text) {
        Set<String> prints = new HashSet<>(of(name, text));
        boolean isLink = SyncedField.named(name)
                .filter(field -> SameText.isLink(field, text))
                .isPresent();
        for (int length = SHORTEST; length <= text.length() && !isLink; length *= 2) {
            prints.add(beginning(text, length));
        }
        return prints;
    }

    /** Whether a text is known by one of these. */
    static boolean isKnown(Collection<String> fingerprints, String name, String text) {
        return !Collections.disjoint(fingerprints, of(name, text))
                || fingerprints.stream()
                        .map(BEGINS::matcher)
                        .filter(Matcher::matches)
                        .anyMatch(begins -> isBeginning(begins, text));
    }

    /** More than a half of it is looked at. */
    private static boolean isBeginning(Matcher begins, String text) {
        int length = Integer.parseInt(begins.group(1));
        return text.length() >= length
                && text.length() < 2 * length
                && begins.group().equals(beginning(text, length));
    }

    private static String beginning(String text, int length) {
        return length + ":" + sha256(text.substring(0, length));
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
