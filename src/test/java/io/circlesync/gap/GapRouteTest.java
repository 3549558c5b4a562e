package io.circlesync.gap;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Fields;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.json.Json;
import io.circlesync.outbox.OutboxRow;
import io.circlesync.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears about which gap. */
class GapRouteTest {

    private static final Instant OPENED_AT = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final Profile NEW = profile("ada@example.org", "Ada");
    private static final Profile WITH_ACCOUNT = withAccount(NEW);

    private static NotifyingService service;

    @BeforeAll
    static void start() {
        service = NotifyingService.start(1, Map.of("gaps.reminder-interval", "7d", "gaps.max-reminders", "3"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void clear() {
        service.clear();
    }

    @Test
    void a_missing_account_is_told_to_the_team_and_to_the_member() {
        assertThat(channels(opened(GapKind.MISSING_WORKOS, NEW))).containsExactly("slack", "mail");
    }

    @Test
    void an_incomplete_profile_is_told_to_the_member_alone() {
        assertThat(channels(opened(GapKind.INCOMPLETE_PROFILE, WITH_ACCOUNT))).containsExactly("mail");
    }

    @Test
    void an_incomplete_profile_is_left_to_the_sign_up_mail_while_there_is_no_account() {
        assertThat(channels(opened(GapKind.INCOMPLETE_PROFILE, NEW))).isEmpty();

        GapFinder gapFinder = new GapFinder(Fields.REQUIRED);
        List<OutboxRow> both = service.route(gapFinder.find(NEW).stream()
                .map(gap -> gapFinder.opened(gap, OPENED_AT, NEW))
                .toList());
        assertThat(both).extracting(OutboxRow::kind).containsExactly("missing-workos", "missing-workos");
        assertThat(both.get(1).payload().at("/missingFields").toString())
                .isEqualTo("[\"headline\",\"thingsICanOffer\"]");
    }

    @Test
    void what_the_team_handles_goes_to_slack() {
        for (GapKind kind :
                List.of(GapKind.IDENTITY_CONFLICT, GapKind.SYNC_FAILED, GapKind.PUSH_REJECTED, GapKind.MEMBER_LEFT)) {
            assertThat(channels(opened(kind, NEW))).as(kind.jsonName()).containsExactly("slack");
        }
    }

    @Test
    void a_reminder_of_a_missing_account_goes_to_the_member_alone() {
        GapNotice first = opened(GapKind.MISSING_WORKOS, NEW);
        assertThat(channels(new GapNotice(
                        first.gap(),
                        OPENED_AT,
                        1,
                        first.person(),
                        true,
                        List.of(),
                        false,
                        List.of(),
                        false,
                        Optional.empty())))
                .containsExactly("mail");
    }

    @Test
    void rows_have_a_stable_key_and_carry_the_notice() throws Exception {
        GapNotice notice = opened(GapKind.MISSING_WORKOS, NEW);

        OutboxRow row = service.route(List.of(notice)).get(1);

        assertThat(row.key()).isEqualTo("missing-workos:profile:" + NEW.id() + ":1772359200123:0:mail");
        assertThat(row.profileId()).contains(NEW.id());
        assertThat(row.kind()).isEqualTo("missing-workos");
        assertThat(Json.mapper().treeToValue(row.payload(), GapNotice.class))
                .isEqualTo(notice.through(List.of("slack", "mail")));
        assertThat(service.route(List.of(notice)).get(1).key()).isEqualTo(row.key());
    }

    @Test
    void nothing_in_gives_nothing_out_and_the_order_is_kept() {
        assertThat(service.route(List.of())).isEmpty();
        assertThat(service
                        .route(List.of(
                                opened(GapKind.MEMBER_LEFT, NEW),
                                opened(GapKind.INCOMPLETE_PROFILE, NEW),
                                opened(GapKind.MISSING_WORKOS, NEW),
                                opened(GapKind.SYNC_FAILED, NEW)))
                        .stream()
                        .map(row -> row.kind() + "/" + row.channel()))
                .containsExactly(
                        "member-left/slack", "missing-workos/slack", "missing-workos/mail", "sync-failed/slack");
    }

    private static GapNotice opened(GapKind kind, Profile profile) {
        return GapNotice.opened(
                Gap.ofProfile(kind, profile.id(), profile.circleMemberId(), Map.of()), OPENED_AT, Optional.of(profile));
    }

    private static List<String> channels(GapNotice notice) {
        return service.route(List.of(notice)).stream().map(OutboxRow::channel).toList();
    }
}
