package io.circlesync.sync;

import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Decides what follows when Circle was searched for the member that a profile made here belongs to. */
public final class ProfileSearch {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);
    private static final int MOST_DOUBLINGS = 12;

    /** The parameters of {@code profile-found.sql}: the member to be synced, none if Circle has nobody. */
    public Map<String, Object> found(Map<String, Object> claimed, Optional<CircleMember> member) {
        Map<String, Object> parameters = new HashMap<>(claimed);
        parameters.put("memberId", member.map(CircleMember::id).orElse(null));
        return parameters;
    }

    /** The parameters of {@code profile-search-later.sql}: when to search again. */
    public Map<String, Object> later(Map<String, Object> claimed, Throwable failure) {
        int attempts = (Integer) claimed.get("attempts") + 1;
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        Duration wait =
                failure instanceof CircleException circle ? circle.retryAfter().orElse(doubled) : doubled;
        Map<String, Object> parameters = new HashMap<>(claimed);
        parameters.put("attempts", attempts);
        parameters.put("delayMillis", (wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait).toMillis());
        return parameters;
    }
}
