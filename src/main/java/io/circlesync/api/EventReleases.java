package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.problem.HttpProblem;
import io.circlesync.webhook.WebhookEvent;
import io.circlesync.workos.WorkosEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Has events count that could not be used when they came, as they are or as a person has put them right. */
public final class EventReleases {

    private static final String EVENTS = "/api/events/";

    /**
     * An event that is to count.
     *
     * @param body what it should have been; empty for what it was
     * @param operator who asked for it, where that is said
     */
    public record Release(long id, Optional<String> body, Optional<String> operator) {

        /** Leaves out the body, which may hold people's data. */
        @Override
        public String toString() {
            return "Release[" + id + "]";
        }
    }

    /**
     * Reads the call.
     *
     * @throws HttpProblem 404 if the path names no event, 400 if there are query parameters, 422 if fields are wrong
     */
    public Release read(ApiCall call) {
        call.requireNoQuery();
        long id = call.id(EVENTS).orElseThrow(EventReleases::unknown);
        CallBody body = CallBody.of(call);
        Optional<String> corrected = body.any("body").map(EventReleases::text);
        body.refuseOthers();
        body.requireRight();
        return new Release(id, corrected, call.operator());
    }

    /**
     * What is to be read as the event.
     *
     * @param stored the row of {@code event-find.sql}; null if there is none
     * @throws HttpProblem 404 if there is none, 409 if it is not quarantined
     */
    public byte[] body(Release release, Map<String, Object> stored) {
        if (stored == null) {
            throw unknown();
        }
        if (!stored.get("status").equals("quarantined")) {
            throw HttpProblem.conflict("The event is " + stored.get("status") + "; expected one that is quarantined.");
        }
        return release.body().orElse((String) stored.get("body")).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * An event of Circle as {@code event-release.sql} writes it.
     *
     * @param traceparent where the trace of its sync goes on; null where the call is not traced
     * @throws HttpProblem 400 if it cannot be used
     */
    public Map<String, Object> ofCircle(Release release, WebhookEvent event, String traceparent) {
        event.refusal().ifPresent(reason -> {
            throw HttpProblem.badRequest(reason);
        });
        Map<String, Object> row = new HashMap<>();
        row.put("id", release.id());
        row.put("operator", release.operator().orElse(null));
        row.put("body", event.body());
        row.put("type", event.type().orElse(null));
        row.put("traceparent", traceparent);
        row.put("memberId", event.memberId().orElseThrow(() -> HttpProblem.badRequest(WebhookEvent.NO_MEMBER)));
        return row;
    }

    /**
     * Lets pass an event of WorkOS that can be applied.
     *
     * @throws HttpProblem 400 if it cannot
     */
    public WorkosEvent ofWorkos(WorkosEvent event) {
        event.refusal().ifPresent(reason -> {
            throw HttpProblem.badRequest(reason);
        });
        if (event.user().isEmpty()) {
            throw HttpProblem.badRequest(
                    "The event is about no user; expected user.created, user.updated or user.deleted.");
        }
        return event;
    }

    private static String text(JsonNode body) {
        return body.isTextual() ? body.textValue() : body.toString();
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such event.");
    }
}
