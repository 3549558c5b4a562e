package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.database.SqlFile;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many members who are due at once are read from Circle's list only where that takes fewer calls. */
class MemberBurstRouteTest extends MemberBurstTestBase {

    @Test
    void pages_that_save_no_calls_are_not_read() throws Exception {
        circle.answer(call -> {
            if (!isList(call)) {
                return circle.normally(call);
            }
            ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
            page.put("count", 100_000)
                    .put("has_next_page", true)
                    .putArray("records")
                    .add(StubCircle.member(1, "somebody.else@example.org", "Grace Hopper", JANUARY));
            return Answer.json(200, page.toString());
        });

        burst(1);

        assertThat(circle.pagesAsked()).isEqualTo(1);
        assertThat(single()).hasSize(MANY);
        assertThat(count("profile")).isEqualTo(MANY);
    }

    @Test
    void a_burst_is_taken_where_a_call_is_to_be_had_and_nobody_in_it_was_asked_for_or_loses_their_place()
            throws Exception {
        stopAndMarkDue(1);
        service.jdbc().update("UPDATE member_sync SET due_at = due_at - interval '1 hour'");
        service.jdbc().update("UPDATE member_sync SET asked_for = true WHERE circle_member_id = ?", FIRST);
        MemberBursts bursts = service.camel().getRegistry().lookupByNameAndType("memberBursts", MemberBursts.class);

        service.jdbc().update("UPDATE partner SET month = date_trunc('month', now(), 'UTC'), month_calls = 1000000");
        assertThat(taken(bursts)).as("past the quota").isEmpty();
        service.jdbc().update("UPDATE partner SET month_calls = 0");
        List<Map<String, Object>> rows = taken(bursts);
        assertThat(rows)
                .hasSize(MANY - 1)
                .noneMatch(row -> row.get("circle_member_id").equals(FIRST));
        service.jdbc()
                .update("UPDATE member_sync SET due_at = now() - interval '1 hour' WHERE lease_token IS NOT NULL");
        assertThat(taken(bursts)).as("while another one reads the list").isEmpty();

        Burst burst = bursts.begin(rows);
        service.jdbc().update("UPDATE member_sync SET asked_for = true WHERE circle_member_id = ?", FIRST + 1);
        service.jdbc().update(sql("member-burst-end.sql"), bursts.rest(burst));

        allAreDueInTheirPlace();
        assertThat(service.jdbc()
                        .queryForObject("SELECT circle_member_id FROM member_sync ORDER BY due_at LIMIT 1", Long.class))
                .isEqualTo(FIRST + 1);

        service.jdbc().update("UPDATE member_sync SET asked_for = false, due_at = now() - interval '1 hour'");
        service.jdbc().update("UPDATE partner SET burst_until = now() WHERE name = 'circle'");
        whoeverAPageCannotBeWrittenForIsGivenBackAtOnce(bursts);
        aPageThatIsRefusedStopsAllCalls(bursts);
    }

    /** Called by the test above, which has them due: another service would be started for nothing. */
    private static void whoeverAPageCannotBeWrittenForIsGivenBackAtOnce(MemberBursts bursts) {
        service.jdbc()
                .execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
                        + " BEGIN RAISE EXCEPTION 'disk full'; END $$");
        service.jdbc()
                .execute("CREATE TRIGGER refused BEFORE UPDATE ON member_sync FOR EACH ROW"
                        + " WHEN (NEW.snapshot IS NOT NULL) EXECUTE FUNCTION refuse()");
        Burst burst = bursts.begin(taken(bursts));

        assertThatThrownBy(() -> pages(burst)).hasStackTraceContaining("disk full");

        assertThat(circle.pagesAsked()).isEqualTo(1);
        assertThat(burst.told()).isZero();
        allAreDueInTheirPlace();
    }

    private static void aPageThatIsRefusedStopsAllCalls(MemberBursts bursts) {
        service.jdbc().update("UPDATE partner SET burst_until = now() WHERE name = 'circle'");
        circle.answer(call -> Answer.json(401, "{}"));

        pages(bursts.begin(taken(bursts)));

        assertThat(count("partner WHERE name = 'circle' AND state = 'closed'")).isZero();
        allAreDueInTheirPlace();
    }

    private static void allAreDueInTheirPlace() {
        assertThat(count("member_sync WHERE due_at < now() - interval '59 minutes' AND lease_token IS NULL"))
                .isEqualTo(MANY);
    }

    private static void pages(Burst burst) {
        service.camel()
                .createFluentProducerTemplate()
                .withBody(burst)
                .to("direct:member-burst-pages")
                .request();
    }

    private static List<Map<String, Object>> taken(MemberBursts bursts) {
        return service.jdbc().queryForList(sql("member-burst.sql"), bursts.wanted());
    }

    private static String sql(String file) {
        return SqlFile.read(file).replace(":#${body}", "?");
    }
}
