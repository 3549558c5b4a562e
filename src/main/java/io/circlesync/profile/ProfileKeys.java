package io.circlesync.profile;

import io.circlesync.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By what profiles are looked for, before one is written: what is given finds the profile that has it. */
public record ProfileKeys(
        Optional<UUID> id, Optional<String> workosUserId, Optional<String> email, Optional<String> referralCode) {

    /** The same as a line of what the statements take, with the address as it is compared. */
    private record Wanted(
            int line,
            Optional<UUID> id,
            Optional<String> userId,
            Optional<String> email,
            Optional<String> referralCode) {}

    /** Finds the profile of an id and nobody else. */
    public static ProfileKeys ofId(UUID id) {
        return new ProfileKeys(Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The parameters of {@code profile-candidates.sql} and {@code account-conflicts.sql}, and of statements that take the id. */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>(wanted(Map.of(0, this)));
        parameters.put("id", id.map(UUID::toString).orElse(null));
        return parameters;
    }

    /** The parameters of {@code profile-candidates.sql} and {@code account-conflicts.sql} for several, by their lines. */
    public static Map<String, Object> wanted(Map<Integer, ProfileKeys> lines) {
        List<Wanted> wanted = lines.entrySet().stream()
                .map(line -> line.getValue().of(line.getKey()))
                .toList();
        return Map.of("wanted", Json.write(wanted));
    }

    /** What tells whom they are about: those that have one of them in common may be about one person. */
    public Set<Object> marks() {
        Wanted keys = of(0);
        return Stream.of(
                        mark("id", keys.id()),
                        mark("userId", keys.userId()),
                        mark("email", keys.email()),
                        mark("referralCode", keys.referralCode()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Optional<Object> mark(String name, Optional<?> value) {
        return value.map(given -> List.of(name, given));
    }

    private Wanted of(int line) {
        return new Wanted(
                line,
                id,
                workosUserId,
                email.map(address -> EmailAddress.of(address).key()),
                referralCode);
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "ProfileKeys[" + id.map(UUID::toString).orElse("") + "]";
    }
}
