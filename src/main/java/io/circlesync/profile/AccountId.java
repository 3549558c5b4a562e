package io.circlesync.profile;

import java.util.Optional;

/** The id of an account in WorkOS, whoever tells it: one word, in which nothing can be overlooked. */
public final class AccountId {

    public static final int MAX_LENGTH = 200;

    private AccountId() {}

    /** The id without the blanks around it; empty if the text is none, for one id must not look like another. */
    public static Optional<String> of(String text) {
        return Optional.of(text.strip())
                .filter(id -> !id.isEmpty() && id.codePointCount(0, id.length()) <= MAX_LENGTH)
                .filter(StorableText::is)
                .filter(id -> id.codePoints()
                        .noneMatch(
                                character -> Character.isWhitespace(character) || InvisibleCharacters.is(character)));
    }
}
