package io.circlesync.merge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FullName;
import io.circlesync.profile.SyncedField;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was written to a member in Circle for somebody else, to whom they were linked until a person said whose they are, and what
 * may still stand there. It is nobody's, and must come neither to the profile that is theirs nor stay. Of the texts there is no more
 * than it takes to know them, so that whoever they are of can be erased. It is noted at the member when a person says it, and ends
 * field by field, when Circle shows something else.
 *
 * @param fields by Circle's names
 */
public record WrittenForOthers(SortedMap<String, WrittenForOthers.Written> fields) {

    /** By whom a text was written of which only that is known that it is not the member's. */
    private static final UUID SOMEBODY = new UUID(0, 0);

    private static final WrittenForOthers NOTHING = new WrittenForOthers(new TreeMap<>());

    /**
     * One of the fields.
     *
     * @param before what had stood there; empty if nothing had, or nobody knows
     */
    public record Written(List<Text> texts, String before) {

        public Written {
            texts = List.copyOf(texts);
        }

        private boolean has(String name, String text) {
            return Fingerprint.isOneOf(texts.stream().map(Text::fingerprint).toList(), name, text);
        }

        private Written and(Collection<Text> more) {
            return new Written(
                    Stream.concat(texts.stream(), more.stream()).distinct().toList(), before);
        }

        /** Without what had stood there, which is somebody's. */
        @Override
        public String toString() {
            return "Written" + texts;
        }
    }

    /** @param by the profile for which it was written */
    public record Text(UUID by, String fingerprint) {}

    public WrittenForOthers {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static WrittenForOthers of(Map<String, Written> fields) {
        return new WrittenForOthers(new TreeMap<>(fields));
    }

    @Override
    @JsonValue
    public SortedMap<String, Written> fields() {
        return fields;
    }

    /** Where nobody else was ever linked to the member, and where all is as it should be. */
    public static WrittenForOthers nothing() {
        return NOTHING;
    }

    /**
     * The same, and one more text. Of those that were written one over the other the first tells what had stood there.
     *
     * @param over what it was written over
     */
    public WrittenForOthers and(UUID by, String name, String over, String text) {
        Written known = fields.get(name);
        Written written = known != null && known.has(name, over) ? known : new Written(List.of(), over);
        return with(name, written.and(texts(by, name, text)));
    }

    /** The same, and what is shown of what was sent for somebody without having seen the answer, be it in part. */
    public WrittenForOthers andShown(CircleValues unanswered, FieldValues shown) {
        CircleValues arrived = unanswered.only((name, text) -> {
            String now = CircleValues.text(name, shown);
            return CircleValues.isSame(name, text, now) || CircleValues.isCut(name, text, now);
        });
        WrittenForOthers all = this;
        for (String name : arrived.names()) {
            Written known = fields.getOrDefault(name, new Written(List.of(), ""));
            all = all.with(name, known.and(texts(SOMEBODY, name, CircleValues.text(name, shown))));
        }
        return all;
    }

    /** Without a field about which somebody has said something else since. */
    public WrittenForOthers without(String name) {
        return only(other -> !other.equals(name));
    }

    /** What of it is not of this profile. */
    public WrittenForOthers except(UUID profile) {
        TreeMap<String, Written> others = new TreeMap<>();
        fields.forEach((name, written) -> {
            List<Text> texts = written.texts().stream()
                    .filter(text -> !text.by().equals(profile))
                    .toList();
            if (!texts.isEmpty()) {
                others.put(name, new Written(texts, written.before()));
            }
        });
        return new WrittenForOthers(others);
    }

    /**
     * What still stands in Circle.
     *
     * @param own what the member's profile has: if that is the same, it is theirs, too
     */
    public WrittenForOthers standing(FieldValues shown, FieldValues own) {
        return only(name -> {
            String text = CircleValues.text(name, shown);
            boolean isOwn = !text.isEmpty() && CircleValues.isSame(name, text, CircleValues.text(name, own));
            return fields.get(name).has(name, text) && !isOwn;
        });
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Circle's values with what had stood there before in the place of what stands there of it. */
    public FieldValues undoneIn(FieldValues shown) {
        FieldValues undone = shown;
        for (Map.Entry<String, Written> field : fields.entrySet()) {
            String name = field.getKey();
            Optional<String> text = Optional.of(field.getValue().before()).filter(value -> !value.isBlank());
            undone = name.equals(CircleValues.NAME) ? named(undone, text) : with(undone, name, text);
        }
        return undone;
    }

    private WrittenForOthers only(Predicate<String> chosen) {
        TreeMap<String, Written> fewer = new TreeMap<>(fields);
        fewer.keySet().removeIf(chosen.negate());
        return new WrittenForOthers(fewer);
    }

    private WrittenForOthers with(String name, Written written) {
        TreeMap<String, Written> more = new TreeMap<>(fields);
        more.put(name, written);
        return new WrittenForOthers(more);
    }

    private static Set<Text> texts(UUID by, String name, String text) {
        return Fingerprint.of(name, text).stream()
                .map(print -> new Text(by, print))
                .collect(Collectors.toSet());
    }

    private static FieldValues named(FieldValues values, Optional<String> text) {
        Optional<FullName> name = text.map(FullName::cut);
        return values.with(SyncedField.FIRST_NAME, name.flatMap(FullName::first).orElse(null))
                .with(SyncedField.LAST_NAME, name.flatMap(FullName::last).orElse(null));
    }

    private static FieldValues with(FieldValues values, String name, Optional<String> text) {
        FieldValues own = values;
        for (SyncedField field : CircleValues.fields(name)) {
            own = own.with(field, text.orElse(null));
        }
        return own;
    }
}
