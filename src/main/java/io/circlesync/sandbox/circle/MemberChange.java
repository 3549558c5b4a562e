package io.circlesync.sandbox.circle;

import java.util.List;

/** A member as changed, and the webhooks that tell of it, in order. */
public record MemberChange(Member member, List<WorkflowEvent> events) {

    public MemberChange {
        events = List.copyOf(events);
    }
}
