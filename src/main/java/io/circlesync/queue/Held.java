package io.circlesync.queue;

import io.circlesync.trace.Traced;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A member of this process, at whatever step of their sync. */
public interface Held extends Traced {

    /** The member, with the lease. */
    DueMember due();

    @Override
    default Optional<String> traceparent() {
        return due().traceparent();
    }

    @Override
    default Map<String, Object> traceIds() {
        Map<String, Object> ids = new HashMap<>(Map.of("member_id", due().memberId()));
        due().eventId().ifPresent(id -> ids.put("event_id", id));
        return ids;
    }
}
