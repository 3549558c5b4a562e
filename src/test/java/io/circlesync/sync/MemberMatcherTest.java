package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleMember;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import io.circlesync.queue.DueMember;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is who, row by row. */
class MemberMatcherTest {

    private static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final long ID = 7;
    private static final long OTHER = 6;
    private static final String EMAIL = "ada@example.org";
    private static final String USER = "user_ada";

    private final CircleMember member = member(Optional.empty(), "Ada", "Lovelace");

    @Test
    void nothing_found_is_somebody_new() {
        assertThat(match(member)).isInstanceOf(Match.NewPerson.class);
        assertThat(match(
                        member,
                        profile("other@example.org")
                                .circleMemberId(Optional.of(OTHER))
                                .build()))
                .isInstanceOf(Match.NewPerson.class);
    }

    @Test
    void found_by_the_member_id_whatever_the_address() {
        Profile known =
                profile("old@example.org").circleMemberId(Optional.of(ID)).build();
        assertThat(match(member, known)).satisfies(isKnownAs(known));
    }

    @Test
    void found_by_the_account_whatever_the_address() {
        Profile known =
                profile("old@example.org").workosUserId(Optional.of(USER)).build();
        assertThat(match(member(Optional.of(USER), "Ada", "Lovelace"), known)).satisfies(isKnownAs(known));
    }

    @Test
    void found_by_the_address_in_any_case_if_not_linked() {
        Profile known = profile("ADA@Example.org").build();
        assertThat(match(member, known)).satisfies(isKnownAs(known));
    }

    @Test
    void an_account_says_nothing_where_neither_side_has_one() {
        Profile other = profile("other@example.org").build();
        assertThat(match(member, other)).isInstanceOf(Match.NewPerson.class);
    }

    @Test
    void a_new_address_that_another_profile_has_is_a_conflict() {
        Profile byId =
                profile("old@example.org").circleMemberId(Optional.of(ID)).build();
        Profile byEmail = profile(EMAIL).build();
        assertConflict(match(member, byId, byEmail), byId, byEmail);
    }

    @Test
    void an_account_and_an_address_of_two_profiles_are_a_conflict() {
        Profile bySso =
                profile("old@example.org").workosUserId(Optional.of(USER)).build();
        Profile byEmail = profile(EMAIL).build();
        assertConflict(match(member(Optional.of(USER), "Ada", "Lovelace"), bySso, byEmail), bySso, byEmail);
    }

    @Test
    void a_member_id_and_an_account_of_two_profiles_are_a_conflict() {
        Profile byId = profile(EMAIL).circleMemberId(Optional.of(ID)).build();
        Profile bySso = profile("b@example.org").workosUserId(Optional.of(USER)).build();
        assertConflict(match(member(Optional.of(USER), "Ada", "Lovelace"), byId, bySso), byId, bySso);
    }

    @Test
    void another_workos_account_than_the_profiles_is_a_conflict_and_a_foreign_sign_on_is_not() {
        Profile known = profile(EMAIL).workosUserId(Optional.of("user_other")).build();
        assertConflict(match(member(Optional.of(USER), "Ada", "Lovelace"), known), known);
        assertThat(match(member(Optional.of("8812"), "Ada", "Lovelace"), known)).satisfies(isKnownAs(known));
        Profile linked = known.change().circleMemberId(Optional.of(ID)).build();
        Optional<CircleMember> other = Optional.of(member(Optional.of(USER), "Ada", "Lovelace"));
        SyncItem item = item(FetchedMember.of(due(), other));
        assertThat(MemberMatcher.match(item, byPerson(found(other, linked)))).satisfies(isKnownAs(linked));
        assertThat(match(member, known)).satisfies(isKnownAs(known));
    }

    @Test
    void an_address_that_is_not_proven_is_nobodys_but_who_is_known_by_more_stays_known() {
        Profile typed = profile(EMAIL).emailVerified(false).build();
        assertConflict(match(member, typed), typed);
        Profile ofAnother = typed.change().circleMemberId(Optional.of(OTHER)).build();
        assertConflict(match(member, ofAnother), ofAnother);

        Profile linked = typed.change().circleMemberId(Optional.of(ID)).build();
        assertThat(match(member, linked)).satisfies(isKnownAs(linked));
        Profile account = typed.change().workosUserId(Optional.of(USER)).build();
        assertThat(match(member(Optional.of(USER), "Ada", "Lovelace"), account)).satisfies(isKnownAs(account));
    }

    @Test
    void an_address_that_cannot_be_told_from_others_is_a_conflict_whoever_it_is() {
        CircleMember unseen = member("ada\u200b@example.org", Optional.empty(), "Ada", "Lovelace");
        assertConflict(match(unseen));
        Profile linked = profile(EMAIL).circleMemberId(Optional.of(ID)).build();
        assertConflict(match(unseen, linked), linked);
    }

