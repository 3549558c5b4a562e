package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.StorableTime;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.HttpProblem.FieldError;
import io.circlesync.profile.StorableText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the fields of a JSON object that a call sent, and collects what is wrong with them. */
final class CallBody {

    private static final String DRY_RUN = "dryRun";

    private final JsonNode object;
    private final String prefix;
    private final List<FieldError> errors;
    private final Set<String> known = new TreeSet<>();

    private CallBody(JsonNode object, String prefix, List<FieldError> errors) {
        this.object = object;
        this.prefix = prefix;
        this.errors = errors;
    }

    /** What the call sent. */
    static CallBody of(ApiCall call) {
        return new CallBody(call.content().orElseThrow(), "", new ArrayList<>());
    }

    /** Whether a field is given, be it wrongly. */
    boolean has(String name) {
        known.add(name);
        return object.hasNonNull(name);
    }

    /** Whether the call only asks what would happen; null does not say that it is to happen. */
    boolean isDryRun() {
        return readAlsoNull(
                        DRY_RUN,
                        "true or false",
                        node -> Optional.of(node).filter(JsonNode::isBoolean).map(JsonNode::booleanValue))
                .orElse(false);
    }

    /** An object within this one. */
    Optional<CallBody> within(String name) {
        return read(name, "an object", node -> Optional.of(node).filter(JsonNode::isObject))
                .map(node -> new CallBody(node, prefix + name + ".", errors));
    }

    Optional<String> text(String name) {
        return read(
                name,
                "text",
                node -> Optional.of(node)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .filter(text -> !text.isBlank() && StorableText.is(text)));
    }

    Optional<String> oneOf(String name, List<String> allowed, String expected) {
        return read(
                name, expected, node -> Optional.of(node).map(JsonNode::asText).filter(allowed::contains));
    }

    /** Any of what is allowed; null does not say that it is none. */
    Optional<List<String>> someOf(String name, Collection<String> allowed) {
        return readAlsoNull(name, "a list out of " + String.join(", ", allowed), node -> {
            List<String> words = new ArrayList<>();
            node.forEach(element -> words.add(element.asText()));
            return Optional.of(words).filter(all -> node.isArray() && allowed.containsAll(all));
        });
    }

    /** A time with its offset, of a year that the database knows. */
    Optional<Instant> time(String name) {
        return read(name, "a time such as 2026-01-22T14:54:18Z", node -> {
            try {
                return StorableTime.of(OffsetDateTime.parse(node.asText()).toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    Optional<Long> id(String name) {
        return read(name, "a number above zero", CallBody::id);
    }

    /** Ids, each once. */
    Optional<List<Long>> ids(String name, int most) {
        return read(name, "a list of 1 to " + most + " ids, which are numbers above zero", node -> {
            List<Long> ids = new ArrayList<>();
            node.forEach(element -> id(element).ifPresent(ids::add));
            return Optional.of(ids.stream().distinct().toList())
                    .filter(read ->
                            node.isArray() && ids.size() == node.size() && !ids.isEmpty() && ids.size() <= most);
        });
    }

    /** The field as it is, whatever it is. */
    Optional<JsonNode> any(String name) {
        return read(name, "", Optional::of);
    }

    /** Says that something is wrong with a field. */
    void refuse(String name, String expected) {
        errors.add(new FieldError(prefix + name, expected));
    }

    /** Refuses the fields that nobody has asked for; to be called last of all of this object. */
    void refuseOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                refuse(
                        name,
                        "There is no such field; expected " + (known.isEmpty() ? "none" : String.join(", ", known))
                                + ".");
            }
        });
    }

    /**
     * To be called when all is read.
     *
     * @throws HttpProblem 422 that names all that is wrong
     */
    void requireRight() {
        if (!errors.isEmpty()) {
            throw HttpProblem.invalid(errors);
        }
    }

    private static Optional<Long> id(JsonNode node) {
        return Optional.of(node)
                .filter(JsonNode::canConvertToLong)
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::longValue)
                .filter(id -> id > 0);
    }

    private <T> Optional<T> readAlsoNull(String name, String expected, Function<JsonNode, Optional<T>> reader) {
        if (object.path(name).isNull()) {
            refuse(name, "Expected " + expected + ".");
        }
        return read(name, expected, reader);
    }

    private <T> Optional<T> read(String name, String expected, Function<JsonNode, Optional<T>> reader) {
        if (!has(name)) {
            return Optional.empty();
        }
        Optional<T> value = reader.apply(object.get(name));
        if (value.isEmpty()) {
            refuse(name, "Expected " + expected + ".");
        }
        return value;
    }
}
