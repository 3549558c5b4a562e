package io.circlesync.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes the rows of the outbox for a notice, once the route has said where it goes. */
public final class OutboxMessages {

    private static final String SLACK = "slack";
    private static final String MAIL = "mail";

    private final Duration grace;
    private final Clock clock;

    /** @param grace how long the first mail about an incomplete profile waits for somebody who is filling it in */
    public OutboxMessages(Duration grace, Clock clock) {
        this.grace = grace;
        this.clock = clock;
    }

    /** An alert for the team. */
    public List<OutboxMessage> slack(GapNotice notice) {
        return List.of(message(SLACK, notice, clock.instant()));
    }

    /** A mail to the person. */
    public List<OutboxMessage> mail(GapNotice notice) {
        return List.of(message(MAIL, notice.withMail(), mailDue(notice)));
    }

    /** An alert for the team, and a mail to the person. */
    public List<OutboxMessage> slackAndMail(GapNotice notice) {
        return List.of(
                message(SLACK, notice.withMail(), clock.instant()), message(MAIL, notice.withMail(), mailDue(notice)));
    }

    /** Nothing to send. */
    public List<OutboxMessage> none() {
        return List.of();
    }

    /** The rows as JSON, for the statement that writes them. */
    public String toJson(List<OutboxMessage> messages) throws JsonProcessingException {
        return Json.mapper().writeValueAsString(messages);
    }

    private Instant mailDue(GapNotice notice) {
        boolean waits = notice.fillingIn() && notice.gap().kind() == GapKind.INCOMPLETE_PROFILE;
        return waits ? clock.instant().plus(grace) : clock.instant();
    }

    private static OutboxMessage message(String channel, GapNotice notice, Instant dueAt) {
        String key = String.join(
                ":",
                notice.kind(),
                notice.gap().subject(),
                Long.toString(notice.openedAt().toEpochMilli()),
                Integer.toString(notice.reminder()),
                channel);
        JsonNode payload = Json.mapper().valueToTree(notice);
        return new OutboxMessage(key, channel, notice.kind(), notice.gap().profileId(), payload, dueAt);
    }
}
