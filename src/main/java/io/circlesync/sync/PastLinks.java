package io.circlesync.sync;

import io.circlesync.change.Timeline;
import io.circlesync.change.Timeline.Source;
import io.circlesync.change.TimelineEntry;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.SyncedField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads out of timelines what was written to a member for those from whom a person has told them. */
final class PastLinks {

    private final String memberId;
    private final Optional<UUID> theirs;
    private final Map<UUID, String> memberOf = new HashMap<>();
    private final Map<String, String> written = new HashMap<>();
    private final Map<String, String> before = new HashMap<>();

    private PastLinks(long memberId, Optional<UUID> theirs) {
        this.memberId = Long.toString(memberId);
        this.theirs = theirs;
    }

    /**
     * What of it the profile that is theirs has not settled since.
     *
     * @param theirs the profile to which the member is linked, if there is one
     * @param timelines of it and of the others, in the order in which they were written
     */
    static WrittenForOthers of(long memberId, Optional<UUID> theirs, List<TimelineEntry> timelines) {
        PastLinks links = new PastLinks(memberId, theirs);
        timelines.forEach(links::read);
        return links.found();
    }

    private void read(TimelineEntry entry) {
        if (entry.field().equals(Timeline.CIRCLE_MEMBER_ID)) {
            // What was under way to a member is answered when the profile is linked to nobody any more.
            entry.newValue().ifPresent(member -> memberOf.put(entry.profileId(), member));
        } else if (memberId.equals(memberOf.get(entry.profileId()))) {
            boolean isPush = entry.source().equals(Source.PUSH.jsonName());
            if (theirs.filter(entry.profileId()::equals).isEmpty()) {
                if (isPush) {
                    write(entry.field(), entry.oldValue(), entry.newValue());
                }
            } else if (isPush || isOfCircle(entry)) {
                forget(nameOf(entry.field()));
            }
        }
    }

    /** What had stood in Circle before is here before it is there again. */
    private boolean isOfCircle(TimelineEntry entry) {
        return entry.source().equals(Source.CIRCLE.jsonName())
                && SyncedField.named(entry.field())
                        .filter(field -> found().isFromBefore(field, entry.newValue()))
                        .isEmpty();
    }

    private WrittenForOthers found() {
        return new WrittenForOthers(CircleValues.of(written), CircleValues.of(before));
    }

    private void write(String name, Optional<String> from, Optional<String> to) {
        // Of one after the other the first tells what had stood there, unless somebody has edited it in between.
        if (!CircleValues.isSame(name, written.getOrDefault(name, ""), from.orElse("")) || !written.containsKey(name)) {
            before.put(name, from.orElse(""));
        }
        written.put(name, to.orElse(""));
    }

    private void forget(String name) {
        written.remove(name);
        before.remove(name);
    }

    private static String nameOf(String field) {
        return SyncedField.named(field).map(CircleValues::nameOf).orElse(field);
    }
}
