package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.change.TimelineEntry;
import io.circlesync.fixture.Fields;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each decision on its own; the routes' tests show that it reaches the database. */
class WorkosLinkingTest {

    private static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-01-10T10:00:00Z");
    private static final String USER = "user_1";
    private static final String EMAIL = "ada@example.org";

    private final WorkosLinking linking =
            new WorkosLinking(new GapFinder(Fields.REQUIRED), Clock.fixed(NOW, ZoneOffset.UTC));
    private final WorkosEvents event = WorkosEvents.event("user.updated", USER, EMAIL);

    @Test
    void nobody_and_a_verified_address_make_a_profile_to_be_searched_in_circle() {
        WorkosDecision decision = decide();

        Profile made = decision.profile().orElseThrow();
        assertThat(made.email()).isEqualTo(EMAIL);
        assertThat(made.workosUserId()).contains(USER);
        assertThat(made.fields().fullName()).contains("Ada Lovelace");
        assertThat(made.createdAt()).isEqualTo(NOW);
        assertThat(made.isStub()).isFalse();
        assertThat(decision.change().syncDue()).isTrue();
        assertThat(made.workosEmail()).contains(EMAIL);
        assertThat(made.emailVerified()).isTrue();
        assertThat(kinds(decision)).containsExactly(GapKind.INCOMPLETE_PROFILE);
    }

    @Test
    void nobody_and_an_unverified_address_come_to_nothing() {
        event.unverified();

        WorkosDecision decision = decide();

        assertThat(decision.ignoredBecause()).isPresent();
        assertThat(decision.profile()).isEmpty();
        assertThat(decision.change().notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "ada@example.org|false|its address is not verified.",
                "a\u00adda@example.org|true|it has U+00AD (SOFT HYPHEN).",
                "a\u200bda@example.org|true|it has U+200B (ZERO WIDTH SPACE).",
                "a\u200bda@example.org|false|it has U+200B (ZERO WIDTH SPACE).",
                "a\u0000da@example.org|true|it has U+FFFD (REPLACEMENT CHARACTER).",
                "ada@exam\u017fple.org|true|it has a domain that no name server can have (IDNA2008).",
                "nonsense|true|it has no usable address.",
                "|true|it has no usable address.",
            })
    void why_an_address_finds_nobody_is_told(String address, boolean verified, String why) {
        event.data().put("email", address).put("email_verified", verified);

        assertThat(decide().ignoredBecause().orElseThrow())
                .startsWith("Nobody is found by the account, and ")
                .endsWith(why);
    }

    @Test
    void an_unverified_address_finds_nobody() {
        event.unverified();

        assertThat(decide(profile(EMAIL)).profile()).isEmpty();
    }

    @Test
    void a_link_alone_is_no_edit_and_nothing_for_circle() {
        Profile profile =
                named(profile(EMAIL), "Ada", "Lovelace").change().stub(true).build();

        WorkosDecision decision = decide(profile);

        assertThat(decision.profile().orElseThrow().workosUserId()).contains(USER);
        assertThat(decision.profile().orElseThrow().updatedAt()).isEqualTo(BEFORE);
        assertThat(decision.profile().orElseThrow().isStub()).isFalse();
        assertThat(decision.change().syncDue()).isFalse();
        assertThat(resolved(decision)).containsExactly("profile:" + profile.id() + " missing-workos");
        assertThat(rules(decision)).containsExactly("linked-by-email");
    }

    @Test
    void a_name_that_is_filled_is_an_edit_for_circle_too() {
        WorkosDecision decision = decide(profile(EMAIL));

        assertThat(decision.profile().orElseThrow().updatedAt()).isEqualTo(NOW);
        assertThat(decision.change().syncDue()).isTrue();
        assertThat(rules(decision)).containsExactly("linked-by-email", "filled-empty", "filled-empty");
    }

    @Test
    void the_incomplete_profile_is_settled_only_if_it_is_complete() {
        Profile complete = profile(EMAIL)
                .change()
                .fields(FieldValues.none().with(SyncedField.HEADLINE, "Analyst"))
                .thingsICanOffer(List.of("Maths"))
                .build();

        assertThat(resolved(decide(complete)))
                .containsExactly(
                        "profile:" + complete.id() + " missing-workos",
                        "profile:" + complete.id() + " incomplete-profile");
    }

