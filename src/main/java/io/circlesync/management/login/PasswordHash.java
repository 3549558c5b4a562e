package io.circlesync.management.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2 with HMAC-SHA-512 (RFC 8018), written as {@code $pbkdf2$it=<iterations>$<salt>$<key>}
 * with both in base64 without padding. That is the form of Vert.x's own hashing, too.
 */
public final class PasswordHash {

    /** What a text of it looks like, in words. */
    static final String EXPECTED = "$pbkdf2$it=<100000 or more>$<salt>$<key>, as 'circle-sync hash-password' prints it";

    /** OWASP's advice for this function, of 2023. */
    private static final int ITERATIONS = 210_000;

    private static final int LEAST_ITERATIONS = 100_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 64;
    private static final Pattern FORM =
            Pattern.compile("\\$pbkdf2\\$it=([1-9]\\d{0,7})\\$([A-Za-z0-9+/]{22,86})\\$([A-Za-z0-9+/]{86})");

    private final int iterations;
    private final byte[] salt;
    private final byte[] key;

    private PasswordHash(int iterations, byte[] salt, byte[] key) {
        this.iterations = iterations;
        this.salt = salt;
        this.key = key;
    }

    /** Reads what {@link #text()} has written; empty if it is of another form, or too weak. */
    static Optional<PasswordHash> read(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) < LEAST_ITERATIONS) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return Optional.of(new PasswordHash(
                    Integer.parseInt(form.group(1)), base64.decode(form.group(2)), base64.decode(form.group(3))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Hashes a password with a salt of its own, which takes a good part of a second. */
    public static PasswordHash of(String password) {
        byte[] salt = random(SALT_BYTES);
        return new PasswordHash(ITERATIONS, salt, key(password, salt, ITERATIONS));
    }

    /** Is of no password, and says so in the time that others take. Made at once: a start does not wait for a hash. */
    static PasswordHash ofNobody() {
        return new PasswordHash(ITERATIONS, random(SALT_BYTES), random(KEY_BYTES));
    }

    /** Whether this is the hash of a password; takes as long as {@link #of(String)}. */
    boolean matches(String password) {
        return MessageDigest.isEqual(key, key(password, salt, iterations));
    }

    /** To be put into a setting. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$pbkdf2$it=" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(key);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] key(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BYTES * Byte.SIZE))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has PBKDF2WithHmacSHA512", e);
        }
    }

    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }
}
