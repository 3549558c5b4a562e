package io.circlesync.profile;

import java.nio.charset.StandardCharsets;

/** Text as PostgreSQL can store it: without the NUL character and without halves of surrogate pairs. */
public final class StorableText {

    /** Unicode's own sign for what cannot be shown as it is. */
    public static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** The same text, but for what cannot be stored: NUL is left out, and half a pair becomes a question mark. */
    public static String of(String text) {
        String withoutNul = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        return withoutNul.chars().anyMatch(c -> Character.isSurrogate((char) c))
                ? new String(withoutNul.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                : withoutNul;
    }

    /** Whether all of the text can be stored. */
    public static boolean is(String text) {
        return of(text).equals(text);
    }

    /** The same text, with {@link #REPLACEMENT} in the place of what cannot be stored, so that one can see that it was there. */
    public static String marked(String text) {
        return text.codePoints()
                .map(character ->
                        character == 0 || Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
