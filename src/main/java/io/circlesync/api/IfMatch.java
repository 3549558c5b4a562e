package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For which versions of a thing a call is meant: the header {@code If-Match} (RFC 9110, section 13.1.1).
 *
 * @param any whether every version will do, because nothing or {@code *} was said
 * @param tags the entity tags that will do otherwise; weak ones never do
 */
public record IfMatch(boolean any, Set<String> tags) {

    private static final Pattern TAG = Pattern.compile("\\s*(?:(W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"))?\\s*(?:,|$)");

    /**
     * Reads the header's lines.
     *
     * @throws HttpProblem 400 if they are malformed
     */
    static IfMatch read(List<String> lines) {
        String header = String.join(",", lines).strip();
        if (lines.isEmpty() || header.equals("*")) {
            return new IfMatch(true, Set.of());
        }
        Set<String> tags = new HashSet<>();
        boolean anyTag = false;
        Matcher matcher = TAG.matcher(header);
        int end = 0;
        while (end < header.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw malformed();
            }
            end = matcher.end();
            anyTag |= matcher.group(2) != null;
            if (matcher.group(1) == null && matcher.group(2) != null) {
                tags.add(matcher.group(2));
            }
        }
        if (!anyTag) {
            throw malformed();
        }
        return new IfMatch(false, Set.copyOf(tags));
    }

    /** Whether the call is meant for this version. */
    boolean accepts(String tag) {
        return any || tags.contains(tag);
    }

    private static HttpProblem malformed() {
        return HttpProblem.badRequest("If-Match is malformed; expected * or entity tags in double quotes.");
    }
}
