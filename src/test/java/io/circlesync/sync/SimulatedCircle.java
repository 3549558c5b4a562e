package io.circlesync.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.circle.CircleAccess;
import io.circlesync.circle.CircleAnswer;
import io.circlesync.circle.CircleAnswers;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleRequest;
import io.circlesync.circle.OwnCommunity;
import io.circlesync.fixture.Breakers;
import io.circlesync.fixture.SetClock;
import io.circlesync.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpMethods;

/**
 * One member of Circle in memory: the name is one text and first and last are cut from it, each profile field has a time
 * of its own, and a PUT changes what it sends and nothing else, as far as each field's rule lets it. Outer blanks are
 * taken off, and the scheme of links. Each field changed fires an event.
 */
final class SimulatedCircle {

    static final long MEMBER = 7;
    static final String EMAIL = "ada@example.org";

    /** What Circle does with a value that it is sent. */
    enum Rule {
        KEEPS,
        /** The beginning, as far as there is room. */
        CUTS,
        /** Answers as if all were well, and keeps what it has. */
        IGNORES,
        /** The whole request, with a 422. */
        REFUSES,
        /** The field is of a type that we do not write; only a profile field can be. */
        IS_OF_ANOTHER_TYPE
    }

    /**
     * An event of Circle.
     *
     * @param key the profile field it is about; empty where it tells only that something changed
     * @param member the whole member as of then
     */
    record Event(Optional<String> key, String value, String member) {}

    private record Timed(String value, Instant updatedAt) {}

    private static final int ROOM = 12;
    private static final String MISSING = "{\"success\":false,\"message\":\"Oops! Missing record\"}";
    private static final String REFUSED = "{\"success\":false,\"message\":\"Profile field is invalid\"}";

    private final long id;
    private final SetClock time;
    private final long skewMillis;
    private final CircleMemberReader reader;
    private final Map<TypedField, Timed> values = new LinkedHashMap<>();
    private final Map<TypedField, Rule> rules = new LinkedHashMap<>();
    private final Map<TypedField, Instant> definedAt = new LinkedHashMap<>();
    private final List<Event> fired = new ArrayList<>();
    private String email;
    private int puts;
    private Instant updatedAt;
    private Optional<String> before = Optional.empty();
    private boolean left;
    private boolean active = true;

    /** @param skewMillis how much Circle's clock is ahead of ours */
    SimulatedCircle(
            long id,
            String email,
            Map<TypedField, String> texts,
            SetClock time,
            long skewMillis,
            CircleMemberReader reader) {
        this.id = id;
        this.email = email;
        this.time = time;
        this.skewMillis = skewMillis;
        this.reader = reader;
        updatedAt = now();
        for (TypedField field : TypedField.all()) {
            values.put(field, new Timed(texts.get(field), updatedAt));
            rules.put(field, Rule.KEEPS);
            definedAt.put(field, SyncTestBase.JANUARY);
        }
    }

    long id() {
        return id;
    }

    String email() {
        return email;
    }

    /** Somebody types in Circle, where a form lets nobody type more than there is room for. */
    String edit(TypedField field, String text) {
        String typed = TypedField.seen(text);
        String taken = rules.get(field) == Rule.CUTS ? cut(typed) : typed;
        write(Map.of(field, taken));
        return taken;
    }

    /** Something about the member changes that is not synced. */
    void touch() {
        updatedAt = now();
    }

    /** Somebody defines the field anew. */
    void rule(TypedField field, Rule rule) {
        time.passes(Duration.ofMillis(1));
        rules.put(field, rule);
        definedAt.put(field, now());
    }

    /** All that stands there, first and last name apart. */
    List<String> texts() {
        return values.entrySet().stream()
                .flatMap(entry -> entry.getKey().equals(TypedField.NAME)
                        ? Stream.of(entry.getValue().value().split(" ", 2))
                        : Stream.of(entry.getValue().value()))
                .filter(text -> !text.isBlank())
                .toList();
    }

    /** Whether what is written to Circle in this field does not, or not as a whole, stay there. */
    boolean keeps(TypedField field, String text) {
        Rule rule = rules.get(field);
        return rule == Rule.KEEPS || rule == Rule.CUTS && cut(text).equals(text);
    }

