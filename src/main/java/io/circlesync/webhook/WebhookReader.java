package io.circlesync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.circle.MemberIds;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.StorableText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Header;

/**
 * Reads a webhook of Circle, which comes in three envelopes: {@code {"type","data"}}, the same below {@code "body"}, and
 * flat. Set-up probes are empty in one way or another.
 */
public final class WebhookReader {

    private static final Set<String> PROBE_TYPES = Set.of("test", "ping", "webhooks.test");
    private static final Set<String> NOTHING = Set.of("", "null", "{}", "{\"body\":null}", "{\"body\":{}}");
    private static final int LONGEST_NOTHING = 64;

    /** Characters; events are found by their types, and no index takes whatever there might be. */
    private static final int LONGEST_TYPE = 200;

    private static final List<String> MEMBER_DATA = List.of("memberData", "member", "member_data");
    private static final String FIELD_UPDATED = "community_member_profile_field_updated";
    private static final String MEMBER_ID = "community_member_id";

    private final Optional<Long> communityId;

    /** @param communityId the only community whose events are taken; any when empty */
    public WebhookReader(Optional<Long> communityId) {
        this.communityId = communityId;
    }

    /**
     * Reads the body.
     *
     * @throws HttpProblem 403 if the event is another community's
     */
    public WebhookEvent read(@Body byte[] body, @Header("Content-Type") String contentType) {
        if (saysNothing(body)) {
            return WebhookEvent.aProbe();
        }
        WebhookBody sent = WebhookBody.read(body, contentType);
        return sent.json()
                .map(root -> read(root, sent.text()))
                .orElseGet(() -> WebhookEvent.unusable(Optional.empty(), "The body is not JSON.", sent.text()));
    }

    /** Whether the body is a set-up probe in its plainest forms: empty, {@code null} or {@code {}}, in an envelope or not. */
    public static boolean saysNothing(byte[] body) {
        return body == null
                || body.length <= LONGEST_NOTHING
                        && NOTHING.contains(new String(body, StandardCharsets.UTF_8).replaceAll("\\s", ""));
    }

    /**
     * Whether a body of this length may be such a probe.
     *
     * @param contentLength as it was given; null if it was not
     */
    static boolean maySayNothing(String contentLength) {
        return contentLength == null
                || contentLength.matches("\\d{1,2}") && Integer.parseInt(contentLength) <= LONGEST_NOTHING;
    }

    private WebhookEvent read(JsonNode root, String text) {
        if (isNothing(root)) {
            return WebhookEvent.aProbe();
        }
        if (!root.isObject()) {
            return WebhookEvent.unusable(Optional.empty(), "The body is not a JSON object.", text);
        }
        JsonNode event = root.has("body") && !root.has("type") ? root.get("body") : root;
        if (isNothing(event)) {
            return WebhookEvent.aProbe();
        }
        Optional<String> type = Optional.of(event.path("type"))
                .filter(JsonNode::isTextual)
                .map(node -> StorableText.of(node.textValue()).strip())
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST_TYPE);
        if (type.filter(PROBE_TYPES::contains).isPresent()) {
            return WebhookEvent.aProbe();
        }
        JsonNode data = event.path("data").isObject() ? event.get("data") : event;
        Optional<JsonNode> member = memberData(event, data);
        refuseOtherCommunity(Stream.concat(Stream.of(event, data), member.stream()));
        Optional<Long> memberId = MemberIds.read(data.path(MEMBER_ID))
                .or(() -> data.has(MEMBER_ID)
                        ? Optional.empty()
                        : member.flatMap(node -> MemberIds.read(node.path("id"))));
        if (type.isEmpty() && memberId.isEmpty()) {
            return WebhookEvent.unusable(type, WebhookEvent.NO_MEMBER, text);
        }
        Optional<JsonNode> ownData = member.filter(
                node -> !node.has("id") || MemberIds.read(node.get("id")).equals(memberId));
        Optional<JsonNode> fieldData =
                Optional.of(data).filter(node -> type.equals(Optional.of(FIELD_UPDATED)) && member.isEmpty());
        return new WebhookEvent(type, memberId, ownData, fieldData, Optional.empty(), false, text);
    }

    private void refuseOtherCommunity(Stream<JsonNode> speakers) {
        speakers.map(node -> node.path("community_id"))
                .filter(node -> !isNothing(node))
                .forEach(node -> {
                    if (communityId.isPresent() && !MemberIds.read(node).equals(communityId)) {
                        throw HttpProblem.forbidden("The event is another community's; expected one of community "
                                + communityId.get() + ".");
                    }
                });
    }

    private static Optional<JsonNode> memberData(JsonNode event, JsonNode data) {
        return Stream.of(data, event)
                .flatMap(node -> MEMBER_DATA.stream().map(node::path))
                .filter(JsonNode::isObject)
                .findFirst();
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isObject() && node.isEmpty();
    }
}
