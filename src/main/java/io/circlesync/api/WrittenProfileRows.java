package io.circlesync.api;

import com.fasterxml.jackson.core.type.TypeReference;
import io.circlesync.change.TimelineEntry;
import io.circlesync.edit.ToMember;
import io.circlesync.edit.WrittenProfile;
import io.circlesync.json.Json;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.ProfileRows;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads profiles with their timelines out of rows of the database. */
final class WrittenProfileRows {

    private static final TypeReference<List<TimelineEntry>> TIMELINE = new TypeReference<>() {};

    private static final TypeReference<Set<String>> ADDRESSES = new TypeReference<>() {};

    private WrittenProfileRows() {}

    /** A row of {@code member-link.sql} or {@code profile-erase-doubt.sql}. */
    static WrittenProfile of(Map<String, Object> row) {
        ToMember toItsMember = new ToMember(
                Json.read((String) row.get("for_others_of_its_member"), WrittenForOthers.class),
                Json.read((String) row.get("sent_to_its_member"), CircleValues.class));
        return new WrittenProfile(
                ProfileRows.fromJson((String) row.get("profile")),
                Json.read((String) row.get("timeline"), TIMELINE),
                toItsMember,
                Json.read((String) row.get("taken_addresses"), ADDRESSES));
    }
}
