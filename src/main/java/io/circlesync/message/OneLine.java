package io.circlesync.message;

import java.util.regex.Pattern;

/** Words of a partner or of this service on one line. */
final class OneLine {

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\s]+");

    private OneLine() {}

    /** @param max characters at most */
    static String of(String text, int max) {
        String line = BREAKS.matcher(text).replaceAll(" ").strip();
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
    }
}
