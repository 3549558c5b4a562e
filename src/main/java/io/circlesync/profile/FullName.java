package io.circlesync.profile;

import java.util.Optional;

/**
 * A name in the two parts of which a profile has it.
 *
 * @param first the first word, where nothing tells better
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

    /** Cuts another text where this name is cut, if one of the two parts is in its place there. */
    public FullName cutAlike(String text) {
        String whole = SameText.withoutOuterSpaces(text);
        return first.filter(part -> whole.startsWith(part + " "))
                .map(part -> new FullName(
                        first, Optional.of(whole.substring(part.length()).strip())))
                .or(() -> last.filter(part -> whole.endsWith(" " + part))
                        .map(part -> new FullName(
                                Optional.of(whole.substring(0, whole.length() - part.length())
                                        .strip()),
                                last)))
                .orElseGet(() -> cut(text));
    }

    /** Leaves out the name, which stays out of logs. */
    @Override
    public String toString() {
        return "FullName";
    }
}
