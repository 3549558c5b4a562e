package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MemberSyncRouteTest {

    private static StubCircle circle;
    private static RunningService service;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        service = RunningService.start(RunningService.with(circle));
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @Test
    void a_member_who_joins_gets_a_profile_with_what_circle_knows() {
        circle.put(StubCircle.member(
                101, "Ada@Example.org ", "Ada King Lovelace", Instant.parse("2026-01-22T14:55:35.714Z")));

        assertThat(service.post("/webhooks/circle", joined(101)).statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(
                        service.jdbc().queryForList("SELECT * FROM profile WHERE circle_member_id = 101"))
                .singleElement()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("email", "ada@example.org")
                .containsEntry("first_name", "Ada")
                .containsEntry("last_name", "King Lovelace")
                .containsEntry("headline", "Analyst")
                .containsEntry("bio", "Writes notes"));
    }

    static String joined(long id) {
        return "{\"type\":\"community_member_joined_community\",\"data\":{\"community_id\":393781,\"community_member_id\":"
                + id + "}}";
    }
}
