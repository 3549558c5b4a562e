package io.circlesync.gap;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Fields;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GapFinderTest {

    private final GapFinder gapFinder = new GapFinder(Fields.REQUIRED);

    private final Profile bare = profile("ada@example.org", "Ada");

    @Test
    void a_profile_without_account_headline_and_offers_has_two_gaps() {
        assertThat(gapFinder.find(bare))
                .containsExactly(
                        new Gap(
                                GapKind.MISSING_WORKOS,
                                "profile:" + bare.id(),
                                Optional.of(bare.id()),
                                bare.circleMemberId(),
                                Map.of()),
                        new Gap(
                                GapKind.INCOMPLETE_PROFILE,
                                "profile:" + bare.id(),
                                Optional.of(bare.id()),
                                bare.circleMemberId(),
                                Map.of("missing", List.of("headline", "thingsICanOffer"))));
    }

    @Test
    void an_incomplete_profile_names_only_what_is_missing() {
        Profile account = withAccount(bare);
        assertThat(missing(with(account, "Analyst", List.of()))).containsExactly("thingsICanOffer");
        assertThat(missing(with(account, "Analyst", List.of(" ")))).containsExactly("thingsICanOffer");
        assertThat(missing(with(account, null, List.of("Maths")))).containsExactly("headline");
    }

    @Test
    void a_team_may_ask_for_other_fields() {
        List<String> required = List.of("custom.pronouns", "bio", "resumeLink", "referralCode");
        Profile half = bare.change()
                .fields(FieldValues.none().with(SyncedField.custom("pronouns"), "she/her"))
                .referralCode(Optional.of("R"))
                .build();

        assertThat(new GapFinder(required).missingFields(bare)).isEqualTo(required);
        assertThat(new GapFinder(required).missingFields(half)).containsExactly("bio", "resumeLink");
    }

    @Test
    void a_complete_profile_with_an_account_has_none() {
        assertThat(gapFinder.find(with(withAccount(bare), "Analyst", List.of("Maths"))))
                .isEmpty();
    }

    @Test
    void of_somebody_who_left_nothing_else_is_told() {
        assertThat(gapFinder.find(left(bare))).extracting(Gap::kind).containsExactly(GapKind.MEMBER_LEFT);
    }

    @Test
    void nobody_whose_account_circle_names_lacks_one_and_the_profile_is_asked_for_by_itself() {
        Profile named =
                bare.change().circleAccount(Optional.of("user_01EXAMPLE")).build();

        assertThat(gapFinder.find(named)).extracting(Gap::kind).containsExactly(GapKind.INCOMPLETE_PROFILE);
        assertThat(GapNotice.opened(gapFinder.find(named).get(0), Instant.EPOCH, Optional.of(named))
                        .situation())
                .isEqualTo("incomplete-profile");
    }

    @Test
    void of_somebody_invited_nothing_is_told_until_they_come_to_circle_or_to_the_app() {
        Profile invited = bare.change().invited(true).build();

        assertThat(gapFinder.find(invited)).isEmpty();
        assertThat(gapFinder.find(invited.change()
                        .circleAccount(Optional.of("user_01EXAMPLE"))
                        .build()))
                .isEmpty();
        assertThat(gapFinder.find(withAccount(invited)))
                .extracting(Gap::kind)
                .containsExactly(GapKind.INCOMPLETE_PROFILE);
        assertThat(gapFinder.find(left(invited))).extracting(Gap::kind).containsExactly(GapKind.MEMBER_LEFT);
    }

    @SuppressWarnings("unchecked")
    private List<String> missing(Profile profile) {
        List<Gap> gaps = gapFinder.find(profile);
        assertThat(gaps).extracting(Gap::kind).containsExactly(GapKind.INCOMPLETE_PROFILE);
        return (List<String>) gaps.get(0).detail().get("missing");
    }

    private static Profile with(Profile profile, String headline, List<String> offers) {
        return copy(profile, headline, offers, Optional.empty());
    }

    private static Profile left(Profile profile) {
        return copy(profile, null, List.of(), Optional.of(Instant.EPOCH));
    }

    private static Profile copy(Profile profile, String headline, List<String> offers, Optional<Instant> leftAt) {
        return profile.change()
                .fields(profile.fields().with(SyncedField.HEADLINE, headline))
                .thingsICanOffer(offers)
                .leftAt(leftAt)
                .build();
    }
}
