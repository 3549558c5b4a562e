package io.circlesync.merge;

import static io.circlesync.profile.SyncedField.BIO;
import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.HEADLINE;
import static io.circlesync.profile.SyncedField.LAST_NAME;
import static io.circlesync.profile.SyncedField.LOCATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileMergeTest {

    private static final Instant EARLY = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final Instant LATE = EARLY.plusMillis(1);
    private static final FieldValues NOTHING = FieldValues.none();

    @Nested
    class UnderMostRecent {

        private final ProfileMerge merge = new ProfileMerge(MergePolicy.MOST_RECENT);

        @ParameterizedTest(name = "local {0} against Circle {1}, {2} newer: {3}")
        @CsvSource(nullValues = "null", textBlock = """
                        same,  same,   local,  same
                        same,  same,   Circle, same
                        null,  null,   Circle, null
                        null,  circle, local,  circle
                        null,  circle, Circle, circle
                        local, null,   Circle, local
                        local, null,   local,  local
                        """)
        void what_only_one_side_has_wins_without_a_conflict(
                String local, String circle, String newer, String expected) {
            MergeResult result = merge(NOTHING.with(BIO, local), NOTHING.with(BIO, circle), newer);
            assertThat(result.merged().get(BIO)).isEqualTo(Optional.ofNullable(expected));
            assertThat(result.conflicts()).isEmpty();
        }

        @ParameterizedTest(name = "{0} newer: {1} wins")
        @CsvSource({"local, LOCAL", "Circle, CIRCLE", "neither, LOCAL"})
        void of_two_values_the_newer_wins_and_a_conflict_is_recorded(String newer, Side winner) {
            MergeResult result = merge(NOTHING.with(BIO, "ours"), NOTHING.with(BIO, "theirs"), newer);
            assertThat(result.merged().get(BIO)).contains(winner == Side.LOCAL ? "ours" : "theirs");
            assertThat(result.conflicts())
                    .containsExactly(new Conflict(
                            BIO,
                            "ours",
                            "theirs",
                            winner,
                            newer.equals("neither") ? ConflictReason.SAME_INSTANT : ConflictReason.MOST_RECENT,
                            newer.equals("local") ? LATE : EARLY,
                            Optional.of(newer.equals("Circle") ? LATE : EARLY)));
        }

        @Test
        void an_unknown_time_of_Circle_counts_as_the_oldest() {
            MergeResult result = merge.merge(Sides.of(
                    NOTHING.with(BIO, "ours"),
                    NOTHING.with(BIO, "theirs"),
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty()));
            assertThat(result.merged().get(BIO)).contains("ours");
            assertThat(result.conflicts()).extracting(Conflict::winner).containsExactly(Side.LOCAL);
        }

        @ParameterizedTest(name = "agreed {0}, local {1}, Circle {2}: {3}")
        @CsvSource(nullValues = "null", textBlock = """
                        agreed,  agreed, theirs, theirs
                        agreed,  ours,   agreed, ours
                        agreed,  ours,   theirs, ours
                        null,    ours,   theirs, ours
                        agreed , agreed, theirs, theirs
                        """)
        void without_a_time_of_Circle_a_value_that_nobody_edited_here_gives_way(
                String agreed, String local, String circle, String expected) {
            MergeResult bio = merge.merge(Sides.of(
                    NOTHING.with(BIO, local),
                    NOTHING.with(BIO, circle),
                    EARLY,
                    Optional.empty(),
                    Optional.of(NOTHING.with(BIO, agreed))));
            assertThat(bio.merged().get(BIO)).contains(expected);
            // Where Circle shows what was agreed on, nobody there said otherwise.
            boolean saidOtherwise = !circle.equals(agreed);
            assertThat(bio.conflicts()).hasSize(saidOtherwise && expected.equals("ours") ? 1 : 0);
        }

        @ParameterizedTest(name = "local \"{0}\" \"{1}\" against Circle \"{2}\" \"{3}\"")
        @CsvSource(nullValues = "null", textBlock = """
                        Ada King,      Lovelace, Ada,  King Lovelace
                        Ada Lovelace,  null,     Ada,  Lovelace
                        null,          Ada,      Ada,  null
                        ' Ada ',       'King  Lovelace', Ada, King Lovelace
                        """)
        void an_equal_full_name_keeps_the_local_cut(
                String localFirst, String localLast, String circleFirst, String circleLast) {
            FieldValues local = name(localFirst, localLast);
            MergeResult result = merge(local, name(circleFirst, circleLast), "Circle");
            assertThat(result.merged()).isEqualTo(local);
            assertThat(result.conflicts()).isEmpty();
        }

        @Test
        void without_a_time_of_Circle_a_name_that_nobody_edited_here_gives_way() {
            MergeResult result = merge.merge(Sides.of(
                    name("Ada King", "Byron"),
                    name("Ada", "King Lovelace"),
                    EARLY,
                    Optional.empty(),
                    Optional.of(name("Ada", "King Byron"))));
            assertThat(result.merged()).isEqualTo(name("Ada", "King Lovelace"));
            assertThat(result.conflicts()).isEmpty();
        }

        @Test
        void different_full_names_are_decided_field_by_field() {
            MergeResult result = merge(name("Ada", "Lovelace"), name("Ada", "Byron"), "Circle");
            assertThat(result.merged()).isEqualTo(name("Ada", "Byron"));
            assertThat(result.conflicts()).extracting(Conflict::field).containsExactly(LAST_NAME);
        }

        @ParameterizedTest(name = "{0} {1} here, {2} {3} in Circle, {4} is newer")
        @CsvSource(nullValues = "null", textBlock = """
                        Cherilyn, Sarkisian, Cher,     null,      Circle, Cher,     null
                        Cher,     null,      Cherilyn, Sarkisian, local,  Cher,     null
                        Cherilyn, Sarkisian, Cher,     null,      local,  Cherilyn, Sarkisian
                        Cher,     null,      Cherilyn, Sarkisian, Circle, Cherilyn, Sarkisian
                        Ada,      null,      Ada,      Byron,     local,  Ada,      Byron
                        Ada,      Byron,     Ada,      null,      Circle, Ada,      Byron
                        """)
        void another_name_of_one_word_is_taken_as_a_whole(
                String first,
                String last,
                String circleFirst,
                String circleLast,
                String newer,
                String name,
                String rest) {
            assertThat(mergedOfAdaByron(merge, name(first, last), name(circleFirst, circleLast), newer))
                    .isEqualTo(name(name, rest));
        }

        @Test
        void on_a_first_link_a_part_of_a_name_beats_none() {
            MergeResult result = merge(name("Augusta", null), name("Ada", "Lovelace"), "local");
            assertThat(result.merged()).isEqualTo(name("Augusta", "Lovelace"));
        }

        @Test
        void white_space_in_one_part_of_a_name_is_no_conflict() {
            MergeResult result = merge(name("Ada ", "Lovelace"), name("Ada", "Byron"), "Circle");
            assertThat(result.merged()).isEqualTo(name("Ada ", "Byron"));
            assertThat(result.conflicts()).extracting(Conflict::field).containsExactly(LAST_NAME);
        }

        @Test
        void white_space_and_case_count_outside_names() {
            MergeResult result = merge(NOTHING.with(BIO, "Writes  notes"), NOTHING.with(BIO, "writes notes"), "Circle");
            assertThat(result.merged().get(BIO)).contains("writes notes");
            assertThat(result.conflicts()).hasSize(1);
        }

        @Test
        void the_base_and_the_times_of_single_fields_do_not_count() {
            MergeResult result = merge.merge(Sides.of(
                    NOTHING.with(BIO, "ours"),
                    NOTHING.with(BIO, "theirs"),
                    LATE,
                    Optional.of(EARLY),
                    Optional.of(NOTHING.with(BIO, "ours")),
                    Map.of(BIO, LATE.plusSeconds(1))));
            assertThat(result.merged().get(BIO)).contains("ours");
        }

        private MergeResult merge(FieldValues local, FieldValues circle, String newer) {
            return merge.merge(Sides.of(
                    local,
                    circle,
                    newer.equals("local") ? LATE : EARLY,
                    Optional.of(newer.equals("Circle") ? LATE : EARLY),
                    Optional.empty()));
        }
    }

    @Nested
    class UnderThreeWay {

        private final ProfileMerge merge = new ProfileMerge(MergePolicy.THREE_WAY);

        @ParameterizedTest(name = "base {0}, local {1}, Circle {2}: {3}")
        @CsvSource(nullValues = "null", textBlock = """
                        old,  old,   new,    new
                        old,  new,   old,    new
                        old,  null,  old,    null
                        old,  old,   null,   null
                        old,  null,  null,   null
                        old,  new,   new,    new
                        old,  null,  circle, circle
                        old,  local, null,   local
                        null, null,  circle, circle
                        null, local, null,   local
                        """)
        void the_side_that_changed_wins_whatever_the_times(String base, String local, String circle, String expected) {
            for (Instant circleTime : new Instant[] {EARLY.minusSeconds(1), EARLY, LATE}) {
                MergeResult result = merge.merge(Sides.of(
                        NOTHING.with(BIO, local),
                        NOTHING.with(BIO, circle),
                        EARLY,
                        Optional.of(circleTime),
                        Optional.of(NOTHING.with(BIO, base))));
                assertThat(result.merged().get(BIO)).isEqualTo(Optional.ofNullable(expected));
                assertThat(result.conflicts()).isEmpty();
            }
        }

        /** Of "Ada Byron"; half of one and half of the other would be nobody's name. */
        @ParameterizedTest(name = "{0} {1} here, {2} {3} in Circle, {4} is newer")
        @CsvSource(nullValues = "null", textBlock = """
                        Max,  Mm,    Cher, null,  Circle, Cher, null
                        Max,  Mm,    Cher, null,  local,  Max,  Mm
                        Cher, null,  Max,  Mm,    local,  Cher, null
                        Cher, null,  Max,  Mm,    Circle, Max,  Mm
                        Ada,  Mm,    Cher, null,  Circle, Cher, null
                        Ada,  Mm,    Cher, null,  local,  Ada,  Mm
                        Ada,  Byron, Cher, null,  local,  Cher, null
                        Cher, null,  Ada,  Byron, Circle, Cher, null
                        Ada,  Mm,    Max,  Byron, Circle, Max,  Mm
                        """)
        void a_name_of_one_word_is_taken_as_a_whole_where_both_have_changed_it(
                String first,
                String last,
                String circleFirst,
                String circleLast,
                String newer,
                String name,
                String rest) {
            assertThat(mergedOfAdaByron(merge, name(first, last), name(circleFirst, circleLast), newer))
                    .isEqualTo(name(name, rest));
        }

        @Test
        void of_two_changes_the_more_recent_wins_and_a_conflict_is_recorded() {
            MergeResult result = merge(NOTHING.with(BIO, "old"), NOTHING.with(BIO, "ours"), NOTHING.with(BIO, "new"));
            assertThat(result.merged().get(BIO)).contains("new");
            assertThat(result.conflicts()).extracting(Conflict::winner).containsExactly(Side.CIRCLE);
        }

        @Test
        void a_field_that_has_a_time_of_its_own_in_Circle_is_decided_by_it() {
            FieldValues local = NOTHING.with(BIO, "ours").with(LOCATION, "ours").with(HEADLINE, "ours");
            FieldValues circle =
                    NOTHING.with(BIO, "theirs").with(LOCATION, "theirs").with(HEADLINE, "theirs");
            Instant own = EARLY.minusSeconds(1);
            MergeResult result = merge.merge(Sides.of(
                    local,
                    circle,
                    EARLY,
                    Optional.of(LATE),
                    Optional.of(NOTHING),
                    Map.of(BIO, own, HEADLINE, own, FIRST_NAME, own)));
            assertThat(result.merged())
                    .isEqualTo(
                            NOTHING.with(BIO, "ours").with(LOCATION, "theirs").with(HEADLINE, "theirs"));
            assertThat(result.conflicts())
                    .filteredOn(conflict -> conflict.field() == BIO)
                    .extracting(Conflict::circleUpdatedAt)
                    .containsExactly(Optional.of(own));
        }

        @Test
        void without_a_base_it_is_most_recent() {
            MergeResult result = merge.merge(Sides.of(
                    NOTHING.with(HEADLINE, "ours"),
                    NOTHING.with(BIO, "theirs").with(HEADLINE, "theirs"),
                    EARLY,
                    Optional.of(LATE),
                    Optional.empty()));
            assertThat(result.merged()).isEqualTo(NOTHING.with(BIO, "theirs").with(HEADLINE, "theirs"));
            assertThat(result.conflicts()).hasSize(1);
        }

        @Test
        void a_different_cut_of_the_same_name_is_no_change() {
            MergeResult result =
                    merge(name("Ada", "King Lovelace"), name("Ada King", "Lovelace"), name("Ada", "King Lovelace"));
            assertThat(result.merged()).isEqualTo(name("Ada King", "Lovelace"));
            assertThat(result.conflicts()).isEmpty();
        }

        @Test
        void a_name_changed_locally_stays_although_Circle_cuts_the_old_one_differently() {
            MergeResult result =
                    merge(name("Ada King", "Lovelace"), name("Ada King", "Byron"), name("Ada", "King Lovelace"));
            assertThat(result.merged()).isEqualTo(name("Ada King", "Byron"));
            assertThat(result.conflicts()).isEmpty();
        }

        @Test
        void a_name_changed_in_Circle_is_cut_where_the_local_one_was() {
            FieldValues local = name("Ada King", "Lovelace");
            assertThat(merge(local, local, name("Ada", "King Byron")).merged()).isEqualTo(name("Ada King", "Byron"));
            assertThat(merge(local, local, name("Augusta", "King Lovelace")).merged())
                    .isEqualTo(name("Augusta King", "Lovelace"));
            assertThat(merge(local, local, name("Grace", "Hopper")).merged()).isEqualTo(name("Grace", "Hopper"));
        }

        @Test
        void a_last_name_cleared_in_Circle_is_cleared() {
            FieldValues local = name("Ada", "Lovelace");
            assertThat(merge(local, local, name("Ada", null)).merged()).isEqualTo(name("Ada", null));
        }

        @Test
        void each_side_may_change_its_part_of_the_name() {
            MergeResult result =
                    merge(name("Ada", "King Lovelace"), name("Ada King", "Byron"), name("Augusta", "King Lovelace"));
            assertThat(result.merged()).isEqualTo(name("Augusta King", "Byron"));
            assertThat(result.conflicts()).isEmpty();
        }

        private MergeResult merge(FieldValues base, FieldValues local, FieldValues circle) {
            return merge.merge(Sides.of(local, circle, EARLY, Optional.of(LATE), Optional.of(base)));
        }
    }

    @Test
    void a_policy_is_known_by_its_setting() {
        assertThat(MergePolicy.of("most-recent")).isEqualTo(MergePolicy.MOST_RECENT);
        assertThat(MergePolicy.of("three-way")).isEqualTo(MergePolicy.THREE_WAY);
        assertThatThrownBy(() -> MergePolicy.of("newest")).hasMessageContaining("newest");
    }

    @Test
    void a_logged_result_says_nothing_of_the_person() {
        Conflict conflict =
                new Conflict(BIO, "ours", "theirs", Side.LOCAL, ConflictReason.MOST_RECENT, EARLY, Optional.empty());
        assertThat(conflict.toString()).contains("bio").doesNotContain("ours", "theirs");
    }

    /** What becomes of two names since both sides agreed on "Ada Byron". */
    private static FieldValues mergedOfAdaByron(
            ProfileMerge merge, FieldValues local, FieldValues circle, String newer) {
        return merge.merge(Sides.of(
                        local,
                        circle,
                        newer.equals("local") ? LATE : EARLY,
                        Optional.of(newer.equals("Circle") ? LATE : EARLY),
                        Optional.of(name("Ada", "Byron"))))
                .merged();
    }

    private static FieldValues name(String first, String last) {
        return NOTHING.with(SyncedField.FIRST_NAME, first).with(LAST_NAME, last);
    }

    @ParameterizedTest
    @EnumSource(MergePolicy.class)
    void a_name_that_circle_cut_stands_as_a_whole(MergePolicy policy) {
        FieldValues local = FieldValues.none().with(SyncedField.FIRST_NAME, "Ada King Lovelace");
        FieldValues circle =
                FieldValues.none().with(SyncedField.FIRST_NAME, "Ada").with(SyncedField.LAST_NAME, "King Lov");
        Instant edited = Instant.parse("2026-01-22T14:55:35.714Z");
        BothSides sides = new BothSides(
                local,
                circle,
                edited,
                Optional.of(edited.plusSeconds(60)),
                Optional.of(circle),
                Map.of(),
                Set.of(),
                Set.of(SyncedField.FIRST_NAME, SyncedField.LAST_NAME),
                CircleValues.none());

        assertThat(new ProfileMerge(policy).merge(sides).merged()).isEqualTo(local);
    }
}
