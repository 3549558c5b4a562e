package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.message.slack.SlackWords;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What tests of the sync have in common: ids of their own, webhooks, and looks into the database. */
abstract class SyncTestBase extends ServiceTestBase {

    static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");

    /** So long that no time or other number holds the same digits by chance. */
    private static final AtomicLong IDS = new AtomicLong(7_391_600_000L);

    static long newMemberId() {
        return IDS.incrementAndGet();
    }

    /** A complete member of Circle whose address contains the id. */
    ObjectNode memberInCircle(long id) {
        ObjectNode member = StubCircle.member(id, email(id), "Ada Lovelace", JANUARY);
        circle.put(member);
        return member;
    }

    static String email(long id) {
        return "member" + id + "@example.org";
    }

    void joins(long id) {
        fires("community_member_joined_community", id);
    }

    void changes(long id) {
        fires("profile_updated", id);
    }

    private void fires(String type, long id) {
        String event =
                "{\"type\":\"" + type + "\",\"data\":{\"community_id\":393781,\"community_member_id\":" + id + "}}";
        assertThat(service.post("/webhooks/circle", event).statusCode()).isEqualTo(200);
    }

    /** Fires what Circle does for one changed profile field; the value is JSON. */
    void tellsOfField(long id, String key, String value) {
        String event = "{\"type\":\"community_member_profile_field_updated\",\"data\":{\"community_id\":393781,"
                + "\"community_member_id\":" + id + ",\"profile_field_key\":\"" + key + "\",\"profile_field_value\":"
                + value + "}}";
        assertThat(service.post("/webhooks/circle", event).statusCode()).isEqualTo(200);
    }

    /** A new member of Circle who has joined and been synced. */
    long joined() {
        long id = newMemberId();
        memberInCircle(id);
        joins(id);
        settles(id);
        return id;
    }

    /** Somebody types in the app; what marks the member due is left to the test. */
    void edit(long id, String column, String value) {
        edit(id, column, value, Instant.now());
    }

    void edit(long id, String column, String value, Instant at) {
        service.jdbc()
                .update(
                        "UPDATE profile SET " + column + " = ?, updated_at = ?::timestamptz WHERE circle_member_id = ?",
                        value,
                        at.toString(),
                        id);
    }

    /** The member as Circle has them; changes to it are somebody's in Circle. */
    ObjectNode inCircle(long id) {
        return circle.member(id);
    }

    /** Fires an event and waits until nothing is left to do about the member. */
    void changesAndSettles(long id) {
        changes(id);
        settles(id);
    }

    void settles(long id) {
        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM member_sync WHERE circle_member_id = ? AND due_at IS NULL",
                                Long.class,
                                id))
                .isEqualTo(1));
    }

    Map<String, Object> profileOf(long memberId) {
        return service.jdbc().queryForMap("SELECT * FROM profile WHERE circle_member_id = ?", memberId);
    }

    String snapshot(long memberId) {
        return snapshot((UUID) profileOf(memberId).get("id"));
    }

    List<Map<String, Object>> profilesOf(long memberId) {
        return service.jdbc().queryForList("SELECT * FROM profile WHERE circle_member_id = ?", memberId);
    }

    /** A profile that the app made, edited last at the given time; more columns as alternating names and values. */
    UUID localProfile(String email, Instant updatedAt, Object... columns) {
        return rows().profile(
                        email,
                        Stream.concat(
                                        Stream.of("created_at", updatedAt, "updated_at", updatedAt),
                                        Arrays.stream(columns))
                                .toArray());
    }

    List<String> openGapsOfMember(long id) {
        return openGaps("member:" + id);
    }

    List<Map<String, Object>> conflictsOf(long memberId) {
        return service.jdbc()
                .queryForList("SELECT * FROM conflict WHERE circle_member_id = ? ORDER BY field", memberId);
    }

    List<StubPartner.Call> puts(long memberId) {
        return fetchesOf(memberId).stream()
                .filter(call -> call.method().equals("PUT"))
                .toList();
    }

    StubPartner.Call onlyPut(long memberId) {
        assertThat(puts(memberId)).hasSize(1);
        return puts(memberId).get(0);
    }

    /** How often the team was alerted to a gap of the member. */
    long alerts(String kind, long memberId) {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM outbox WHERE kind = ? AND channel = 'slack' AND key LIKE ?",
                        Long.class,
                        kind,
                        "%member:" + memberId + ":%");
    }

    /** The text of the only alert to the team about a gap of the member; nobody else was told. */
    String alertText(String kind, long memberId) {
        Map<String, Object> row = service.jdbc()
                .queryForMap(
                        "SELECT channel, payload::text AS payload FROM outbox WHERE kind = ? AND key LIKE ?",
                        kind,
                        "%member:" + memberId + ":%");
        assertThat(row).containsEntry("channel", "slack");
        GapNotice notice = notice((String) row.get("payload"));
        SectionBlock text = (SectionBlock) new SlackWords(
                        new MessageFiles(Optional.empty()), new NoticeModel(UnaryOperator.identity(), Optional.empty()))
                .alert(notice)
                .getBlocks()
                .get(0);
        return ((MarkdownTextObject) text.getText()).getText();
    }

    private static GapNotice notice(String payload) {
        try {
            return Json.mapper().readValue(payload, GapNotice.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls about the member, whatever their method. */
    List<StubPartner.Call> fetchesOf(long memberId) {
        return circle.calls().stream()
                .filter(call -> call.path().endsWith("/community_members/" + memberId))
                .toList();
    }
}
