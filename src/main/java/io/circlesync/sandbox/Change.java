package io.circlesync.sandbox;

import java.util.List;

/** A member as changed, and the webhooks that tell of it, in order. */
public record Change(Member member, List<WebhookEvent> events) {

    public Change {
        events = List.copyOf(events);
    }
}
