package io.circlesync.api;

import io.circlesync.http.Query;
import io.circlesync.json.StorableTime;
import io.circlesync.problem.HttpProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads single query parameters and says what was expected where one is wrong. */
final class QueryReader {

    private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern ID_FORM = Pattern.compile("[1-9]\\d{0,17}");

    private final Query query;
    private final Set<String> known = new TreeSet<>();

    QueryReader(ApiCall call) {
        query = call.query();
    }

    Optional<String> text(String name) {
        Optional<String> value = read(name, "text");
        if (!query.values(name).equals(query.literalValues(name))) {
            throw HttpProblem.badRequest(
                    name + " holds a plus sign, which may stand for a blank; expected %20 or %2B.");
        }
        return value;
    }

    /** Text in which no blank can stand, so that a plus sign within it is one. */
    Optional<String> word(String name) {
        return readWord(name, "text");
    }

    Optional<String> oneOf(String name, List<String> allowed) {
        String expected = "one of " + String.join(", ", allowed);
        return read(name, expected).map(value -> {
            if (!allowed.contains(value)) {
                throw wrong(name, expected);
            }
            return value;
        });
    }

    Optional<UUID> uuid(String name) {
        return read(name, "a UUID").map(value -> parseUuid(value).orElseThrow(() -> wrong(name, "a UUID")));
    }

    Optional<Long> id(String name) {
        String expected = "a number above zero";
        return read(name, expected).map(value -> parseId(value).orElseThrow(() -> wrong(name, expected)));
    }

    /** A time with its offset, of a year that the database knows. */
    Optional<Instant> time(String name) {
        String expected = "a time such as 2026-01-22T14:54:18Z";
        return readWord(name, expected).map(value -> {
            try {
                return StorableTime.of(OffsetDateTime.parse(value).toInstant())
                        .orElseThrow(() -> wrong(name, expected));
            } catch (DateTimeException e) {
                throw wrong(name, expected);
            }
        });
    }

    Optional<Integer> integer(String name, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        return read(name, expected).map(value -> {
            if (value.matches("\\d{1,9}")) {
                int number = Integer.parseInt(value);
                if (number >= min && number <= max) {
                    return number;
                }
            }
            throw wrong(name, expected);
        });
    }

    /**
     * To be called last.
     *
     * @throws HttpProblem 400 if there is a parameter that nobody asked for
     */
    void refuseOthers() {
        query.names().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw HttpProblem.badRequest(
                    "There is no parameter '" + abbreviated(name) + "'; expected " + String.join(", ", known) + ".");
        });
    }

    static Optional<Long> parseId(String value) {
        return ID_FORM.matcher(value).matches() ? Optional.of(Long.valueOf(value)) : Optional.empty();
    }

    static Optional<UUID> parseUuid(String value) {
        return UUID_FORM.matcher(value).matches() ? Optional.of(UUID.fromString(value)) : Optional.empty();
    }

    static HttpProblem wrong(String name, String expected) {
        return HttpProblem.badRequest(name + " is malformed; expected " + expected + ".");
    }

    private Optional<String> read(String name, String expected) {
        known.add(name);
        List<String> values = query.values(name);
        if (values.size() > 1) {
            throw HttpProblem.badRequest(name + " is given more than once; expected " + expected + ".");
        }
        Optional<String> value = values.stream().map(String::strip).findFirst();
        if (value.filter(text -> text.isEmpty() || text.indexOf('\0') >= 0).isPresent()) {
            throw wrong(name, expected);
        }
        return value;
    }

    /** Around a word a plus sign is a blank of a form, and left out like one. */
    private Optional<String> readWord(String name, String expected) {
        return read(name, expected).map(word -> {
            int start = query.values(name).get(0).indexOf(word);
            return query.literalValues(name).get(0).substring(start, start + word.length());
        });
    }

    private static String abbreviated(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "…" : name;
    }
}
