package io.circlesync.workos;

import java.util.Optional;

/**
 * What a webhook of WorkOS said, its signature being right.
 *
 * @param id WorkOS's own, the same when it is sent again
 * @param type such as {@code user.created}
 * @param user whom it is about; empty for types that are of no concern here
 * @param refusal why the event cannot be used; empty for one that can
 * @param body the event as it came
 */
public record WorkosEvent(
        Optional<String> id, Optional<String> type, Optional<WorkosUser> user, Optional<String> refusal, String body) {

    static final String USER_CREATED = "user.created";
    static final String USER_UPDATED = "user.updated";
    static final String USER_DELETED = "user.deleted";

    static WorkosEvent unusable(Optional<String> type, String reason, String body) {
        return new WorkosEvent(Optional.empty(), type, Optional.empty(), Optional.of(reason), body);
    }

    static WorkosEvent aProbe() {
        return new WorkosEvent(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "");
    }

    /** Whether it is a set-up probe, which says nothing and is not stored. */
    public boolean isProbe() {
        return id.isEmpty() && !isRefused();
    }

    /** Whether the event is to be kept for a person to look at. */
    public boolean isRefused() {
        return refusal.isPresent();
    }

    /** The type as a route compares it; empty if the event has none. */
    public String typeName() {
        return type.orElse("");
    }

    /** Whether the account is gone. */
    boolean isDeletion() {
        return type.filter(USER_DELETED::equals).isPresent();
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "WorkosEvent[" + id.orElse("unusable") + "]";
    }
}
