package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters in the query of a request. As in a form, a plus sign stands for a blank; but many who write an address by
 * hand mean the sign itself, so both readings are kept.
 */
public final class Query {

    private final Map<String, List<String>> asForm;
    private final Map<String, List<String>> literal;

    private Query(Map<String, List<String>> asForm, Map<String, List<String>> literal) {
        this.asForm = asForm;
        this.literal = literal;
    }

    /**
     * Reads a query.
     *
     * @param raw as it was sent, without the question mark; null if there is none
     * @throws HttpProblem 400 if it is not percent-encoded properly
     */
    public static Query of(String raw) {
        if (raw == null) {
            return new Query(Map.of(), Map.of());
        }
        Map<String, List<String>> asForm = decode(raw);
        return new Query(asForm, raw.indexOf('+') < 0 ? asForm : decode(raw.replace("+", "%2B")));
    }

    public boolean isEmpty() {
        return asForm.isEmpty();
    }

    public Set<String> names() {
        return asForm.keySet();
    }

    /** The values that were given to a parameter, plus signs as blanks. */
    public List<String> values(String name) {
        return asForm.getOrDefault(name, List.of());
    }

    /** The same values, plus signs as they are. */
    public List<String> literalValues(String name) {
        return literal.getOrDefault(name, List.of());
    }

    private static Map<String, List<String>> decode(String query) {
        try {
            return new QueryStringDecoder(query, StandardCharsets.UTF_8, false).parameters();
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("The query is malformed; expected percent-encoded UTF-8.");
        }
    }
}
