package io.circlesync.workos;

import io.circlesync.profile.ChangeRow;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Words the timeline's entries for what an event of WorkOS changes. */
record WorkosTimeline(UUID profileId, Instant now, long eventId) {

    private static final String SOURCE = "workos";

    /** The fields of the person that differ. */
    List<ChangeRow> changed(Profile before, Profile after) {
        List<ChangeRow> entries = new ArrayList<>();
        for (SyncedField field : FieldValues.fields(before.fields(), after.fields())) {
            Optional<String> from = before.fields().get(field);
            Optional<String> to = after.fields().get(field);
            if (!from.equals(to)) {
                entries.add(entry(field.jsonName(), from, to, "filled-empty"));
            }
        }
        if (!before.email().equals(after.email())) {
            entries.add(entry("email", Optional.of(before.email()), Optional.of(after.email()), "email-changed"));
        }
        return List.copyOf(entries);
    }

    /** The link, made or ended. */
    ChangeRow account(Optional<String> from, Optional<String> to, String rule) {
        return entry("workosUserId", from, to, rule);
    }

    private ChangeRow entry(String field, Optional<String> from, Optional<String> to, String rule) {
        return new ChangeRow(profileId, now, field, from, to, SOURCE, rule, Optional.empty(), Optional.of(eventId));
    }
}
