package io.circlesync.profile;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one spelling of what an address may spell in several ways (RFC 3986, section 6.2.2; RFC 3987, section 3.1). */
final class PercentEncoding {

    private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");
    private static final Pattern BEYOND_ASCII = Pattern.compile("[^\\x00-\\x7f]+");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

    private PercentEncoding() {}

    /** What needs no encoding has none, what is beyond ASCII has it, in capitals. */
    static String normal(String rest) {
        return BEYOND_ASCII
                .matcher(ENCODED.matcher(rest).replaceAll(PercentEncoding::decodedIfUnreserved))
                .replaceAll(PercentEncoding::encoded);
    }

    private static String decodedIfUnreserved(MatchResult encoded) {
        String character = Character.toString(Integer.parseInt(encoded.group(1), 16));
        return Matcher.quoteReplacement(
                UNRESERVED.matcher(character).matches()
                        ? character
                        : encoded.group().toUpperCase(Locale.ROOT));
    }

    private static String encoded(MatchResult stretch) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : stretch.group().getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(octet));
        }
        return encoded.toString();
    }
}
