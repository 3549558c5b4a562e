package io.circlesync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileRows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whom the database found for each member of a batch, and by which key. */
record FoundByMember(
        Map<UUID, Profile> profiles,
        Map<FoundByMember.Key, UUID> found,
        Map<Long, Set<UUID>> toldApart,
        Map<Long, WrittenForOthers> forOthers,
        Map<Long, Long> rivals) {

    /** A key of one member: {@code member}, {@code account} or {@code email}. */
    record Key(long memberId, String name) {}

    /**
     * Reads the row of {@code member-candidates.sql}.
     *
     * @param profiles the rows found
     * @param found for each key that found one: {@code {"member": …, "key": …, "profile": …}}
     * @param toldApart whom a person has told from whom: {@code {"member": …, "profile": …}}
     * @param forOthers what was written to whom for others: {@code {"member": …, "for_others": …}}
     * @param rivals who claims the same profile as another: {@code {"member": …, "rival": …}}
     */
    static FoundByMember of(
            JsonNode profiles, JsonNode found, JsonNode toldApart, JsonNode forOthers, JsonNode rivals) {
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
        Map<Long, Set<UUID>> apart = new HashMap<>();
        for (JsonNode row : toldApart) {
            apart.computeIfAbsent(row.get("member").longValue(), member -> new HashSet<>())
                    .add(UUID.fromString(row.get("profile").textValue()));
        }
        Map<Long, WrittenForOthers> notes = new HashMap<>();
        for (JsonNode row : forOthers) {
            notes.put(
                    row.get("member").longValue(),
                    Json.mapper().convertValue(row.get("for_others"), WrittenForOthers.class));
        }
        Map<Long, Long> claims = new HashMap<>();
        for (JsonNode row : rivals) {
            claims.put(row.get("member").longValue(), row.get("rival").longValue());
        }
        return new FoundByMember(byId, byKey, apart, notes, claims);
    }

    /** Those that the member may be. */
    MemberCandidates candidates(long memberId) {
        return new MemberCandidates(
                find(memberId, "member"),
                find(memberId, "account"),
                find(memberId, "email"),
                toldApart.getOrDefault(memberId, Set.of()),
                Optional.ofNullable(forOthers.get(memberId)),
                Optional.ofNullable(rivals.get(memberId)));
    }

    private Optional<Profile> find(long memberId, String key) {
        return Optional.ofNullable(found.get(new Key(memberId, key))).map(profiles::get);
    }
}
