package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Values in Circle's cut: the full name as one value, and the other fields as they are. Each goes by its name there:
 * {@code name} for the full name, else the field's JSON name. An empty text says that there is no value.
 */
public final class CircleValues {

    /** The full name, which Circle keeps as one. */
    public static final String NAME = "name";

    private static final CircleValues NONE = new CircleValues(new TreeMap<>());
    private static final Set<SyncedField> NAME_PARTS = Set.of(SyncedField.FIRST_NAME, SyncedField.LAST_NAME);

    private final SortedMap<String, String> texts;

    private CircleValues(SortedMap<String, String> texts) {
        this.texts = Collections.unmodifiableSortedMap(texts);
    }

    /** No value at all. */
    public static CircleValues none() {
        return NONE;
    }

    /** Texts by their names. */
    @JsonCreator
    public static CircleValues of(Map<String, String> texts) {
        return new CircleValues(new TreeMap<>(texts));
    }

    /** The texts by their names, in order. */
    @JsonValue
    public SortedMap<String, String> texts() {
        return texts;
    }

    /** The names, in order. */
    public Set<String> names() {
        return texts.keySet();
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The same, each by itself. */
    public List<CircleValues> singly() {
        return texts.entrySet().stream()
                .map(entry -> of(Map.of(entry.getKey(), entry.getValue())))
                .toList();
    }

    /** The same, and others; of two under one name the other. */
    public CircleValues with(CircleValues others) {
        TreeMap<String, String> more = new TreeMap<>(texts);
        more.putAll(others.texts);
        return new CircleValues(more);
    }

    /** The same, but for those of these names. */
    public CircleValues without(Collection<String> names) {
        return only((name, text) -> !names.contains(name));
    }

    /** Those whose name and text are chosen. */
    public CircleValues only(BiPredicate<String, String> chosen) {
        TreeMap<String, String> fewer = new TreeMap<>();
        texts.forEach((name, text) -> {
            if (chosen.test(name, text)) {
                fewer.put(name, text);
            }
        });
        return new CircleValues(fewer);
    }

    /** Whether there is a text of this name that is the same to a person. */
    public boolean has(String name, String text) {
        return texts.containsKey(name) && isSame(name, texts.get(name), text);
    }

    /** The name of a field. */
    public static String nameOf(SyncedField field) {
        return field.isName() ? NAME : field.jsonName();
    }

    /** The fields under a name; none for a name under which there is nothing. */
    public static Set<SyncedField> fields(String name) {
        return name.equals(NAME)
                ? NAME_PARTS
                : SyncedField.named(name).map(Set::of).orElse(Set.of());
    }

    /** What values are under a name. */
    public static String text(String name, FieldValues values) {
        return name.equals(NAME)
                ? values.fullName().orElse("")
                : SyncedField.named(name).flatMap(values::get).orElse("");
    }

    /** A part of a full name; empty if it has none. */
    public static String part(SyncedField part, String fullName) {
        FullName name = FullName.cut(fullName);
        return (part.equals(SyncedField.FIRST_NAME) ? name.first() : name.last()).orElse("");
    }

    /** The values with those of others under these names. */
    public static FieldValues copy(Collection<String> names, FieldValues from, FieldValues to) {
        FieldValues copied = to;
        for (SyncedField field :
                names.stream().flatMap(name -> fields(name).stream()).collect(Collectors.toSet())) {
            copied = copied.with(field, from.get(field).orElse(null));
        }
        return copied;
    }

    /** Whether two texts under a name are the same to a person. */
    public static boolean isSame(String name, String one, String other) {
        return name.equals(NAME)
                ? SameText.sameName(one, other)
                : SyncedField.named(name)
                        .map(field -> SameText.same(field, one, other))
                        .orElseGet(() -> one.equals(other));
    }

    /** What a text under a name has in common with those that are the same to a person, and with no others. */
    public static Set<String> forms(String name, String text) {
        return name.equals(NAME)
                ? SameText.nameForms(text)
                : SyncedField.named(name)
                        .map(field -> SameText.forms(field, text))
                        .orElse(Set.of(text));
    }

    /**
     * Whether what is kept under a name is only the beginning of what was sent. A name that ends with a whole word is none:
     * somebody left out the rest.
     */
    public static boolean isCut(String name, String sent, String kept) {
        boolean shorterName = name.equals(NAME) && SameText.oneLine(sent).startsWith(SameText.oneLine(kept) + " ");
        boolean link = SyncedField.named(name)
                .filter(field -> SameText.isLink(field, sent))
                .isPresent();
        return link ? SameText.isLinkCutFrom(sent, kept) : !shorterName && SameText.isCutFrom(sent, kept);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CircleValues that && texts.equals(that.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    /** The names alone; the texts are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "CircleValues" + texts.keySet();
    }
}
