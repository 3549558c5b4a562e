package io.circlesync.edit;

import io.circlesync.change.Timeline;
import io.circlesync.change.Timeline.Source;
import io.circlesync.change.TimelineEntry;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.util.Map;
import java.util.Optional;

/** Reads out of the timeline of a profile what was written for it to the member from whom a person tells it. */
public final class PastLinks {

    private final String memberId;
    private final WrittenProfile profile;
    private WrittenForOthers written;
    private boolean isLinked;

    private PastLinks(long memberId, WrittenProfile profile) {
        this.memberId = Long.toString(memberId);
        this.profile = profile;
        this.written = profile.toItsMember().known();
    }

    /** That, and what is noted at the member already. */
    public static WrittenForOthers of(long memberId, WrittenProfile profile) {
        PastLinks links = new PastLinks(memberId, profile);
        profile.timeline().forEach(links::read);
        return links.withUnanswered();
    }

    /** What both sides agreed on last is what it is written over. */
    private WrittenForOthers withUnanswered() {
        FieldValues shown = profile.profile().base().orElse(FieldValues.none());
        WrittenForOthers all = written;
        for (Map.Entry<String, String> sent :
                profile.toItsMember().unanswered().texts().entrySet()) {
            all = all.and(
                    profile.profile().id(), sent.getKey(), CircleValues.text(sent.getKey(), shown), sent.getValue());
        }
        return all;
    }

    private void read(TimelineEntry entry) {
        if (entry.field().equals(Timeline.CIRCLE_MEMBER_ID)) {
            isLinked = entry.newValue().filter(memberId::equals).isPresent();
            // What was written while it was linked before is noted at the member, as far as it matters.
            written = profile.toItsMember().known();
        } else if (isLinked && entry.source().equals(Source.PUSH.jsonName())) {
            written = written.and(
                    entry.profileId(),
                    entry.field(),
                    entry.oldValue().orElse(""),
                    entry.newValue().orElse(""));
        } else if (isLinked && entry.source().equals(Source.CIRCLE.jsonName())) {
            written = written.without(nameOf(entry.field()));
        }
    }

    private static String nameOf(String field) {
        Optional<SyncedField> synced = SyncedField.named(field);
        return synced.map(CircleValues::nameOf).orElse(field);
    }
}
