package io.circlesync.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a decision comes to is written as a whole. */
class ChangeWriteRouteTest extends ServiceTestBase {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @BeforeAll
    static void start() throws Exception {
        startWith(Map.of());
        // Nobody else takes the members of these tests.
        service.camel().getRouteController().stopRoute("member-claim-poll");
        service.camel().getRouteController().stopRoute("member-claim");
    }

    @Test
    void the_profile_its_timeline_its_gaps_and_their_messages_are_written_together() {
        Profile ada = profile("ada@example.org", 9101);

        write(decision(ada).done());

        assertThat(row(ada.id())).containsEntry("email", "ada@example.org").containsEntry("circle_member_id", 9101L);
        assertThat(timeline(ada.id(), "local")).containsExactly("email: - > ada@example.org created");
        assertThat(openGaps(ada.id())).containsExactly("missing-workos");
        assertThat(messages(ada.id())).containsExactlyInAnyOrder("missing-workos/slack", "missing-workos/mail");
        assertThat(count("member_sync WHERE circle_member_id = 9101 AND due_at <= now()"))
                .isEqualTo(1);
    }

    @Test
    void a_gap_that_is_open_is_not_told_again() {
        Profile bob = profile("bob@example.org", 9102);
        write(decision(bob).done());

        write(decision(bob).done());

        assertThat(openGaps(bob.id())).containsExactly("missing-workos");
        assertThat(messages(bob.id())).hasSize(2);
    }

    /** The caller's transaction is undone by it. */
    @Test
    void that_somebody_else_has_taken_over_a_member_fails_the_write() {
        Profile eve = profile("eve@example.org", 9103);
        rows().member(9103, "lease_token", UUID.randomUUID(), "due_at", NOW.plusSeconds(3_600));
        HeldMember lost =
                new HeldMember(9103, UUID.randomUUID(), 1, NOW, true, Optional.empty(), HeldMember.Seen.nothing());

        assertThatThrownBy(() -> write(decision(eve).holding(lost).done()))
                .hasRootCauseInstanceOf(LeaseLostException.class);
    }

    private static Profile profile(String email, long memberId) {
        return ProfileBuilder.create(UUID.randomUUID(), email, NOW)
                .emailVerified(true)
                .circleMemberId(Optional.of(memberId))
                .build();
    }

    private static Change.Builder decision(Profile profile) {
        Gap gap = Gap.ofProfile(GapKind.MISSING_WORKOS, profile.id(), profile.circleMemberId(), Map.of());
        return Change.build()
                .profile(profile)
                .timeline(List.of(new Timeline(Timeline.Source.LOCAL, profile.id(), NOW, Optional.empty())
                        .entry(Timeline.EMAIL, Optional.empty(), Optional.of(profile.email()), "created")))
                .telling(List.of(GapNotice.opened(gap, NOW, Optional.of(profile))))
                .forCircle(profile);
    }

    private static void write(Change change) {
        service.camel().createProducerTemplate().requestBody("direct:change-write", change);
    }
}
