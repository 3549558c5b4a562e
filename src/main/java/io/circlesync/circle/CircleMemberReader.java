package io.circlesync.circle;

import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.HEADLINE;
import static io.circlesync.profile.SyncedField.LAST_NAME;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.circle.CircleMember.Standing;
import io.circlesync.json.Json;
import io.circlesync.json.PartnerTime;
import io.circlesync.profile.AccountId;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FullName;
import io.circlesync.profile.Link;
import io.circlesync.profile.SameText;
import io.circlesync.profile.StorableText;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads Circle's member object tolerantly: a field may stand in {@code flattened_profile_fields}, in {@code
 * profile_fields[]} or at the top level, and be null or blank where it has no value.
 */
public final class CircleMemberReader {

    private static final String FLATTENED = "flattened_profile_fields";
    private static final String PROFILE_FIELDS = "profile_fields";
    private static final String NAME = "name";
    private static final List<String> PARTS = List.of("first_name", "last_name");
    private static final String LINK = "link";
    private static final int LONGEST_HINT = 4096;

    private final SyncedFields fields;
    private final Set<SyncedField> all;
    private final Clock clock;

    /**
     * @param fields what is read
     * @param clock tells when a member was read: nothing was edited later
     */
    public CircleMemberReader(SyncedFields fields, Clock clock) {
        this.fields = fields;
        this.all = Set.copyOf(fields.all());
        this.clock = clock;
    }

    /** Reads a member; empty if there is no usable id or no e-mail in it. */
    public Optional<CircleMember> read(JsonNode member) {
        Optional<Long> id = MemberIds.read(member.path("id"));
        // Who somebody is, is never put together out of anything else than one text as it is.
        Optional<String> email = oneText(member.path("email"))
                .map(value -> EmailAddress.of(value).text())
                .filter(value -> value.indexOf('@') > 0);
        if (id.isEmpty() || email.isEmpty()) {
            return Optional.empty();
        }
        Map<SyncedField, String> values = new HashMap<>();
        Set<SyncedField> told = new HashSet<>(all);
        readName(member, values, told);
        readText(List.of(member.path("headline")), HEADLINE, values, told);
        Set<SyncedField> undated = new HashSet<>();
        Map<SyncedField, Instant> times = new HashMap<>();
        Map<SyncedField, String> types = new HashMap<>();
        Map<SyncedField, String> definitions = new HashMap<>();
        Map<String, JsonNode> profileFields = profileFields(member);
        fields.keys().forEach((field, key) -> {
            JsonNode definition = profileFields.getOrDefault(key, MissingNode.getInstance());
            text(definition.path("field_type")).ifPresent(type -> types.put(field, type));
            definition(member, profileFields, field).ifPresent(how -> definitions.put(field, how));
            JsonNode record = definition.path("community_member_profile_field");
            readText(places(member, field, record), field, values, told);
            if (!values.containsKey(field) && !(record.isObject() || record.isNull() || record.isMissingNode())) {
                told.remove(field);
            }
            boolean link = field.isLink() || LINK.equals(types.get(field));
            if (link && values.containsKey(field) && !Link.isHarmless(values.get(field))) {
                values.remove(field);
                told.remove(field);
            }
            time(record.path("updated_at"), () -> undated.add(field)).ifPresent(time -> times.put(field, time));
        });
        Instant now = clock.instant();
        Optional<Instant> updatedAt = time(member.path("updated_at"), () -> undated.addAll(all));
        return Optional.of(new CircleMember(
                id.get(),
                email.get(),
                oneText(member.path("sso_provider_user_id")).flatMap(AccountId::of),
                FieldValues.of(values),
                told,
                all.stream()
                        .filter(field -> leavesOut(member, profileFields, field))
                        .collect(Collectors.toSet()),
                standing(member),
                undated,
                now,
                // It only stands for a time that is missing here; it decides nothing.
                time(member.path("created_at"), () -> {}).map(created -> created.isAfter(now) ? now : created),
                updatedAt,
                times,
                types,
                definitions,
                text(member.path("profile_url")).filter(CircleMemberReader::isWebAddress)));
    }

