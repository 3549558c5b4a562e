package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.change.LeaseLostException;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The member with an address, which is shown to Circle only while the search is ours. */
class CircleSearchRouteTest extends ServiceTestBase {

    private final UUID token = UUID.randomUUID();

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void a_member_is_found_by_the_address_as_it_is() {
        circle.put(StubCircle.member(8301, "ada+x@example.org", "Ada Lovelace", Instant.EPOCH));

        assertThat(search("ada+x@example.org", token))
                .hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(8301));
        assertThat(searches()).extracting(StubPartner.Call::query).contains("email=ada%2Bx%40example.org");
    }

    @Test
    void that_nobody_has_the_address_is_an_answer_too() {
        assertThat(search("nobody@example.org", token)).isEmpty();
    }

    @Test
    void who_has_lost_the_search_shows_circle_nothing() {
        assertThatThrownBy(() -> search("lost@example.org", UUID.randomUUID()))
                .hasRootCauseInstanceOf(LeaseLostException.class);

        assertThat(searches()).noneMatch(call -> call.query().contains("lost"));
    }

    /** Searches for a profile whose search is held by {@link #token}. */
    @SuppressWarnings("unchecked")
    private Optional<CircleMember> search(String email, UUID shown) {
        UUID profile = rows().profile(UUID.randomUUID() + "@example.org");
        rows().search(profile, "lease_token", token, "due_at", Instant.now().plusSeconds(3_600));
        return service.camel()
                .createProducerTemplate()
                .requestBody("direct:circle-search", new MemberSearch(email, new Hold(profile, shown)), Optional.class);
    }

    private static List<StubPartner.Call> searches() {
        return circle.calls().stream()
                .filter(call -> call.path().endsWith("/search"))
                .toList();
    }
}
