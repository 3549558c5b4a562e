package io.circlesync.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import io.circlesync.profile.ChangeRow;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.TextField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Words the timeline's entries for what an app changes. */
record EditTimeline(UUID profileId, Instant now) {

    private static final String SOURCE = "local";

    /** Everything that a new profile begins with. */
    List<ChangeRow> created(Profile profile) {
        List<ChangeRow> entries = new ArrayList<>();
        add(entries, FieldReader.EMAIL, Optional.empty(), Optional.of(profile.email()), "created");
        add(entries, FieldReader.WORKOS_USER_ID, Optional.empty(), profile.workosUserId(), "created");
        Profile nothing = profile.change()
                .fields(FieldValues.none())
                .thingsICanOffer(List.of())
                .resumeLink(Optional.empty())
                .referralCode(Optional.empty())
                .build();
        addValues(entries, nothing, profile, "created");
        return entries;
    }

    /** The fields that differ. */
    List<ChangeRow> changed(Profile before, Profile after, String rule) {
        List<ChangeRow> entries = new ArrayList<>();
        boolean namedByCircle = before.circleAccount().equals(after.workosUserId());
        add(
                entries,
                FieldReader.WORKOS_USER_ID,
                before.workosUserId(),
                after.workosUserId(),
                namedByCircle ? "linked-by-circle" : "linked-by-email");
        add(entries, FieldReader.EMAIL, Optional.of(before.email()), Optional.of(after.email()), "email-changed");
        addValues(entries, before, after, rule);
        return entries;
    }

    private void addValues(List<ChangeRow> entries, Profile before, Profile after, String rule) {
        Stream<SyncedField> synced = FieldValues.fields(before.fields(), after.fields()).stream();
        for (TextField field : TextField.all(synced)) {
            add(entries, field.jsonName(), field.of(before), field.of(after), rule);
        }
        add(entries, Profile.THINGS_I_CAN_OFFER, list(before), list(after), rule);
    }

    private void add(List<ChangeRow> entries, String field, Optional<String> from, Optional<String> to, String rule) {
        if (!from.equals(to)) {
            entries.add(
                    new ChangeRow(profileId, now, field, from, to, SOURCE, rule, Optional.empty(), Optional.empty()));
        }
    }

    private static Optional<String> list(Profile profile) {
        try {
            return profile.thingsICanOffer().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.mapper().writeValueAsString(profile.thingsICanOffer()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A list of texts can be written as JSON", e);
        }
    }
}