    @Test
    void the_given_id_comes_before_the_address_and_the_address_follows() {
        Profile byId = profile("old@example.org");
        event.externalId(byId.id().toString());

        WorkosDecision decision = decide(byId);

        assertThat(decision.profile().orElseThrow().workosUserId()).contains(USER);
        assertThat(decision.profile().orElseThrow().email()).isEqualTo(EMAIL);
        assertThat(rules(decision)).startsWith("linked-by-external-id").endsWith("email-changed");
    }

    @Test
    void the_given_id_links_an_unverified_account_and_leaves_the_address() {
        Profile byId = profile("old@example.org");
        event.externalId(byId.id().toString()).unverified();

        Profile linked = decide(byId).profile().orElseThrow();

        assertThat(linked.workosUserId()).contains(USER);
        assertThat(linked.email()).isEqualTo("old@example.org");
    }

    @Test
    void an_id_and_an_address_of_two_profiles_are_a_conflict() {
        Profile byId = profile("old@example.org");
        event.externalId(byId.id().toString());

        assertConflict(decide(byId, profile(EMAIL)), byId);
    }

    @Test
    void a_profile_of_another_account_is_a_conflict_however_it_is_found() {
        Profile taken = linked(profile(EMAIL), "user_2");
        assertConflict(decide(taken), taken);

        Profile byId = linked(profile("old@example.org"), "user_3");
        event.externalId(byId.id().toString()).unverified();
        assertConflict(decide(byId), byId);
    }

    @Test
    void a_linked_profile_stays_with_its_account_whatever_else_is_found() {
        Profile own = linked(named(profile(EMAIL), "Ada", "Lovelace"), USER)
                .change()
                .workosEmail(Optional.of(EMAIL))
                .build();
        Profile other = profile("other@example.org");
        event.externalId(other.id().toString());

        WorkosDecision decision = decide(own, other);

        assertThat(decision.profile()).contains(own);
        assertThat(decision.change().timeline()).isEmpty();
        assertThat(decision.change().syncDue()).isFalse();
    }

    @Test
    void only_a_change_of_the_accounts_address_moves_the_profiles() {
        Profile own = knownToWorkosAs(EMAIL, linked(named(profile("edited@example.org"), "Ada", "Lovelace"), USER));

        assertThat(decide(own).profile()).contains(own);
        Profile moved =
                decide(knownToWorkosAs("old@example.org", own)).profile().orElseThrow();
        assertThat(moved.email()).isEqualTo(EMAIL);
        assertThat(moved.workosEmail()).contains(EMAIL);
    }

    @Test
    void an_unverified_change_keeps_the_address_that_was_verified() {
        Profile own =
                knownToWorkosAs("old@example.org", linked(named(profile("old@example.org"), "Ada", "Lovelace"), USER));
        event.unverified();

        assertThat(decide(own).profile()).contains(own);
    }

    @Test
    void an_address_that_is_not_proven_is_nobodys_and_the_account_that_has_it_proves_it() {
        Profile typed = profile(EMAIL).change().emailVerified(false).build();
        assertConflict(decide(typed), typed);

        Profile own = knownToWorkosAs(EMAIL, linked(typed, USER));
        WorkosDecision proven = decide(own);
        assertThat(proven.profile().orElseThrow().emailVerified()).isTrue();
        assertThat(proven.change().syncDue()).isTrue();

        event.unverified();
        assertThat(decide(own).profile().orElseThrow().emailVerified()).isFalse();
    }

    @Test
    void an_address_that_was_typed_here_is_not_proven_by_the_accounts_other_one() {
        Profile own = knownToWorkosAs(
                EMAIL,
                linked(profile("typed@example.org"), USER)
                        .change()
                        .emailVerified(false)
                        .build());

        Profile after = decide(own).profile().orElseThrow();

        assertThat(after.email()).isEqualTo("typed@example.org");
        assertThat(after.emailVerified()).isFalse();
    }

