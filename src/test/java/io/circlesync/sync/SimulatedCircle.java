package io.circlesync.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One member of Circle in memory: the name is one text and first and last are cut from it, each profile field has a time
 * of its own, and a PUT changes what it sends and nothing else. Outer blanks are taken off. Each field changed fires an
 * event.
 */
final class SimulatedCircle {

    static final long MEMBER = 7;
    static final String EMAIL = "ada@example.org";

    /**
     * An event of Circle.
     *
     * @param key the profile field it is about; empty where it tells only that something changed
     * @param member the whole member as of then
     */
    record Event(Optional<String> key, String value, String member) {}

    private record Timed(String value, Instant updatedAt) {}

    private final SimulatedTime time;
    private final long skewMillis;
    private final CircleMemberReader reader;
    private final Map<TypedField, Timed> values = new EnumMap<>(TypedField.class);
    private final List<Event> fired = new ArrayList<>();
    private int puts;
    private Instant updatedAt;
    private boolean left;

    /** @param skewMillis how much Circle's clock is ahead of ours */
    SimulatedCircle(SimulatedTime time, long skewMillis, CircleMemberReader reader) {
        this.time = time;
        this.skewMillis = skewMillis;
        this.reader = reader;
        updatedAt = now();
        values.put(TypedField.NAME, new Timed("Ada Lovelace", updatedAt));
        values.put(TypedField.HEADLINE, new Timed("headline 2", updatedAt));
        values.put(TypedField.BIO, new Timed("bio 2", updatedAt));
        values.put(TypedField.WEBSITE, new Timed(null, updatedAt));
    }

    /** Somebody types in Circle. */
    void edit(TypedField field, String text) {
        write(Map.of(field, text));
    }

    /** Something about the member changes that is not synced. */
    void touch() {
        updatedAt = now();
    }

    void leave() {
        left = true;
    }

    /** Joins again under the same id. */
    void comeBack() {
        if (left) {
            left = false;
            fired.add(new Event(Optional.empty(), "", member()));
        }
    }

    boolean hasLeft() {
        return left;
    }

    Optional<CircleMember> fetch() {
        return left ? Optional.empty() : reader.read(member());
    }

    /** Takes a PUT's body, and answers as a fetch does. */
    Optional<CircleMember> put(String body) {
        if (!left) {
            puts++;
            write(sent(body));
        }
        return fetch();
    }

    /** How many PUTs arrived so far. */
    int puts() {
        return puts;
    }

    /** The events fired since this was asked last. */
    List<Event> fired() {
        List<Event> events = List.copyOf(fired);
        fired.clear();
        return events;
    }

    private void write(Map<TypedField, String> texts) {
        updatedAt = now();
        texts.forEach((field, text) -> values.put(field, new Timed(TypedField.seen(text), updatedAt)));
        texts.forEach((field, text) -> fired.add(new Event(
                field == TypedField.BIO || field == TypedField.WEBSITE ? Optional.of(key(field)) : Optional.empty(),
                TypedField.seen(text),
                member())));
    }

    private static Map<TypedField, String> sent(String body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            Map<TypedField, String> texts = new EnumMap<>(TypedField.class);
            for (TypedField field : TypedField.values()) {
                JsonNode text = json.has(key(field))
                        ? json.get(key(field))
                        : json.path("community_member_profile_fields").path(key(field));
                if (text.isTextual()) {
                    texts.put(field, text.textValue());
                }
            }
            return texts;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Instant now() {
        return time.instant().plusMillis(skewMillis);
    }

    private static String key(TypedField field) {
        return field.name().toLowerCase();
    }

    /** The member as JSON, here or not. */
    String member() {
        String name = values.get(TypedField.NAME).value();
        int blank = name.indexOf(' ');
        ObjectNode member = Json.mapper()
                .createObjectNode()
                .put("id", MEMBER)
                .put("email", EMAIL)
                .put("name", name)
                .put("first_name", blank < 0 ? name : name.substring(0, blank))
                .put("last_name", blank < 0 ? null : name.substring(blank + 1))
                .put("headline", values.get(TypedField.HEADLINE).value())
                .put("created_at", SyncTestBase.JANUARY.toString())
                .put("updated_at", updatedAt.toString());
        ObjectNode flattened = member.putObject("flattened_profile_fields");
        ArrayNode definitions = member.putArray("profile_fields");
        for (TypedField field : List.of(TypedField.BIO, TypedField.WEBSITE)) {
            Timed timed = values.get(field);
            flattened.put(key(field), timed.value());
            definitions
                    .addObject()
                    .put("key", key(field))
                    .put("field_type", "text")
                    .putObject("community_member_profile_field")
                    .put("text", timed.value())
                    .put("updated_at", timed.updatedAt().toString());
        }
        return member.toString();
    }
}
