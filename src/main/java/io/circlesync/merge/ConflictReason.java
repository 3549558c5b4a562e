package io.circlesync.merge;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Optional;

/** Why one side won a conflict. Both policies come down to the times, once both sides have changed a field. */
public enum ConflictReason {
    /** It was edited later; a time that Circle does not tell counts as the oldest. */
    MOST_RECENT("most-recent"),
    /** Both were edited at the same instant, and then the local side wins. */
    SAME_INSTANT("same-instant");

    private final String jsonName;

    ConflictReason(String jsonName) {
        this.jsonName = jsonName;
    }

    static ConflictReason of(Instant localTime, Optional<Instant> circleTime) {
        return circleTime.equals(Optional.of(localTime)) ? SAME_INSTANT : MOST_RECENT;
    }

    /** The rule's name in the API and in the database. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }
}
