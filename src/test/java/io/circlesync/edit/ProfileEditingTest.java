package io.circlesync.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.change.TimelineEntry;
import io.circlesync.fixture.Fields;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.TextField;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each decision on its own; the routes' tests show that it reaches the database. */
class ProfileEditingTest {

    private static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-01-10T10:00:00Z");
    private static final String USER = "user_1";
    private static final String EMAIL = "ada@example.org";

    private final ProfileEditing editing =
            new ProfileEditing(new GapFinder(Fields.REQUIRED), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void nobody_known_makes_a_profile_to_be_searched_in_circle() {
        EditDecision decision =
                editing.submit(form(Optional.of(USER), typed(TextField.of(SyncedField.HEADLINE), "Analyst")), nobody());

        Profile made = decision.change().profile().orElseThrow();
        assertThat(decision.created()).isTrue();
        assertThat(made.email()).isEqualTo(EMAIL);
        assertThat(made.workosUserId()).contains(USER);
        assertThat(made.createdAt()).isEqualTo(made.updatedAt()).isEqualTo(NOW);
        assertThat(made.isStub()).isFalse();
        assertThat(decision.syncDue()).isTrue();
        assertThat(kinds(decision)).containsExactly(GapKind.INCOMPLETE_PROFILE);
        assertThat(changes(decision)).containsExactly("workosUserId created", "headline created", "email created");
    }

    @Test
    void a_known_profile_keeps_what_was_not_typed() {
        Profile known = profile(Optional.empty());
        EditDecision decision =
                editing.submit(form(Optional.empty(), typed(TextField.of(SyncedField.BIO), "New")), byEmail(known));

        Profile merged = decision.change().profile().orElseThrow();
        assertThat(merged.fields().get(SyncedField.HEADLINE)).contains("Analyst");
        assertThat(merged.fields().get(SyncedField.BIO)).contains("New");
        assertThat(merged.updatedAt()).isEqualTo(NOW);
        assertThat(decision.created()).isFalse();
        assertThat(decision.syncDue()).isTrue();
    }

    @Test
    void a_link_settles_the_missing_account_and_moves_no_time() {
        Profile known = profile(Optional.empty()).change().stub(true).build();
        EditDecision decision = editing.submit(form(Optional.of(USER), nothing()), byEmail(known));

        Profile linked = decision.change().profile().orElseThrow();
        assertThat(linked.workosUserId()).contains(USER);
        assertThat(linked.isStub()).isFalse();
        assertThat(linked.updatedAt()).isEqualTo(BEFORE);
        assertThat(decision.syncDue()).isFalse();
        assertThat(resolved(decision)).contains("profile:" + known.id() + " missing-workos");
        assertThat(changes(decision)).containsExactly("workosUserId linked-by-email");
    }

    @Test
    void the_account_is_never_replaced() {
        Profile known = profile(Optional.of("user_2"));
        EditDecision decision = editing.submit(form(Optional.of(USER), nothing()), byEmail(known));

        assertThat(decision.refusal()).containsInstanceOf(EditRefusal.Conflict.class);
        assertThat(decision.change().profile()).isEmpty();
        assertThat(decision.change().timeline()).isEmpty();
        assertThat(kinds(decision)).containsExactly(GapKind.IDENTITY_CONFLICT);
        assertThat(decision.change().notices().get(0).gap().detail()).containsEntry("workosUserId", USER);
    }

    @Test
    void a_form_without_account_merges_into_a_linked_profile() {
        Profile known = profile(Optional.of("user_2"));
        EditDecision decision =
                editing.submit(form(Optional.empty(), typed(TextField.of(SyncedField.BIO), "New")), byEmail(known));

        assertThat(decision.refusal()).isEmpty();
        assertThat(decision.change().profile().orElseThrow().workosUserId()).contains("user_2");
    }

    @Test
    void two_people_are_a_conflict_and_other_conflicts_of_the_account_end() {
        Profile byAccount = profile(Optional.of(USER));
        Profile byEmail = profile(Optional.empty());
        EditDecision decision = editing.submit(
                form(Optional.of(USER), nothing()),
                new FoundProfiles(
                        Optional.empty(),
                        Optional.of(byAccount),
                        Optional.of(byEmail),
                        Optional.empty(),
                        List.of("profile:" + byAccount.id(), "profile:other"),
                        false,
                        false));

        assertThat(decision.refusal()).containsInstanceOf(EditRefusal.Conflict.class);
        assertThat(decision.change().notices().get(0).gap().subject()).isEqualTo("profile:" + byAccount.id());
        assertThat(resolved(decision)).containsExactly("profile:other identity-conflict");
    }

    @Test
    void an_account_that_was_deleted_is_linked_to_nobody() {
        Profile known = profile(Optional.empty());
        for (Optional<Profile> met : List.of(Optional.<Profile>empty(), Optional.of(known))) {
            EditDecision decision = editing.submit(
                    form(Optional.of(USER), nothing()),
                    new FoundProfiles(Optional.empty(), met, met, Optional.empty(), List.of(), true, false));

            assertThat(decision.refusal()).containsInstanceOf(EditRefusal.Conflict.class);
            assertThat(decision.refusal().orElseThrow().toString()).contains("WorkOS has deleted this account");
            assertThat(decision.change().notices()).isEmpty();
        }
    }

    @Test
    void a_success_ends_the_conflicts_of_the_account() {
        EditDecision decision = editing.submit(
                form(Optional.of(USER), nothing()),
                new FoundProfiles(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("profile:x"),
                        false,
                        false));

        assertThat(resolved(decision)).containsExactly("profile:x identity-conflict");
    }

    @Test
    void a_code_of_somebody_else_refuses_and_opens_nothing() {
        Profile known = profile(Optional.empty());
        FoundProfiles found = new FoundProfiles(
                Optional.of(known),
                Optional.empty(),
                Optional.of(known),
                Optional.of(profile(Optional.empty())),
                List.of("profile:x"),
                false,
                false);

        EditDecision form = editing.submit(form(Optional.of(USER), typed(TextField.REFERRAL_CODE, "R")), found);
        EditDecision edit = editing.edit(typed(TextField.REFERRAL_CODE, "R"), known, found);

        for (EditDecision decision : List.of(form, edit)) {
            assertThat(decision.refusal()).containsInstanceOf(EditRefusal.Conflict.class);
            assertThat(decision.change().profile()).isEmpty();
            assertThat(decision.change().notices()).isEmpty();
            assertThat(decision.change().resolved()).isEmpty();
        }
    }

    @Test
    void an_edit_that_changes_nothing_moves_nothing() {
        Profile known = profile(Optional.of(USER));
        EditDecision decision = editing.edit(typed(TextField.of(SyncedField.HEADLINE), "Analyst"), known, nobody());

        assertThat(decision.change().profile()).contains(known);
        assertThat(decision.change().timeline()).isEmpty();
        assertThat(decision.syncDue()).isFalse();
    }

    @Test
    void a_cleared_field_is_an_edit_for_circle_too() {
        Profile known = profile(Optional.of(USER));
        EditDecision decision = editing.edit(
                new ProfileEdit(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(TextField.of(SyncedField.HEADLINE), Optional.empty()),
                        Optional.empty(),
                        Doubts.none()),
                known,
                nobody());

        assertThat(decision.change().profile().orElseThrow().fields().get(SyncedField.HEADLINE))
                .isEmpty();
        assertThat(decision.syncDue()).isTrue();
        assertThat(kinds(decision)).containsExactly(GapKind.INCOMPLETE_PROFILE);
    }

    @Test
    void what_circle_does_not_keep_is_no_news_for_circle() {
        Profile linked = profile(Optional.of(USER))
                .change()
                .circleMemberId(Optional.of(7L))
                .build();
        EditDecision decision = editing.edit(
                new ProfileEdit(
                        Optional.of("new@example.org"),
                        Optional.empty(),
                        Map.of(TextField.RESUME_LINK, Optional.of("https://example.org")),
                        Optional.of(List.of("Tea")),
                        Doubts.none()),
                linked,
                nobody());

        assertThat(decision.change().profile().orElseThrow().updatedAt()).isEqualTo(NOW);
        assertThat(decision.syncDue()).isFalse();
    }

    @Test
    void a_new_address_of_an_unlinked_profile_is_looked_for_in_circle() {
        EditDecision decision = editing.edit(
                new ProfileEdit(
                        Optional.of("new@example.org"), Optional.of(true), Map.of(), Optional.empty(), Doubts.none()),
                profile(Optional.of(USER)),
                nobody());

        assertThat(decision.syncDue()).isTrue();
        assertThat(changes(decision)).containsExactly("email email-changed");
    }

    @Test
    void nobody_who_left_is_asked_for_anything() {
        Profile left =
                profile(Optional.empty()).change().leftAt(Optional.of(BEFORE)).build();
        EditDecision decision = editing.edit(
                new ProfileEdit(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(TextField.of(SyncedField.HEADLINE), Optional.empty()),
                        Optional.empty(),
                        Doubts.none()),
                left,
                nobody());

        assertThat(decision.change().notices()).isEmpty();
    }

    @Test
    void an_address_that_may_have_passed_on_is_a_conflict_and_nothing_is_handed_over() {
        Profile left = profile(Optional.empty())
                .change()
                .fields(FieldValues.none().with(SyncedField.FIRST_NAME, "Ada").with(SyncedField.LAST_NAME, "Lovelace"))
                .leftAt(Optional.of(BEFORE))
                .build();

        EditDecision withAccount = editing.submit(
                form(Optional.of(USER), typed(TextField.of(SyncedField.FIRST_NAME), "Grace")), byEmail(left));
        assertThat(withAccount.refusal()).containsInstanceOf(EditRefusal.Conflict.class);
        assertThat(withAccount.change().profile()).isEmpty();
        assertThat(kinds(withAccount)).containsExactly(GapKind.IDENTITY_CONFLICT);

        EditDecision without = editing.submit(
                form(Optional.empty(), typed(TextField.of(SyncedField.FIRST_NAME), "Grace")), byEmail(left));
        assertThat(without.refusal()).containsInstanceOf(EditRefusal.Conflict.class);

        assertThat(editing.submit(
                                form(Optional.of(USER), typed(TextField.of(SyncedField.FIRST_NAME), "ada")),
                                byEmail(left))
                        .refusal())
                .isEmpty();
        assertThat(editing.submit(form(Optional.of(USER), nothing()), byEmail(left))
                        .refusal())
                .isEmpty();
    }

    private static ProfileForm form(Optional<String> user, ProfileEdit values) {
        return new ProfileForm(EMAIL, true, user, values);
    }

    private static ProfileEdit typed(TextField field, String value) {
        return new ProfileEdit(
                Optional.empty(), Optional.empty(), Map.of(field, Optional.of(value)), Optional.empty(), Doubts.none());
    }

    private static ProfileEdit nothing() {
        return new ProfileEdit(Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Doubts.none());
    }

    private static Profile profile(Optional<String> user) {
        return ProfileBuilder.create(UUID.randomUUID(), EMAIL, BEFORE)
                .emailVerified(true)
                .workosUserId(user)
                .fields(FieldValues.none().with(SyncedField.HEADLINE, "Analyst"))
                .thingsICanOffer(List.of("Maths"))
                .build();
    }

    private static FoundProfiles nobody() {
        return new FoundProfiles(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), false, false);
    }

    private static FoundProfiles byEmail(Profile known) {
        return new FoundProfiles(
                Optional.empty(), Optional.empty(), Optional.of(known), Optional.empty(), List.of(), false, false);
    }

    private static List<GapKind> kinds(EditDecision decision) {
        return decision.change().notices().stream()
                .map(GapNotice::gap)
                .map(gap -> gap.kind())
                .toList();
    }

    private static List<String> resolved(EditDecision decision) {
        return decision.change().resolved().stream()
                .map((OpenGap gap) -> gap.subject() + " " + gap.kind())
                .toList();
    }

    private static List<String> changes(EditDecision decision) {
        return decision.change().timeline().stream()
                .map((TimelineEntry change) -> change.field() + " " + change.rule())
                .toList();
    }
}
