package io.circlesync.sync;

import io.circlesync.merge.Conflict;
import io.circlesync.merge.Side;
import io.circlesync.profile.ChangeRow;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Words the timeline's entries for what a sync from Circle changes. */
record Timeline(UUID profileId, Instant now, Optional<Long> eventId) {

    private static final String SOURCE = "circle";

    /** What a merge changed, field by field; a field that stayed as it was has no entry. */
    List<ChangeRow> merged(Profile before, Profile after, List<Conflict> conflicts) {
        List<ChangeRow> entries = new ArrayList<>();
        for (SyncedField field : FieldValues.fields(before.fields(), after.fields())) {
            boolean disputed =
                    conflicts.stream().anyMatch(conflict -> conflict.field().equals(field));
            String undisputed = before.fields().get(field).isEmpty() ? "value-beats-none" : "changed-on-one-side";
            add(
                    entries,
                    field.jsonName(),
                    before.fields().get(field),
                    after.fields().get(field),
                    disputed ? "most-recent" : undisputed);
        }
        add(entries, "email", Optional.of(before.email()), Optional.of(after.email()), "moved-in-circle");
        add(
                entries,
                "circleMemberId",
                before.circleMemberId().map(String::valueOf),
                after.circleMemberId().map(String::valueOf),
                "linked");
        add(
                entries,
                "leftAt",
                before.leftAt().map(Instant::toString),
                after.leftAt().map(Instant::toString),
                after.leftAt().isPresent() ? "deactivated" : "returned");
        return entries;
    }

    /** One entry, in which Circle won. */
    ChangeRow entry(String field, Optional<String> from, Optional<String> to, String rule) {
        return new ChangeRow(
                profileId, now, field, from, to, SOURCE, rule, Optional.of(Side.CIRCLE.jsonName()), eventId);
    }

    private void add(List<ChangeRow> entries, String field, Optional<String> from, Optional<String> to, String rule) {
        if (!from.equals(to)) {
            entries.add(entry(field, from, to, rule));
        }
    }
}
