package io.circlesync.message;

/** Words of a partner or of this service on one line. */
final class OneLine {

    private OneLine() {}

    /** @param max characters at most */
    static String of(String text, int max) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
    }
}
