package io.circlesync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import io.circlesync.merge.WrittenForOthers;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * From whom a person has told a member, and what is noted at them since.
 *
 * @param profiles somebody else's than the member's
 * @param forOthers what was written to the member for others, or for one who is theirs by now, and may still stand there
 * @param isOurTime whether nobody is known to have edited anything in Circle since we last wrote there: then Circle's time of the
 *     member is our own
 * @param isByPerson whether a person has said whose the member is, and that profile is still theirs
 */
record ToldApart(Set<UUID> profiles, WrittenForOthers forOthers, boolean isOurTime, boolean isByPerson) {

    private static final ToldApart FROM_NOBODY = new ToldApart(Set.of(), WrittenForOthers.nothing(), false, false);

    ToldApart {
        profiles = Set.copyOf(profiles);
    }

    static ToldApart fromNobody() {
        return FROM_NOBODY;
    }

    /** From {@code {"profiles": …, "for_others": …, "our_time": …, "by_person": …}}. */
    static ToldApart of(JsonNode row) {
        Set<UUID> profiles = new HashSet<>();
        for (JsonNode profile : row.get("profiles")) {
            profiles.add(UUID.fromString(profile.textValue()));
        }
        return new ToldApart(
                profiles,
                Json.mapper().convertValue(row.get("for_others"), WrittenForOthers.class),
                row.get("our_time").booleanValue(),
                row.get("by_person").booleanValue());
    }
}
