package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.FieldHint;
import io.circlesync.fixture.NoCounts;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import io.circlesync.queue.DueMember;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is an echo, and every doubt that has Circle asked. */
class MemberEchoesTest {

    private static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final FieldHint BIO = new FieldHint(SyncedField.BIO, "agreed");
    private static final FieldHint NO_WEBSITE = new FieldHint(SyncedField.WEBSITE, "");
    private static final FieldValues AGREED = FieldValues.none()
            .with(SyncedField.FIRST_NAME, "Ada King")
            .with(SyncedField.LAST_NAME, "Lovelace")
            .with(SyncedField.BIO, "agreed");

    private final MemberEchoes echoes = new MemberEchoes(NoCounts.counts());

    @Test
    void what_repeats_the_base_is_an_echo() {
        assertThat(isEcho(profile(), BIO)).isTrue();
        assertThat(isEcho(profile(), BIO, NO_WEBSITE, BIO)).isTrue();
    }

    @Test
    void one_other_value_among_them_is_news() {
        assertThat(isEcho(profile(), BIO, new FieldHint(SyncedField.BIO, "Agreed"), BIO))
                .isFalse();
        assertThat(isEcho(profile(), new FieldHint(SyncedField.BIO, ""))).isFalse();
        assertThat(isEcho(profile(), new FieldHint(SyncedField.WEBSITE, "agreed")))
                .isFalse();
    }

    @Test
    void without_hints_there_is_another_reason() {
        assertThat(isEcho(profile())).isFalse();
    }

    @Test
    void without_a_profile_or_a_base_circle_is_asked() {
        assertThat(echoes.isEcho(due(CircleValues.none(), BIO), (String) null)).isFalse();
        assertThat(isEcho(profile().change().base(Optional.empty()).build(), NO_WEBSITE))
                .isFalse();
    }

    @Test
    void of_somebody_who_left_circle_is_asked() {
        assertThat(isEcho(profile().change().leftAt(Optional.of(JANUARY)).build(), BIO))
                .isFalse();
    }

    @Test
    void while_a_local_value_waits_to_be_written_circle_is_asked() {
        FieldValues edited = AGREED.with(SyncedField.HEADLINE, "Typed");
        assertThat(isEcho(profile().change().fields(edited).build(), BIO)).isFalse();
    }

    @Test
    void a_name_that_is_only_cut_differently_waits_for_nothing() {
        FieldValues cut = AGREED.with(SyncedField.FIRST_NAME, "Ada").with(SyncedField.LAST_NAME, "King Lovelace");
        assertThat(isEcho(profile().change().fields(cut).build(), BIO)).isTrue();
    }

    @Test
    void while_an_answer_is_missing_circle_is_asked() {
        assertThat(echoes.isEcho(due(CircleValues.of(Map.of("bio", "agreed")), BIO), profile()))
                .isFalse();
    }

    @Test
    void a_hint_that_is_logged_says_nothing_of_the_person() {
        assertThat(BIO.toString()).doesNotContain("agreed");
    }

    private boolean isEcho(Profile profile, FieldHint... hints) {
        return echoes.isEcho(due(CircleValues.none(), hints), profile);
    }

    private static DueMember due(CircleValues unanswered, FieldHint... hints) {
        return new DueMember(
                7,
                new UUID(0, 1),
                hints.length,
                hints.length,
                0,
                Optional.empty(),
                Optional.empty(),
                JANUARY,
                Optional.empty(),
                unanswered,
                List.of(hints),
                false,
                Optional.empty());
    }

    private static Profile profile() {
        return ProfileBuilder.create(new UUID(0, 2), "ada@example.org", JANUARY)
                .circleMemberId(Optional.of(7L))
                .fields(AGREED)
                .base(Optional.of(AGREED))
                .build();
    }
}
