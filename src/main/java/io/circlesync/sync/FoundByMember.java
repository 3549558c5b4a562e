package io.circlesync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whom the database found for each member of a batch, and by which key. */
record FoundByMember(
        Map<UUID, Profile> profiles,
        Map<FoundByMember.Key, UUID> found,
        Map<Long, ToldApart> toldApart,
        Map<Long, Long> rivals) {

    /** A key of one member: {@code member}, {@code account} or {@code email}. */
    record Key(long memberId, String name) {}

    /**
     * Reads the row of {@code member-candidates.sql}.
     *
     * @param profiles the rows found
     * @param found for each key that found one: {@code {"member": …, "key": …, "profile": …}}
     * @param toldApart whom a person has told from whom: {@code {"member": …, "profiles": …}}, with what is noted of it
     * @param rivals who claims the same profile as another: {@code {"member": …, "rival": …}}
     */
    static FoundByMember of(JsonNode profiles, JsonNode found, JsonNode toldApart, JsonNode rivals) {
        Map<UUID, Profile> byId = new HashMap<>();
        for (JsonNode row : profiles) {
            Profile profile = ProfileRows.fromJson(row);
            byId.put(profile.id(), profile);
        }
        Map<Key, UUID> byKey = new HashMap<>();
        for (JsonNode row : found) {
            byKey.put(
                    new Key(row.get("member").longValue(), row.get("key").textValue()),
                    UUID.fromString(row.get("profile").textValue()));
        }
        Map<Long, ToldApart> apart = new HashMap<>();
        for (JsonNode row : toldApart) {
            apart.put(row.get("member").longValue(), ToldApart.of(row));
        }
        Map<Long, Long> claims = new HashMap<>();
        for (JsonNode row : rivals) {
            claims.put(row.get("member").longValue(), row.get("rival").longValue());
        }
        return new FoundByMember(byId, byKey, apart, claims);
    }

    /** Those that the member may be. */
    MemberCandidates candidates(long memberId) {
        return new MemberCandidates(
                find(memberId, "member"),
                find(memberId, "account"),
                find(memberId, "email"),
                toldApart.getOrDefault(memberId, ToldApart.fromNobody()),
                Optional.ofNullable(rivals.get(memberId)));
    }

    private Optional<Profile> find(long memberId, String key) {
        return Optional.ofNullable(found.get(new Key(memberId, key))).map(profiles::get);
    }
}
