package io.circlesync.merge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FullName;
import io.circlesync.profile.Profile;
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

    private static final WrittenForOthers NOTHING = new WrittenForOthers(new TreeMap<>());

    /**
     * One of the fields.
     *
     * @param before what had stood there, an empty text where nothing had; empty where that is not known any more
     */
    public record Written(List<Text> texts, Optional<String> before) {

        public Written {
            texts = List.copyOf(texts);
        }

        private boolean has(String name, String text) {
            return Fingerprint.isKnown(texts.stream().map(Text::fingerprint).toList(), name, text);
        }

        private Written by(UUID profile) {
            return new Written(
                    texts.stream().filter(text -> text.by().equals(profile)).toList(), before);
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
     * The same, and what Circle has taken for a profile. Of texts that were written one over the other the first tells what had stood
     * there.
     *
     * @param over what it was written over
     */
    public WrittenForOthers and(UUID by, String name, String over, String text) {
        Written known = fields.get(name);
        Written all = known != null && known.has(name, over) ? known : new Written(List.of(), Optional.of(over));
        return with(name, all.and(texts(by, Fingerprint.of(name, text))));
    }

    /**
     * The same, and what was sent for a profile without having seen the answer: it may stand there, in part too, or what stood there
     * before.
     *
     * @param over what it was written over, where that is not known better
     */
    public WrittenForOthers andUnanswered(UUID by, String name, String over, String sent) {
        Written known = fields.getOrDefault(name, new Written(List.of(), Optional.of(over)));
        return with(name, known.and(texts(by, Fingerprint.withBeginnings(name, sent))));
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
     * @param told of what Circle has told
     * @param own what the member's profile has: if that is the same, it is theirs, too
     */
    public WrittenForOthers standing(FieldValues shown, Set<SyncedField> told, FieldValues own) {
        return only(name -> {
            String text = CircleValues.text(name, shown);
            boolean isOwn = !text.isEmpty() && CircleValues.isSame(name, text, CircleValues.text(name, own));
            return isTold(name, told) && fields.get(name).has(name, text) && !isOwn;
        });
    }

    /**
     * What is to be noted of it any longer: what stands in Circle, be it the profile's that is linked now, and of what Circle has told
     * nothing.
     */
    public WrittenForOthers lasting(FieldValues shown, Set<SyncedField> told, Profile theirs) {
        Set<String> ofOthers = except(theirs.id())
                .standing(shown, told, theirs.fields())
                .fields
                .keySet();
        return only(name -> !isTold(name, told)
                || ofOthers.contains(name)
                || fields.get(name).by(theirs.id()).has(name, CircleValues.text(name, shown)));
    }

    private static boolean isTold(String name, Set<SyncedField> told) {
        return told.containsAll(CircleValues.fields(name));
    }

    /** Fields of which it is not known what had stood there, and the profile has nothing: what stands there is left alone. */
    public Set<SyncedField> leftAlone(FieldValues own) {
        return fields.entrySet().stream()
                .filter(field -> field.getValue().before().isEmpty())
                .map(field -> CircleValues.fields(field.getKey()))
                // A part of a name is no name that could be written.
                .filter(parts -> parts.stream().anyMatch(field -> own.get(field).isEmpty()))
                .flatMap(Collection::stream)
                .collect(Collectors.toSet());
    }

    /** Circle's values with what had stood there before in the place of what stands there of it. */
    public FieldValues undoneIn(FieldValues shown) {
        FieldValues undone = shown;
        for (Map.Entry<String, Written> field : fields.entrySet()) {
            String name = field.getKey();
            Optional<String> text = field.getValue().before().filter(value -> !value.isBlank());
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

    private static List<Text> texts(UUID by, Set<String> prints) {
        return prints.stream().map(print -> new Text(by, print)).toList();
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