    @Test
    void a_new_address_that_another_profile_has_is_a_conflict_and_no_name_is_filled() {
        Profile own = linked(profile("old@example.org"), USER);

        assertConflict(decide(own, profile(EMAIL)), own);
    }

    @Test
    void an_event_without_conflict_ends_the_users_earlier_ones_and_another_keeps_its_own() {
        Profile own = linked(profile(EMAIL), USER);
        assertThat(resolved(decide(List.of("profile:x"), own))).containsExactly("profile:x identity-conflict");

        Profile taken = linked(profile(EMAIL), "user_2");
        assertThat(resolved(decide(List.of("profile:x", "profile:" + taken.id()), taken)))
                .containsExactly("profile:x identity-conflict");

        event.unverified();
        assertThat(resolved(decide(List.of("profile:x")))).containsExactly("profile:x identity-conflict");
    }

    @Test
    void a_deleted_account_leaves_the_profile_and_the_gap_is_quiet() {
        Profile own = linked(named(profile(EMAIL), "Ada", "Lovelace"), USER);
        event.event().put("event", "user.deleted");

        WorkosDecision decision = decide(own);

        assertThat(decision.profile())
                .contains(own.change().workosUserId(Optional.empty()).build());
        assertThat(decision.change().notices()).singleElement().matches(GapNotice::quiet);
        assertThat(kinds(decision)).containsExactly(GapKind.MISSING_WORKOS);
        assertThat(decision.change().syncDue()).isFalse();
        assertThat(rules(decision)).containsExactly("account-deleted");
    }

    @Test
    void of_somebody_who_left_a_deleted_account_is_no_news() {
        Profile own = linked(profile(EMAIL), USER)
                .change()
                .leftAt(Optional.of(BEFORE))
                .build();
        event.event().put("event", "user.deleted");

        assertThat(decide(own).change().notices()).isEmpty();
    }

    @Test
    void a_deleted_account_never_touches_a_profile_that_only_shares_its_address() {
        event.event().put("event", "user.deleted");

        assertThat(decide(linked(profile(EMAIL), "user_2")).profile()).isEmpty();
        assertThat(decide(profile(EMAIL)).profile()).isEmpty();
    }

    @Test
    void a_name_that_stands_in_one_field_is_not_said_twice() {
        assertThat(filled("Ada Lovelace", null).fullName()).contains("Ada Lovelace");
        assertThat(filled(null, "ada lovelace").fullName()).contains("ada lovelace");
        assertThat(filled("Adam", null).fullName()).contains("Adam Lovelace");
        assertThat(filled(null, "Byron").fullName()).contains("Ada Byron");
    }

    @Test
    void an_address_that_may_have_passed_on_is_a_conflict_unless_the_app_gave_the_id() {
        Profile left = named(profile(EMAIL), "Grace", "Hopper")
                .change()
                .leftAt(Optional.of(BEFORE))
                .build();
        assertConflict(decide(left), left);
        assertThat(decide(named(left, "ada", "LOVELACE")).profile()).isPresent();

        event.externalId(left.id().toString());
        assertThat(decide(left).profile()).isPresent();
    }

    @Test
    void whom_circle_names_is_linked_whatever_the_address_and_a_proven_one_follows() {
        Profile named = profile("in-circle@example.org")
                .change()
                .circleAccount(Optional.of(USER))
                .build();

        assertThat(decide(named).profile().orElseThrow().email()).isEqualTo(EMAIL);
        assertThat(rules(decide(named))).startsWith("linked-by-circle");
        event.unverified();
        Profile linked = decide(named).profile().orElseThrow();
        assertThat(linked.workosUserId()).contains(USER);
        assertThat(linked.email()).isEqualTo("in-circle@example.org");
        assertThat(resolved(decide(named))).contains("profile:" + named.id() + " missing-workos");
    }

    @Test
    void an_account_of_two_by_what_circle_and_others_say_is_a_conflict() {
        Profile named = profile("in-circle@example.org")
                .change()
                .circleAccount(Optional.of(USER))
                .build();

        assertConflict(decide(named, profile(EMAIL)), named);
        Profile byId = profile("other@example.org");
        event.unverified().externalId(byId.id().toString());
        assertConflict(decide(byId, named), byId);
    }

