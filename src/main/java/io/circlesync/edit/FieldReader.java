package io.circlesync.edit;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.edit.EditRefusal.WrongField;
import io.circlesync.edit.EditRefusal.WrongFields;
import io.circlesync.profile.AccountId;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.Link;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SameText;
import io.circlesync.profile.StorableText;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.profile.TextField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the fields of a JSON object and gathers what is wrong with them, so that a caller hears of all of it at once. What
 * was typed is somebody's data and is never repeated.
 */
final class FieldReader {

    static final int MAX_OFFERS = 100;
    static final int MAX_OFFER_LENGTH = 1_000;

    static final String EMAIL = "email";
    static final String EMAIL_VERIFIED = "emailVerified";
    static final String WORKOS_USER_ID = "workosUserId";
    static final String CUSTOM = "custom";

    /** Characters of an address that a mail server takes (RFC 5321, section 4.5.3.1.3, without its brackets). */
    static final int MAX_EMAIL_LENGTH = 254;

    private static final Set<String> READ_ONLY =
            Set.of("id", WORKOS_USER_ID, "circleMemberId", "isStub", "createdAt", "updatedAt", "circleUpdatedAt");
    private static final int LONGEST_NAME_SHOWN = 40;
    private static final int MOST_ERRORS = 100;

    private static final String ADDRESS_WORD = "[^\\s\\p{Cntrl}@\"(),:;<>\\[\\]\\\\.]+";
    private static final String DOMAIN_LABEL = "[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
    private static final Pattern EMAIL_FORM =
            unicode(ADDRESS_WORD + "(\\." + ADDRESS_WORD + ")*@(" + DOMAIN_LABEL + "\\.)+" + DOMAIN_LABEL);
    private static final Pattern LINK_FORM = unicode("[hH][tT][tT][pP][sS]?://"
            + "([\\p{L}\\p{M}\\p{N}._-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?([/?#][^\\s\\p{Cntrl}<>\"]*)?");
    private static final Pattern WORD_FORM = unicode("[^\\s\\p{Cntrl}]+");

    private final JsonNode object;
    private final SyncedFields fields;
    private final Map<String, WrongField> errors = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> asTyped = new HashMap<>();

    /** @param fields those that this community keeps, beside those that the app alone knows */
    FieldReader(JsonNode object, SyncedFields fields) {
        this.object = object;
        this.fields = fields;
    }

    /** The address as it is to be shown; empty if it is not named. */
    Optional<String> email() {
        return given(EMAIL)
                .flatMap(node ->
                        text(EMAIL, node, MAX_EMAIL_LENGTH).or(() -> wrong(EMAIL, "Expected an e-mail address.")))
                .map(EmailAddress::of)
                .flatMap(address -> address.fault().isEmpty()
                        ? matching(EMAIL, address.text(), EMAIL_FORM, "an e-mail address")
                        : wrong(
                                EMAIL,
                                "Expected an e-mail address that can be told from others; this one has "
                                        + address.fault().get() + "."));
    }

    /** Whether the address is verified, if that is said. */
    Optional<Boolean> emailVerified() {
        Optional<JsonNode> said = given(EMAIL_VERIFIED).filter(node -> !node.isNull());
        if (said.isPresent() && !said.get().isBoolean()) {
            wrong(EMAIL_VERIFIED, "Expected true or false.");
        }
        return said.map(JsonNode::booleanValue);
    }

    /** As {@link #email()}, and an error if there is none. */
    Optional<String> requiredEmail() {
        if (!object.has(EMAIL)) {
            wrong(EMAIL, "Expected an e-mail address; this field is required.");
        }
        return email();
    }

    /** The account, if one is named. */
    Optional<String> workosUserId() {
        return given(WORKOS_USER_ID)
                .flatMap(node -> text(WORKOS_USER_ID, node, AccountId.MAX_LENGTH))
                .flatMap(typed -> AccountId.of(typed)
                        .or(() -> wrong(WORKOS_USER_ID, "Expected one word, all of whose characters can be seen.")));
    }

    /** The texts that are named; null and blank ones without a value. */
    Map<TextField, Optional<String>> texts() {
        Map<TextField, Optional<String>> texts = new HashMap<>();
        for (TextField field : TextField.all(SyncedField.table().stream())) {
            given(field.jsonName()).ifPresent(node -> texts.put(field, text(field, node)));
        }
        if (!fields.custom().isEmpty()) {
            given(CUSTOM).ifPresent(node -> readCustom(node, texts));
        }
        return texts;
    }

