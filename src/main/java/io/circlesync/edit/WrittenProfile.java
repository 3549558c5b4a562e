package io.circlesync.edit;

import io.circlesync.change.Timeline.Source;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.util.Map;
import java.util.Optional;

/**
 * A profile, and who wrote its fields last.
 *
 * @param writers the sources of its changes ({@link Source}), by a field's name in the API, as far as the timeline still tells
 */
public record WrittenProfile(Profile profile, Map<String, String> writers) {

    public WrittenProfile {
        writers = Map.copyOf(writers);
    }

    /**
     * The values that the member who is linked to the profile has not brought with them. A value of which the timeline tells
     * nothing any more is taken for theirs, too, where both sides have agreed on it.
     */
    FieldValues withoutTheMembers() {
        FieldValues own = profile.fields();
        for (SyncedField field : profile.fields().fields()) {
            if (isTheMembers(field)) {
                own = own.with(field, "");
            }
        }
        return own;
    }

    private boolean isTheMembers(SyncedField field) {
        return Optional.ofNullable(writers.get(field.jsonName()))
                .map(Source.CIRCLE.jsonName()::equals)
                .orElseGet(() -> profile.base()
                        .flatMap(agreed -> agreed.get(field))
                        .equals(profile.fields().get(field)));
    }
}
