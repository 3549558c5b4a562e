package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.change.LeaseLostException;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.profile.CircleValues;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written to one member of Circle: what was asked for, and only while the member is ours. */
class CircleUpdateRouteTest extends ServiceTestBase {

    private final UUID token = UUID.randomUUID();

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void only_what_is_sent_changes_and_the_answer_is_what_circle_has_now() {
        assertThat(update(8401, token))
                .hasValueSatisfying(member -> assertThat(member.id()).isEqualTo(8401));

        assertThat(puts(8401)).extracting(StubPartner.Call::body).containsExactly("{\"headline\":\"Typed here\"}");
        assertThat(circle.member(8401).path("headline").asText()).isEqualTo("Typed here");
        assertThat(circle.member(8401).path("name").asText()).isEqualTo("Ada Lovelace");
    }

    @Test
    void whoever_has_lost_the_member_writes_nothing() {
        assertThatThrownBy(() -> update(8402, UUID.randomUUID())).hasRootCauseInstanceOf(LeaseLostException.class);

        assertThat(puts(8402)).isEmpty();
        assertThat(circle.member(8402).path("headline").asText()).isEqualTo("Analyst");
    }

    /** Updates a member who is held by {@link #token}. */
    @SuppressWarnings("unchecked")
    private Optional<CircleMember> update(long id, UUID shown) {
        circle.put(StubCircle.member(id, "ada" + id + "@example.org", "Ada Lovelace", Instant.EPOCH));
        UUID profile = rows().profile("ada" + id + "@example.org", "circle_member_id", id);
        rows().member(id, "lease_token", token, "due_at", Instant.now().plusSeconds(3_600));
        return service.camel()
                .createProducerTemplate()
                .requestBody(
                        "direct:circle-update",
                        new CircleUpdate(
                                id, CircleValues.of(Map.of("headline", "Typed here")), new Hold(profile, shown)),
                        Optional.class);
    }

    private static List<StubPartner.Call> puts(long id) {
        return circle.calls().stream()
                .filter(call -> call.method().equals("PUT") && call.path().endsWith("/" + id))
                .toList();
    }
}