    @Test
    void of_a_profile_linked_to_another_member_circle_is_asked_first() {
        Profile known = profile(EMAIL).circleMemberId(Optional.of(OTHER)).build();
        assertThat(match(member, known))
                .isInstanceOfSatisfying(
                        Match.Postponed.class,
                        postponed -> assertThat(postponed.askAbout()).contains(OTHER));
    }

    @Test
    void another_member_whom_circle_still_knows_is_a_conflict_even_under_the_same_name() {
        Profile known =
                named("Ada", "Lovelace").circleMemberId(Optional.of(OTHER)).build();
        assertConflict(asked(member, true, known), known);
    }

    @ParameterizedTest
    @CsvSource({"Ada, Lovelace", "ADA, lovelace", "' Ada ', ' Lovelace'", "Ada Lovelace,", ", AdaLovelace"})
    void another_member_whom_circle_knows_no_more_under_the_same_name_is_the_same_person(String first, String last) {
        Profile known = named(first, last).circleMemberId(Optional.of(OTHER)).build();
        assertThat(asked(member, false, known)).satisfies(isKnownAs(known));
    }

    @ParameterizedTest
    @CsvSource({"Grace, Hopper", "Ada,", "Ada, Byron", ","})
    void a_recycled_address_is_a_conflict(String first, String last) {
        Profile known = named(first, last).circleMemberId(Optional.of(OTHER)).build();
        assertConflict(asked(member, false, known), known);
    }

    @Test
    void names_that_are_missing_on_both_sides_say_nothing() {
        Profile known = profile(EMAIL).circleMemberId(Optional.of(OTHER)).build();
        assertConflict(asked(member(Optional.empty(), null, null), false, known), known);
    }

    @Test
    void what_a_person_has_said_holds_against_address_and_account_for_as_long_as_the_member_is_linked() {
        Profile theirs =
                profile("own@example.org").circleMemberId(Optional.of(ID)).build();
        Profile ofAddress = profile(EMAIL).build();
        Profile ofAccount =
                profile("third@example.org").workosUserId(Optional.of(USER)).build();
        CircleMember member = member(Optional.of(USER), "Ada", "Lovelace");
        SyncItem item = item(FetchedMember.of(due(), Optional.of(member)));
        MemberCandidates found = found(Optional.of(member), theirs, ofAddress, ofAccount);

        assertConflict(MemberMatcher.match(item, found), theirs, ofAddress, ofAccount);
        assertConflict(MemberMatcher.match(item, toldApart(found, ofAddress)), theirs, ofAccount);
        assertThat(MemberMatcher.match(item, toldApart(found, ofAddress, ofAccount)))
                .isInstanceOfSatisfying(Match.Known.class, known -> {
                    assertThat(known.found()).isEqualTo(theirs);
                    assertThat(known.keepsAddress()).isTrue();
                    assertThat(known.member().ssoUserId()).isEmpty();
                });
        assertThat(MemberMatcher.match(item, toldApart(found(Optional.of(member), theirs, ofAccount), ofAccount)))
                .isInstanceOfSatisfying(
                        Match.Known.class,
                        known -> assertThat(known.keepsAddress()).isFalse());
        assertConflict(
                MemberMatcher.match(
                        item, toldApart(found(Optional.of(member), ofAddress, ofAccount), ofAddress, ofAccount)),
                ofAddress,
                ofAccount);
        assertConflict(
                MemberMatcher.match(item, toldApart(found(Optional.of(member), ofAddress), ofAddress)), ofAddress);
        assertConflict(
                MemberMatcher.match(item, toldApart(found(Optional.of(member), ofAccount), ofAccount)), ofAccount);
        assertThat(MemberMatcher.match(item, toldApart(found(Optional.of(member), ofAddress), ofAccount)))
                .as("of another profile nobody has said so")
                .isInstanceOf(Match.Known.class);
    }

    @Test
    void the_same_account_is_the_same_person_under_any_name() {
        Profile known = named("Augusta", "Byron")
                .circleMemberId(Optional.of(OTHER))
                .workosUserId(Optional.of(USER))
                .build();
        assertThat(asked(member(Optional.of(USER), "Ada", "Lovelace"), false, known))
                .satisfies(isKnownAs(known));
    }

    @Test
    void whom_circle_knows_no_more_has_left_and_only_the_member_id_tells_who() {
        Profile known = profile(EMAIL).circleMemberId(Optional.of(ID)).build();
        Profile other =
                profile("other@example.org").circleMemberId(Optional.of(OTHER)).build();
        SyncItem gone = item(FetchedMember.of(due(), Optional.empty()));
        assertThat(MemberMatcher.match(gone, found(Optional.empty(), other, known)))
                .isEqualTo(new Match.Gone(gone, Optional.of(known)));
        assertThat(MemberMatcher.match(gone, found(Optional.empty(), other)))
                .isEqualTo(new Match.Gone(gone, Optional.empty()));
    }

