package io.circlesync.profile;

import java.util.Optional;

/**
 * A name in the two parts of which a profile has it.
 *
 * @param first the first word
 * @param last all others
 */
public record FullName(Optional<String> first, Optional<String> last) {

    /** Cuts one text, which is not blank, where nothing tells better. */
    public static FullName cut(String text) {
        String[] words = SameText.SPACES.split(SameText.withoutOuterSpaces(text), 2);
        return new FullName(
                Optional.of(words[0]),
                Optional.of(words).filter(both -> both.length > 1).map(both -> both[1]));
    }

    /** Leaves out the name, which stays out of logs. */
    @Override
    public String toString() {
        return "FullName";
    }
}
