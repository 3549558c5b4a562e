package io.circlesync.circle;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.profile.TextField;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the profile fields that the community has, from Circle's list of them. It is asked for when the service
 * starts and once a day, and nothing waits for it: until there is an answer, every key counts as one that is there.
 */
public final class CommunityFields {

    /** The types of fields that Circle's Admin API has, as it calls them. */
    public static final List<String> TYPES =
            List.of("text", "textarea", "link", "number", "select", "checkbox", "location");

    private static final Logger LOG = LoggerFactory.getLogger(CommunityFields.class);
    private static final String RECORDS = "records";
    private static final Duration VALID = Duration.ofDays(1);

    private record Definition(String label, String type) {}

    /** @param whole whether these are all: of those beyond the first page nothing is known */
    private record Known(Map<String, Definition> byKey, boolean whole, Instant at) {}

    private final SyncedFields fields;
    private final Clock clock;
    private volatile Optional<Known> known = Optional.empty();

    /** @param fields those that are kept in step, with their keys */
    public CommunityFields(SyncedFields fields, Clock clock) {
        this.fields = fields;
        this.clock = clock;
    }

    /** Whether it is time to ask. */
    public boolean isDue() {
        return known.filter(last -> clock.instant().isBefore(last.at().plus(VALID)))
                .isEmpty();
    }

    /**
     * Takes over the answer to {@link CircleRequests#profileFields}, and says in the log which keys the community lacks.
     *
     * @throws CircleException if Circle has not answered with such a list
     */
    public void learn(CircleAnswer answer) {
        know(answer);
        lack().ifPresent(LOG::warn);
    }

    /**
     * Takes over the answer to {@link CircleRequest#profileFields}, without a word.
     *
     * @throws CircleException if Circle has not answered with such a list
     */
    public void know(CircleAnswer answer) {
        JsonNode page = page(answer);
        Map<String, Definition> byKey = new HashMap<>();
        page.get(RECORDS)
                .forEach(record -> byKey.put(
                        record.path("key").asText(),
                        new Definition(
                                record.path("label").asText(),
                                record.path("field_type").asText())));
        known = Optional.of(
                new Known(Map.copyOf(byKey), !page.path("has_next_page").asBoolean(), clock.instant()));
    }

    private static JsonNode page(CircleAnswer answer) {
        return Json.parsed(answer.body())
                .filter(page -> answer.status() == 200 && page.path(RECORDS).isArray())
                .orElseThrow(() -> new CircleException(
                        Kind.UNAVAILABLE, "Circle answered " + answer.status() + " without a list"));
    }

    /** Which keys the community lacks, and those that it has, in one line; empty where none is lacking, as far as is known. */
    Optional<String> lack() {
        String lacking = lacking().entrySet().stream()
                .map(entry -> "'" + entry.getValue() + "' (" + entry.getKey() + ")")
                .collect(Collectors.joining(", "));
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of("The community has no profile field with the key " + lacking
                        + ", so nothing is written there; expected one of " + String.join(", ", keys()));
    }

    /** The fields that the community lacks, as far as is known, with the keys under which they are looked for. */
    public SortedMap<SyncedField, String> lacking() {
        SortedMap<SyncedField, String> lacking = new TreeMap<>(fields.keys());
        lacking.keySet().removeIf(this::has);
        return lacking;
    }

    /** The keys that the community has, as far as is known. */
    public SortedSet<String> keys() {
        return known.map(last -> new TreeSet<>(last.byKey().keySet())).orElseGet(TreeSet::new);
    }

    /** Whether all fields of the community are known. */
    public boolean isWhole() {
        return known.filter(Known::whole).isPresent();
    }

    /** Whether the community has the field, as far as is known. */
    boolean has(SyncedField field) {
        return known.filter(Known::whole)
                .map(last -> last.byKey().containsKey(fields.keys().get(field)))
                .orElse(true);
    }

    /**
     * Whether an answer of Circle's tells of all that there is: the name, the headline, and each profile field that the community
     * has; where that is not known, one of them. A list may tell less of a member than the answer about that one.
     */
    public boolean isTold(CircleMember member) {
        Set<SyncedField> leftOut = member.leftOut();
        Set<SyncedField> ofCommunity = fields.keys().keySet();
        return leftOut.stream().allMatch(SyncedField::isProfileField)
                && (isWhole()
                        ? leftOut.stream().noneMatch(this::has)
                        : ofCommunity.isEmpty() || !leftOut.containsAll(ofCommunity));
    }

    /** The field's type there, such as {@code textarea}. */
    public Optional<String> type(SyncedField field) {
        return definition(field).map(Definition::type).filter(type -> !type.isEmpty());
    }

    /**
     * What people call a field of a profile: one of the community's own as it is labelled there, as far as that is known.
     *
     * @param name of the field in the API; any other is given back
     */
    public String label(String name) {
        return TextField.named(name)
                .map(field -> field.synced()
                        .filter(SyncedField::isCustom)
                        .flatMap(this::definition)
                        .map(Definition::label)
                        .filter(label -> !label.isBlank())
                        .orElseGet(field::label))
                .orElse(name);
    }

    private Optional<Definition> definition(SyncedField field) {
        return known.map(last -> last.byKey().get(fields.keys().getOrDefault(field, "")));
    }
}
