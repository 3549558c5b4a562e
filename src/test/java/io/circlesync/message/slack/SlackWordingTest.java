package io.circlesync.message.slack;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.slack.api.model.Message;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackWordingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Profile ADA = profile("ada@example.org", "Ada");
    private static final SlackWords WORDS = words(Optional.empty());

    @Test
    void the_delivered_templates_can_all_be_filled_in() {
        assertThatCode(WORDS::fillInAll).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource
    void an_alert_says_that_a_mail_goes_out_only_where_one_does(
            GapKind kind, Profile profile, List<String> channels, boolean mailed) {
        GapNotice notice = GapNotice.opened(
                        Gap.ofProfile(kind, profile.id(), profile.circleMemberId(), Map.of()),
                        NOW,
                        Optional.of(profile))
                .through(channels);

        String words = whatToDo(WORDS.alert(notice));

        if (mailed) {
            assertThat(words).contains("goes out to them").doesNotContain("No mail");
        } else {
            assertThat(words).isEqualTo("No mail goes out to them.");
        }
    }

    static Stream<Arguments> an_alert_says_that_a_mail_goes_out_only_where_one_does() {
        List<String> slack = List.of("slack", "slack:members");
        List<String> both = List.of("slack", "mail");
        return Stream.of(
                Arguments.of(GapKind.INCOMPLETE_PROFILE, withAccount(ADA), slack, false),
                Arguments.of(GapKind.INCOMPLETE_PROFILE, withAccount(ADA), both, true),
                Arguments.of(GapKind.MISSING_WORKOS, ADA, slack, false),
                Arguments.of(GapKind.MISSING_WORKOS, ADA, both, true));
    }

    @Test
    void who_has_neither_a_name_nor_a_member_is_told_by_their_profile() {
        Profile nameless = ADA.change()
                .fields(FieldValues.none())
                .circleMemberId(Optional.empty())
                .build();

        Message message = WORDS.alert(GapNotice.opened(
                Gap.ofProfile(GapKind.MISSING_WORKOS, nameless.id(), Optional.empty(), Map.of()),
                NOW,
                Optional.of(nameless)));

        assertThat(message.getText()).startsWith("Profile " + nameless.id() + " has no account");
    }

    @ParameterizedTest
    @CsvSource({
        "Ada, Ada Lovelace",
        "Ad\u200Ba\u202E, Ada Lovelace",
        "محمد, \u2068محمد Lovelace\u2069",
        "<!channel>, &lt;!channel&gt; Lovelace"
    })
    void a_name_is_shown_as_far_as_it_can_be_seen(String firstName, String shown) {
        Profile person = profile("ada@example.org", firstName);

        Message message = WORDS.alert(GapNotice.opened(
                Gap.ofProfile(GapKind.MEMBER_LEFT, person.id(), person.circleMemberId(), Map.of()),
                NOW,
                Optional.of(person)));

        assertThat(message.getText()).isEqualTo(shown + " left the community");
        assertThat(whatHappened(message))
                .isEqualTo(":door: *<https://example.circle.so/u/ada|" + shown + ">* left the community");
    }

    @Test
    void somebody_of_whose_name_nothing_can_be_seen_is_named_by_number_in_an_alert_and_in_a_digest() {
        io.circlesync.gap.Person nameless = new io.circlesync.gap.Person(
                Optional.of(ADA.id()),
                Optional.of("ada@example.org"),
                Optional.of("\u200B"),
                Optional.of("\u200B \u202E\u3164"),
                Optional.empty());
        GapNotice notice = GapNotice.opened(
                Gap.ofMember(GapKind.SYNC_FAILED, 43391391, Optional.empty(), Map.of()), NOW, nameless);

        assertThat(WORDS.alert(notice).getText()).isEqualTo("Member 43391391 cannot be synced");
        assertThat(WORDS.digest(List.of(notice, notice)).getBlocks().toString()).contains("Member 43391391");
    }

    @ParameterizedTest
    @ValueSource(strings = {"waiting", "done", "failed"})
    void what_is_told_of_a_run_leads_to_its_report(String cause) {
        GapNotice notice = GapNotice.opened(Gap.ofReconciliation(17, cause, "3 left"), NOW, Optional.empty());
        SlackWords linked = words(Optional.of("https://sync.example.org/circlesync/api/reconciliations/{run}/report"));
        String link = "*<https://sync.example.org/circlesync/api/reconciliations/17/report|Reconciliation 17>*";

        assertThat(whatHappened(linked.alert(notice))).contains(link);
        assertThat(linked.digest(List.of(notice, notice)).getBlocks().toString())
                .contains("/reconciliations/17/report|Reconciliation 17>");
        assertThat(whatHappened(WORDS.alert(notice))).contains("*Reconciliation 17*");
    }

    /** Or who is called at night reads of one more of 43. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42})
    void what_concerns_all_stands_before_everything_else_in_its_own_words(int others) {
        GapNotice refused = GapNotice.opened(
                Gap.ofCircleAccount(GapKind.SYNC_FAILED, "401 The API token is invalid."), NOW, Optional.empty());
        GapNotice lacking = GapNotice.opened(
                Gap.ofProfile(GapKind.MISSING_WORKOS, ADA.id(), Optional.empty(), Map.of()), NOW, Optional.of(ADA));
        List<GapNotice> all = Stream.concat(Collections.nCopies(others, lacking).stream(), Stream.of(refused, refused))
                .toList();

        Message message = WORDS.digest(all);

        assertThat(message.getText()).startsWith("Circle lets us in no more; ");
        assertThat(message.getText().contains("42 alerts: 42 without an account"))
                .isEqualTo(others == 42);
        assertThat(whatHappened(message)).contains("Circle", "lets us in no more", ">401 The API token is invalid.");
        assertThat(whatToDo(message)).startsWith("Check the API token");
    }

    @Test
    void of_what_concerns_all_so_much_is_told_in_its_own_words_as_a_message_holds() {
        GapNotice refused = GapNotice.opened(Gap.ofCircleAccount(GapKind.PUSH_REJECTED, "403"), NOW, Optional.empty());

        Message message = WORDS.digest(Collections.nCopies(100, refused));

        assertThat(message.getBlocks()).hasSizeLessThanOrEqualTo(50);
        assertThat(message.getText()).contains("90 alerts: 90 not kept by Circle");
    }

    private static SlackWords words(Optional<String> reportUrl) {
        return new SlackWords(new MessageFiles(Optional.empty()), new NoticeModel(UnaryOperator.identity(), reportUrl));
    }

    private static String whatHappened(Message message) {
        return ((MarkdownTextObject) ((SectionBlock) message.getBlocks().get(0)).getText()).getText();
    }

    private static String whatToDo(Message message) {
        return ((MarkdownTextObject) ((ContextBlock) message.getBlocks().get(1))
                        .getElements()
                        .get(0))
                .getText();
    }
}