    @Test
    void a_deleted_account_is_named_by_circle_in_vain() {
        event.event().put("event", "user.deleted");
        Profile named = profile(EMAIL).change().circleAccount(Optional.of(USER)).build();
        Profile linked = linked(named, USER);

        for (Profile known : List.of(named, linked)) {
            WorkosDecision decision = decide(known);
            assertThat(decision.profile().orElseThrow().workosUserId()).isEmpty();
            assertThat(decision.profile().orElseThrow().circleAccount()).isEmpty();
            assertThat(kinds(decision)).containsExactly(GapKind.MISSING_WORKOS);
            assertThat(decision.change().notices().get(0).quiet()).isTrue();
        }
    }

    private FieldValues filled(String first, String last) {
        return decide(named(profile(EMAIL), first, last))
                .profile()
                .orElseThrow()
                .fields();
    }

    private WorkosDecision decide(Profile... found) {
        return decide(List.of(), found);
    }

    private WorkosDecision decide(List<String> conflicts, Profile... found) {
        WorkosEvent read = new WorkosReader().read(event.toString().getBytes(StandardCharsets.UTF_8), null);
        WorkosUser user = read.user().orElseThrow();
        List<FoundProfile> asTheDatabaseFindsThem = Stream.of(found)
                .map(profile -> new FoundProfile(
                        profile,
                        user.externalId().equals(Optional.of(profile.id())),
                        profile.workosUserId().equals(Optional.of(user.id())),
                        profile.workosUserId().isEmpty()
                                && profile.circleAccount().equals(Optional.of(user.id())),
                        user.verifiedEmail().equals(Optional.of(profile.email())),
                        false,
                        false,
                        false))
                .filter(profile ->
                        profile.byId() || profile.byAccount() || profile.byCircleAccount() || profile.byEmail())
                .toList();
        return linking.decide(read, 7, false, Candidates.of(asTheDatabaseFindsThem, conflicts));
    }

    private static void assertConflict(WorkosDecision decision, Profile about) {
        assertThat(decision.profile()).isEmpty();
        assertThat(decision.change().timeline()).isEmpty();
        assertThat(decision.change().syncDue()).isFalse();
        assertThat(decision.ignoredBecause()).isPresent();
        assertThat(decision.change().notices()).singleElement().satisfies(notice -> {
            assertThat(notice.gap().kind()).isEqualTo(GapKind.IDENTITY_CONFLICT);
            assertThat(notice.gap().subject()).isEqualTo("profile:" + about.id());
            assertThat(notice.gap().detail()).containsEntry("workosUserId", USER);
        });
    }

    private static List<GapKind> kinds(WorkosDecision decision) {
        return decision.change().notices().stream()
                .map(notice -> notice.gap().kind())
                .toList();
    }

    private static List<String> rules(WorkosDecision decision) {
        assertThat(decision.change().timeline()).allSatisfy(row -> {
            assertThat(row.source()).isEqualTo("workos");
            assertThat(row.eventId()).contains(7L);
            assertThat(row.changedAt()).isEqualTo(NOW);
        });
        return decision.change().timeline().stream().map(TimelineEntry::rule).toList();
    }

    private static List<String> resolved(WorkosDecision decision) {
        return decision.change().resolved().stream()
                .map((OpenGap gap) -> gap.subject() + " " + gap.kind())
                .toList();
    }

    private static Profile profile(String email) {
        return ProfileBuilder.create(UUID.randomUUID(), email, BEFORE)
                .emailVerified(true)
                .build();
    }

    private static Profile knownToWorkosAs(String email, Profile profile) {
        return profile.change().workosEmail(Optional.of(email)).build();
    }

    private static Profile linked(Profile profile, String user) {
        return profile.change().workosUserId(Optional.of(user)).build();
    }

    private static Profile named(Profile profile, String first, String last) {
        return profile.change()
                .fields(profile.fields().with(SyncedField.FIRST_NAME, first).with(SyncedField.LAST_NAME, last))
                .build();
    }
}