    @Test
    void a_profile_that_two_members_claim_is_nobodys_until_it_is_one_of_theirs() {
        CircleMember member = member(EMAIL, Optional.empty(), "Ada", "Lovelace");
        SyncItem item = item(FetchedMember.of(due(), Optional.of(member)));
        Profile unlinked = profile(EMAIL).build();
        Profile linked = profile(EMAIL).circleMemberId(Optional.of(ID)).build();

        assertThat(MemberMatcher.match(item, claimed(found(Optional.of(member), unlinked), OTHER)))
                .isInstanceOfSatisfying(Match.Conflict.class, conflict -> {
                    assertThat(conflict.reason()).contains("Member " + OTHER);
                    assertThat(conflict.profileIds()).containsExactly(unlinked.id());
                });
        assertThat(MemberMatcher.match(item, claimed(found(Optional.of(member), linked), OTHER)))
                .isInstanceOf(Match.Known.class);
        assertThat(MemberMatcher.match(item, claimed(found(Optional.of(member)), OTHER)))
                .isInstanceOf(Match.NewPerson.class);
    }

    /** As the database finds them. */
    private static MemberCandidates found(Optional<CircleMember> member, Profile... profiles) {
        return new MemberCandidates(
                first(profiles, profile -> profile.circleMemberId().equals(Optional.of(ID))),
                member.flatMap(CircleMember::ssoUserId)
                        .flatMap(sso -> first(
                                profiles, profile -> profile.workosUserId().equals(Optional.of(sso)))),
                member.map(CircleMember::email)
                        .map(EmailAddress::of)
                        .flatMap(address -> first(profiles, profile -> address.isSameAs(profile.email()))),
                ToldApart.fromNobody(),
                Optional.empty());
    }

    private static MemberCandidates toldApart(MemberCandidates found, Profile... others) {
        return new MemberCandidates(
                found.byMember(),
                found.byAccount(),
                found.byEmail(),
                new ToldApart(
                        Arrays.stream(others).map(Profile::id).collect(Collectors.toSet()),
                        WrittenForOthers.nothing(),
                        false,
                        false),
                found.rival());
    }

    private static MemberCandidates byPerson(MemberCandidates found) {
        return new MemberCandidates(
                found.byMember(),
                found.byAccount(),
                found.byEmail(),
                new ToldApart(Set.of(), WrittenForOthers.nothing(), false, true),
                found.rival());
    }

    private static MemberCandidates claimed(MemberCandidates found, long rival) {
        return new MemberCandidates(
                found.byMember(), found.byAccount(), found.byEmail(), found.toldApart(), Optional.of(rival));
    }

    private static Optional<Profile> first(Profile[] profiles, Predicate<Profile> condition) {
        return Arrays.stream(profiles).filter(condition).findFirst();
    }

    private static Match match(CircleMember member, Profile... profiles) {
        return MemberMatcher.match(
                item(FetchedMember.of(due(), Optional.of(member))), found(Optional.of(member), profiles));
    }

    private static SyncItem item(FetchedMember fetched) {
        return new SyncItem(fetched, Set.of());
    }

    private static Consumer<Match> isKnownAs(Profile profile) {
        return match -> assertThat(match)
                .isInstanceOfSatisfying(
                        Match.Known.class, known -> assertThat(known.found()).isEqualTo(profile));
    }

    private static Match asked(CircleMember member, boolean circleKnowsOther, Profile... profiles) {
        return MemberMatcher.match(
                item(FetchedMember.of(due(), Optional.of(member)).knowing(OTHER, circleKnowsOther)),
                found(Optional.of(member), profiles));
    }

    private static void assertConflict(Match match, Profile... profiles) {
        assertThat(match)
                .isInstanceOfSatisfying(
                        Match.Conflict.class,
                        conflict -> assertThat(conflict.profileIds())
                                .containsExactlyInAnyOrder(
                                        Arrays.stream(profiles).map(Profile::id).toArray(UUID[]::new)));
    }

    private static DueMember due() {
        return new DueMember(
                ID,
                UUID.randomUUID(),
                1,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                JANUARY,
                Optional.empty(),
                CircleValues.none(),
                List.of(),
                false,
                Optional.empty());
    }

    private static CircleMember member(Optional<String> ssoUserId, String first, String last) {
        return member(EMAIL, ssoUserId, first, last);
    }

    private static CircleMember member(String email, Optional<String> ssoUserId, String first, String last) {
        return new CircleMember(
                ID,
                email,
                ssoUserId,
                names(first, last),
                Set.copyOf(SyncedField.table()),
                Set.of(),
                CircleMember.Standing.MEMBER,
                Set.of(),
                JANUARY,
                Optional.of(JANUARY),
                Optional.of(JANUARY),
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    private static ProfileBuilder profile(String email) {
        return ProfileBuilder.create(UUID.randomUUID(), email, JANUARY).emailVerified(true);
    }

    private static ProfileBuilder named(String first, String last) {
        return profile(EMAIL).fields(names(first, last));
    }

    private static FieldValues names(String first, String last) {
        return FieldValues.none().with(SyncedField.FIRST_NAME, first).with(SyncedField.LAST_NAME, last);
    }
}
