package io.circlesync.profile;

import java.nio.charset.StandardCharsets;

/** Text as PostgreSQL can store it: without the NUL character and without halves of surrogate pairs. */
public final class StorableText {

    private StorableText() {}

    /** The same text, but for what cannot be stored: NUL is left out, and half a pair becomes a question mark. */
    public static String of(String text) {
        String withoutNul = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        return withoutNul.chars().anyMatch(c -> Character.isSurrogate((char) c))
                ? new String(withoutNul.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                : withoutNul;
    }
}
