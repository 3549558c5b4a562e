package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides what follows when Circle was searched for the member that a profile made here belongs to. */
public final class ProfileSearch {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

    private final CircleBackoff backoff;

    /** @param random gives numbers from 0 to 1, for the variation of the wait */
    public ProfileSearch(DoubleSupplier random) {
        this.backoff = new CircleBackoff(FIRST_WAIT, LONGEST_WAIT, random);
    }

    /** The parameters of {@code profile-found.sql}: the member to be synced, none if Circle has nobody. */
    public Map<String, Object> found(Map<String, Object> claimed, Optional<CircleMember> member) {
        Map<String, Object> parameters = new HashMap<>(claimed);
        parameters.put("memberId", member.map(CircleMember::id).orElse(null));
        return parameters;
    }

    /** The parameters of {@code profile-search-later.sql}: when to search again. */
    public Map<String, Object> later(Map<String, Object> claimed, Throwable failure) {
        CircleBackoff.Next next = backoff.after((Integer) claimed.get("attempts"), failure);
        Map<String, Object> parameters = new HashMap<>(claimed);
        parameters.put("attempts", next.attempts());
        parameters.put("delayMillis", next.delay().toMillis());
        return parameters;
    }
}