    /**
     * Makes of the member data in an event what can stand for a fetch; empty unless they are whole, for what an event
     * leaves out must not look as if Circle had no value.
     *
     * @return the member as JSON, to be read again with {@link #read(String)}
     */
    public Optional<String> wholeMember(JsonNode member, long memberId) {
        Map<String, JsonNode> profileFields = profileFields(member);
        boolean hasProfileFields =
                fields.keys().keySet().stream().allMatch(field -> tells(member, profileFields, field));
        boolean hasName = member.has(NAME) || PARTS.stream().allMatch(member::has);
        if (!hasProfileFields || !hasName || !member.has("headline")) {
            return Optional.empty();
        }
        JsonNode identified = member.has("id") ? member : ((ObjectNode) member.deepCopy()).put("id", memberId);
        return read(identified)
                .filter(read -> read.id() == memberId && read.updatedAt().isPresent())
                .map(read -> StorableText.of(identified.toString()));
    }

    /**
     * What an event says of one profile field; empty unless the field is a synced one and its value a plain text of
     * ordinary length, or none.
     */
    public Optional<FieldHint> fieldHint(JsonNode event) {
        String key = event.path("profile_field_key").asText();
        JsonNode value = event.path("profile_field_value");
        if (!value.isTextual() && !value.isNull()) {
            return Optional.empty();
        }
        String told = text(value).orElse("");
        return fields.withKey(key)
                .filter(field -> told.length() <= LONGEST_HINT)
                .map(field -> new FieldHint(field, told));
    }

    /** Reads a member that was kept as JSON. */
    public Optional<CircleMember> read(String json) {
        return Json.parsed(json).flatMap(this::read);
    }

    /**
     * Circle's name is the one text; its parts are only derived from it and may be older or incomplete. They tell where
     * to cut as long as they make up the same name, and stand for it where it is not given.
     */
    private static void readName(JsonNode member, Map<SyncedField, String> values, Set<SyncedField> told) {
        Optional<String> first = text(member.path("first_name")).map(String::strip);
        Optional<String> last = text(member.path("last_name")).map(String::strip);
        Optional<String> name = text(member.path(NAME)).map(String::strip);
        String joined =
                SameText.oneLine(Stream.concat(first.stream(), last.stream()).collect(Collectors.joining(" ")));
        if (name.isEmpty()
                && (!areReadable(member, PARTS) || joined.isEmpty() && !areReadable(member, List.of(NAME)))) {
            told.removeAll(List.of(FIRST_NAME, LAST_NAME));
        } else if (name.isEmpty() || SameText.oneLine(name.get()).equals(joined)) {
            first.ifPresent(value -> values.put(FIRST_NAME, value));
            last.ifPresent(value -> values.put(LAST_NAME, value));
        } else {
            FullName parts = FullName.cut(name.get());
            parts.first().ifPresent(value -> values.put(FIRST_NAME, value));
            parts.last().ifPresent(value -> values.put(LAST_NAME, value));
        }
    }

    private static boolean areReadable(JsonNode member, List<String> names) {
        return names.stream().map(member::path).allMatch(CircleMemberReader::isReadable);
    }

    private List<JsonNode> places(JsonNode member, SyncedField field, JsonNode record) {
        return List.of(
                member.path(FLATTENED).path(fields.keys().get(field)),
                record.path("display_value"),
                record.path("text"),
                record.path("textarea"),
                atTopLevel(member, field));
    }

    /** The first text there is. What stands there in a form that is none of Circle's is some value, and no empty one. */
    private static void readText(
            List<JsonNode> places, SyncedField field, Map<SyncedField, String> values, Set<SyncedField> told) {
        places.stream()
                .flatMap(node -> text(node).stream())
                .findFirst()
                .ifPresentOrElse(value -> values.put(field, value), () -> {
                    if (!places.stream().allMatch(CircleMemberReader::isReadable)) {
                        told.remove(field);
                    }
                });
    }