    /** Null stands for all of them, as RFC 7396 has it. */
    private void readCustom(JsonNode custom, Map<TextField, Optional<String>> texts) {
        if (!custom.isObject() && !custom.isNull()) {
            wrong(CUSTOM, "Expected an object that holds texts.");
            return;
        }
        Set<String> unknown = new LinkedHashSet<>();
        custom.fieldNames().forEachRemaining(unknown::add);
        for (SyncedField field : fields.custom()) {
            unknown.remove(field.customName());
            Optional.ofNullable(custom.isNull() ? custom : custom.get(field.customName()))
                    .map(node -> text(TextField.of(field), node))
                    .ifPresent(text -> texts.put(TextField.of(field), text));
        }
        String known = fields.custom().stream().map(SyncedField::jsonName).collect(Collectors.joining(", "));
        unknown.forEach(name ->
                wrong(CUSTOM + "." + abbreviated(name), "There is no such field; expected one of " + known + "."));
    }

    /** The list, if it is named; null is an empty one. */
    Optional<List<String>> thingsICanOffer() {
        return given(Profile.THINGS_I_CAN_OFFER).map(this::offers);
    }

    /**
     * What is wrong, but may be what the profile has already; to be called last.
     *
     * @throws WrongFieldsException that names every wrong field, and every one that nobody asked for, unless only the
     *     profile can tell
     */
    Doubts doubts() {
        Map<String, JsonNode> readOnly = new HashMap<>();
        object.properties().forEach(field -> {
            String name = field.getKey();
            if (READ_ONLY.contains(name) && !known.contains(name)) {
                readOnly.put(name, field.getValue());
                wrong(name, "This field can only be read.");
            } else if (!known.contains(name)) {
                wrong(abbreviated(name), "There is no such field.");
            }
        });
        List<WrongField> found = List.copyOf(errors.values());
        Doubts doubts = new Doubts(asTyped, readOnly, found);
        if (!found.isEmpty() && !doubts.isAny()) {
            throw new WrongFieldsException(new WrongFields(found));
        }
        return doubts;
    }

    private Optional<JsonNode> given(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name));
    }

    private Optional<String> text(TextField field, JsonNode node) {
        String name = field.jsonName();
        Optional<String> text = text(name, node, field.maxLength());
        return switch (field.form()) {
            case NAME, TEXT -> text;
            case LINK ->
                text.map(typed -> Link.withScheme(typed.strip()))
                        .flatMap(value -> matching(name, value, LINK_FORM, "an http or https URL"));
            case CODE -> text.map(String::strip).flatMap(value -> matching(name, value, WORD_FORM, "one word"));
        };
    }

    private Optional<String> text(String name, JsonNode node, int maxLength) {
        if (node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            return wrong(name, "Expected text.");
        }
        String value = node.textValue();
        asTyped.put(name, value);
        Optional<String> fault = fault(value, maxLength);
        if (fault.isPresent()) {
            return wrong(name, "Expected " + fault.get() + ".");
        }
        return Optional.of(value).filter(typed -> !SameText.isBlank(typed));
    }

    private List<String> offers(JsonNode node) {
        if (node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            wrong(Profile.THINGS_I_CAN_OFFER, "Expected a list of texts.");
            return List.of();
        }
        if (node.size() > MAX_OFFERS) {
            wrong(Profile.THINGS_I_CAN_OFFER, "Expected at most " + MAX_OFFERS + " texts.");
            return List.of();
        }
        List<String> offers = new ArrayList<>();
        Map<String, List<String>> faults = new LinkedHashMap<>();
        for (JsonNode item : node) {
            String value = item.isTextual() ? item.textValue() : "";
            offers.add(value);
            Optional<String> fault =
                    SameText.isBlank(value) ? Optional.of("text that is not blank") : fault(value, MAX_OFFER_LENGTH);
            fault.ifPresent(expected ->
                    faults.computeIfAbsent(expected, items -> new ArrayList<>()).add(Integer.toString(offers.size())));
        }
        if (faults.isEmpty()) {
            return offers;
        }
        wrong(
                Profile.THINGS_I_CAN_OFFER,
                faults.entrySet().stream()
                        .map(fault -> fault.getKey() + " as item " + String.join(", ", fault.getValue()))
                        .collect(Collectors.joining("; ", "Expected ", ".")));
        return List.of();
    }

    private static Optional<String> fault(String value, int maxLength) {
        if (!StorableText.is(value)) {
            return Optional.of("text without NUL characters and halves of surrogate pairs");
        }
        return value.codePointCount(0, value.length()) > maxLength
                ? Optional.of("at most " + maxLength + " characters")
                : Optional.empty();
    }

    private Optional<String> matching(String name, String value, Pattern form, String expected) {
        return form.matcher(value).matches() ? Optional.of(value) : wrong(name, "Expected " + expected + ".");
    }

    /** Each field is named once, with what was found first, and no more of them than somebody would read. */
    private Optional<String> wrong(String name, String detail) {
        if (errors.size() < MOST_ERRORS) {
            errors.putIfAbsent(name, new WrongField(name, detail));
        }
        return Optional.empty();
    }

    private static Pattern unicode(String form) {
        return Pattern.compile(form, Pattern.UNICODE_CHARACTER_CLASS);
    }

    private static String abbreviated(String name) {
        return name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) + "…" : name;
    }
}
