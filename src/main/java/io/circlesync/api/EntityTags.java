package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entity tags that a precondition names (RFC 9110, sections 8.8.3 and 13.1).
 *
 * @param any whether {@code *} was said, which stands for every version
 * @param strong the strong tags, with their quotation marks
 * @param all strong and weak tags, without the mark of the weak ones
 */
record EntityTags(boolean any, Set<String> strong, Set<String> all) {

    private static final String WEAK = "W/";

    /**
     * Reads the lines of a header, in time that grows with their length and no faster.
     *
     * @return empty if there are none
     * @throws HttpProblem 400 if they are malformed
     */
    static Optional<EntityTags> read(String header, List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String list = String.join(",", lines).strip();
        return Optional.of(
                list.equals("*") ? new EntityTags(true, Set.of(), Set.of()) : new Scanner(header, list).tags());
    }

    /** Whether the tag is among them as If-Match compares: weak ones are never equal. */
    boolean hasStrong(String tag) {
        return any || strong.contains(tag);
    }

    /** Whether the tag is among them as If-None-Match compares: a weak one is as good as a strong one. */
    boolean has(String tag) {
        return any || all.contains(tag);
    }

    /** Goes through a list once, from left to right. */
    private static final class Scanner {

        private final String header;
        private final String list;
        private final Set<String> strong = new HashSet<>();
        private final Set<String> all = new HashSet<>();
        private int at;

        Scanner(String header, String list) {
            this.header = header;
            this.list = list;
        }

        EntityTags tags() {
            boolean separated = true;
            for (; at < list.length(); at++) {
                char next = list.charAt(at);
                if (next == ',') {
                    separated = true;
                } else if (next != ' ' && next != '\t') {
                    require(separated);
                    separated = false;
                    readTag();
                }
            }
            require(!all.isEmpty());
            return new EntityTags(false, Set.copyOf(strong), Set.copyOf(all));
        }

        /** Leaves the position at the tag's last character. */
        private void readTag() {
            boolean weak = list.startsWith(WEAK, at);
            int start = weak ? at + WEAK.length() : at;
            require(start < list.length() && list.charAt(start) == '"');
            int end = list.indexOf('"', start + 1);
            require(end > start && list.substring(start + 1, end).chars().allMatch(Scanner::mayStandInTag));
            String tag = list.substring(start, end + 1);
            all.add(tag);
            if (!weak) {
                strong.add(tag);
            }
            at = end;
        }

        private static boolean mayStandInTag(int character) {
            return character >= 0x21 && character <= 0x7E || character >= 0x80 && character <= 0xFF;
        }

        private void require(boolean wellFormed) {
            if (!wellFormed) {
                throw HttpProblem.badRequest(
                        header + " is malformed; expected * or entity tags in double quotes, separated by commas.");
            }
        }
    }
}