    /** Where earlier versions of the API have the common fields; whatever else is there is the member's own. */
    private JsonNode atTopLevel(JsonNode member, SyncedField field) {
        return field.isCustom()
                ? MissingNode.getInstance()
                : member.path(fields.keys().get(field));
    }

    private Optional<String> definition(JsonNode member, Map<String, JsonNode> profileFields, SyncedField field) {
        return Optional.ofNullable(profileFields.get(fields.keys().get(field)))
                .map(definition -> definition.path("field_type").asText() + " "
                        + definition.path("updated_at").asText())
                .or(() -> tells(member, profileFields, field) ? Optional.of("value only") : Optional.empty());
    }

    private boolean tells(JsonNode member, Map<String, JsonNode> profileFields, SyncedField field) {
        String key = fields.keys().get(field);
        return member.path(FLATTENED).has(key)
                || !atTopLevel(member, field).isMissingNode()
                || profileFields.containsKey(key);
    }

    /** Where a field has no value, Circle says so: with a key that is not there, the community may have no such field now. */
    private boolean leavesOut(JsonNode member, Map<String, JsonNode> profileFields, SyncedField field) {
        if (field.isName()) {
            return !member.has(NAME) && PARTS.stream().noneMatch(member::has);
        }
        return field.isProfileField() ? !tells(member, profileFields, field) : !member.has(field.jsonName());
    }

    /** What the member's object says of each field of the community, by the field's key. */
    private static Map<String, JsonNode> profileFields(JsonNode member) {
        Map<String, JsonNode> byKey = new HashMap<>();
        elements(member.path(PROFILE_FIELDS))
                .filter(JsonNode::isObject)
                .forEach(field -> byKey.putIfAbsent(field.path("key").asText(), field));
        return byKey;
    }

    /** A value, or the values of a choice; empty if there is none, and for what {@link #isReadable} refuses. */
    private static Optional<String> text(JsonNode node) {
        return node.isArray() && isReadable(node)
                ? Optional.of(elements(node)
                                .flatMap(element -> plainText(element).stream())
                                .collect(Collectors.joining(", ")))
                        .filter(value -> !SameText.isBlank(value))
                : plainText(node);
    }

    /** Whether this is a form in which Circle gives a value, or says that there is none. */
    private static boolean isReadable(JsonNode node) {
        return node.isArray()
                ? node.isEmpty()
                        || elements(node).allMatch(JsonNode::isValueNode)
                                && !elements(node).allMatch(JsonNode::isNull)
                : node.isValueNode() || node.isMissingNode();
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static Optional<String> oneText(JsonNode node) {
        return Optional.of(node).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private static Optional<String> plainText(JsonNode node) {
        return Optional.of(node)
                .filter(value -> value.isValueNode() && !value.isNull())
                .map(value -> isFraction(value) ? plainNumber(value.doubleValue()) : StorableText.of(value.asText()))
                .filter(value -> !SameText.isBlank(value));
    }

    private static boolean isFraction(JsonNode value) {
        return value.isFloatingPointNumber() && Double.isFinite(value.doubleValue());
    }

    /** 38 and 38.0 are one number, of which people write the shorter form. */
    private static String plainNumber(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** Circle's links are https, those of a stand-in may be http; anything else might run as a script when clicked. */
    private static boolean isWebAddress(String url) {
        return url.startsWith("https://") || url.startsWith("http://");
    }

    /** Only what Circle says in so many words counts: a key that is missing, as it may be in an event, says nothing. */
    private static Standing standing(JsonNode member) {
        JsonNode confirmed = member.path("profile_confirmed_at");
        if (confirmed.isValueNode() && text(confirmed).isEmpty()) {
            return Standing.INVITED;
        }
        return member.path("active").asText().strip().equalsIgnoreCase("false") ? Standing.INACTIVE : Standing.MEMBER;
    }

    private static Optional<Instant> time(JsonNode node, Runnable unreadable) {
        try {
            return PartnerTime.read(node);
        } catch (DateTimeException e) {
            unreadable.run();
            return Optional.empty();
        }
    }
}
