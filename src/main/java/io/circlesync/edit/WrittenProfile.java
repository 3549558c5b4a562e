package io.circlesync.edit;

import io.circlesync.change.Timeline;
import io.circlesync.change.Timeline.Source;
import io.circlesync.change.TimelineEntry;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A profile, and how it came to its values.
 *
 * @param timeline its changes in their order, as far as they are still told
 * @param toItsMember what was written to the member to whom it is linked
 * @param takenAddresses by their keys, addresses that it has had and that are another profile's by now
 */
public record WrittenProfile(
        Profile profile, List<TimelineEntry> timeline, ToMember toItsMember, Set<String> takenAddresses) {

    /** A person took one of two values that there were; whose it is, the earlier changes tell. */
    private static final Set<String> CHOSEN = Set.of(Restoring.UNDO, ProfileEditing.FLIP);

    public WrittenProfile {
        timeline = List.copyOf(timeline);
        takenAddresses = Set.copyOf(takenAddresses);
    }

    /**
     * The values that the member who is linked to the profile has not brought with them: in place of one that they have, what the
     * app or WorkOS had written before. A value of which the timeline tells nothing any more is taken for the member's, too, where
     * both sides have agreed on it.
     */
    FieldValues withoutTheMembers() {
        FieldValues own = profile.fields();
        Set<SyncedField> fields = new HashSet<>(own.fields());
        // What the member has cleared is theirs, too.
        timeline.forEach(entry -> SyncedField.named(entry.field()).ifPresent(fields::add));
        for (SyncedField field : fields) {
            List<TimelineEntry> changes = timeline.stream()
                    .filter(entry -> entry.field().equals(field.jsonName()))
                    .filter(entry -> !entry.source().equals(Source.PUSH.jsonName()))
                    .toList();
            if (isWrittenFromHere(field, changes)) {
                continue;
            }
            if (!changes.isEmpty()) {
                own = own.with(field, own(changes).orElse(null));
            } else if (isAgreed(field)) {
                own = own.with(field, null);
            }
        }
        return own;
    }

    /** Of a change that is too old to be told, it is still told that its value was written to Circle, and not read there. */
    private boolean isWrittenFromHere(SyncedField field, List<TimelineEntry> changes) {
        Optional<String> value = profile.fields().get(field);
        String name = CircleValues.nameOf(field);
        String text = CircleValues.text(name, profile.fields());
        return value.isPresent()
                && !changes.isEmpty()
                && changes.stream().noneMatch(change -> change.newValue().equals(value))
                && timeline.stream()
                        .filter(entry -> entry.source().equals(Source.PUSH.jsonName()))
                        .filter(entry -> entry.field().equals(name))
                        .flatMap(entry -> entry.newValue().stream())
                        .anyMatch(
                                kept -> CircleValues.isSame(name, text, kept) || CircleValues.isCut(name, text, kept));
    }

    /** What was last written by another hand than the member's. */
    private Optional<String> own(List<TimelineEntry> changes) {
        TimelineEntry first = changes.get(0);
        Optional<String> own = first.oldValue().filter(value -> wasLinkedBefore(first.changedAt()));
        Set<Optional<String>> all = new HashSet<>(Set.of(own));
        for (TimelineEntry change : changes) {
            boolean isOwn = CHOSEN.contains(change.rule())
                    ? all.contains(change.newValue())
                    : !change.source().equals(Source.CIRCLE.jsonName());
            if (isOwn) {
                own = change.newValue();
                all.add(own);
            }
        }
        return own;
    }

    /** Whether a member was linked to the profile by then that had been there before: what it began with is its own. */
    private boolean wasLinkedBefore(Instant time) {
        return timeline.stream()
                .anyMatch(entry -> entry.field().equals(Timeline.CIRCLE_MEMBER_ID)
                        && entry.newValue().isPresent()
                        && !entry.rule().equals(Restoring.CREATED)
                        && !entry.changedAt().isAfter(time));
    }

    private boolean isAgreed(SyncedField field) {
        return profile.base()
                .flatMap(agreed -> agreed.get(field))
                .equals(profile.fields().get(field));
    }
}