    void movesTo(String address) {
        email = address;
        updatedAt = now();
        fired.add(new Event(Optional.empty(), "", member()));
    }

    void leave() {
        left = true;
    }

    /** Is taken out of the community without being deleted. */
    void deactivate() {
        active = false;
        updatedAt = now();
        fired.add(new Event(Optional.empty(), "", member()));
    }

    /** Joins again under the same id, or is let in again. */
    void comeBack() {
        if (isAway()) {
            left = false;
            active = true;
            fired.add(new Event(Optional.empty(), "", member()));
        }
    }

    boolean hasLeft() {
        return left;
    }

    boolean isAway() {
        return left || !active;
    }

    /** The answer to a GET. */
    Optional<CircleMember> fetch() {
        return left ? answer(404, MISSING) : answer(200, member());
    }

    /** The answer to a GET that does not know of the last write yet, if there was one. */
    Optional<CircleMember> fetchBehind() {
        return left ? Optional.empty() : before.flatMap(member -> answer(200, member));
    }

    /**
     * Takes a PUT's body, and answers as a fetch does.
     *
     * @throws io.circlesync.circle.CircleException if it refuses one of the values
     */
    Optional<CircleMember> put(String body) {
        puts++;
        if (left) {
            return fetch();
        }
        Map<TypedField, String> sent = sent(body);
        if (sent.keySet().stream().anyMatch(field -> rules.get(field) == Rule.REFUSES)) {
            return answer(422, REFUSED);
        }
        sent.keySet().removeIf(field -> rules.get(field) == Rule.IGNORES);
        sent.replaceAll((field, text) -> rules.get(field) == Rule.CUTS ? cut(text) : text);
        write(sent);
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

    private Optional<CircleMember> answer(int status, String body) {
        CircleRequest request =
                new CircleRequest(HttpMethods.PUT, "", id, Optional.empty(), Optional.empty(), Optional.empty());
        return new CircleAnswers(
                        reader, new CircleAccess(time), Breakers.closed(), new OwnCommunity(Optional.empty()), time)
                .written(new CircleAnswer(request, status, Optional.empty(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private void write(Map<TypedField, String> texts) {
        before = Optional.of(member());
        updatedAt = now();
        texts.forEach((field, text) -> values.put(field, new Timed(text, updatedAt)));
        texts.forEach((field, text) -> fired.add(
                new Event(field.isDefinedByCommunity() ? Optional.of(field.key()) : Optional.empty(), text, member())));
    }

    /** What there is room for where a value is cut. */
    static String cut(String text) {
        return text.length() > ROOM ? text.substring(0, ROOM).strip() : text;
    }

    private static Map<TypedField, String> sent(String body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            Map<TypedField, String> texts = new LinkedHashMap<>();
            for (TypedField field : TypedField.all()) {
                JsonNode text = json.has(field.key())
                        ? json.get(field.key())
                        : json.path("community_member_profile_fields").path(field.key());
                if (text.isTextual()) {
                    texts.put(field, TypedField.seen(text.textValue()));
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

    /** The member as JSON, here or not. */
    String member() {
        String name = values.get(TypedField.NAME).value();
        int blank = name.indexOf(' ');
        ObjectNode member = Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("email", email)
                .put("name", name)
                .put("first_name", blank < 0 ? name : name.substring(0, blank))
                .put("last_name", blank < 0 ? null : name.substring(blank + 1))
                .put("active", active)
                .put("created_at", SyncTestBase.JANUARY.toString())
                .put("updated_at", updatedAt.toString());
        ObjectNode flattened = member.putObject("flattened_profile_fields");
        ArrayNode definitions = member.putArray("profile_fields");
        for (TypedField field : TypedField.all()) {
            Timed timed = values.get(field);
            if (!field.isDefinedByCommunity()) {
                member.put(field.key(), timed.value());
            } else {
                flattened.put(field.key(), timed.value());
                definitions
                        .addObject()
                        .put("key", field.key())
                        .put("field_type", rules.get(field) == Rule.IS_OF_ANOTHER_TYPE ? "select" : "text")
                        .put("updated_at", definedAt.get(field).toString())
                        .putObject("community_member_profile_field")
                        .put("text", timed.value())
                        .put("updated_at", timed.updatedAt().toString());
            }
        }
        return member.toString();
    }
}
