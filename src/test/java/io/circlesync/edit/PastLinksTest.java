package io.circlesync.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.change.TimelineEntry;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a member's values in Circle was written there for somebody else. */
class PastLinksTest {

    private static final long MEMBER = 7;

    private static final ToMember NOTHING = new ToMember(WrittenForOthers.nothing(), CircleValues.none());
    private static final SyncedField BIO = SyncedField.named("bio").orElseThrow();

    /** Each change: source, field, from, to; and of what Circle shows, what had stood there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            local circleMemberId - 7; push bio - a                                                  | a  | -
            local circleMemberId - 7; push bio own a                                                | a  | own
            local circleMemberId - 7; push bio own a; push bio a a2                                 | a2 | own
            local circleMemberId - 7; push bio own a; push bio edited a2                            | a2 | edited
            local circleMemberId - 7; push bio own a; local bio a -; circle bio - a                 | a  | own
            local circleMemberId - 7; push bio own a; circle bio a edited                           | a  | a
            local circleMemberId - 7; push bio own a; local circleMemberId 7 -                      | a  | a
            local circleMemberId - 8; push bio own a                                                | a  | a
            local circleMemberId - 8; push bio x a; local circleMemberId 8 7; push bio own b        | a  | a
            local circleMemberId - 8; push bio x a; local circleMemberId 8 7; push bio own b        | b  | own
            local circleMemberId - 7; circle bio - a; local bio a a2                                | a2 | a2
            """)
    void what_was_written_to_the_member_is_read_out_of_a_timeline(String changes, String shown, String left) {
        assertThat(undone(profile(changes, NOTHING), shown)).isEqualTo(value(left));
    }

    @Test
    void what_is_noted_at_the_member_counts_too() {
        WrittenForOthers known = WrittenForOthers.nothing().and(UUID.randomUUID(), "bio", "own", "x");
        ToMember toMember = new ToMember(known, CircleValues.none());
        WrittenProfile profile = profile("local circleMemberId - 7; push bio x a", toMember);

        for (String shown : List.of("x", "a")) {
            assertThat(undone(profile, shown)).as(shown).hasValue("own");
        }
    }

    /** What was agreed on is what is written over. */
    @Test
    void what_is_under_way_tells_what_had_stood_there() {
        WrittenProfile agreed = new WrittenProfile(
                ProfileBuilder.create(UUID.randomUUID(), "ann@example.org", Instant.EPOCH)
                        .base(Optional.of(FieldValues.none().with(BIO, "own")))
                        .build(),
                List.of(),
                new ToMember(WrittenForOthers.nothing(), CircleValues.of(Map.of("bio", "a"))),
                Set.of());

        assertThat(undone(agreed, "a")).hasValue("own");
    }

    /** It may not have arrived, and then what was noted before stands. */
    @Test
    void what_is_under_way_leaves_what_is_noted() {
        WrittenForOthers known = WrittenForOthers.nothing().and(UUID.randomUUID(), "bio", "own", "x");
        WrittenProfile agreed = new WrittenProfile(
                ProfileBuilder.create(UUID.randomUUID(), "ann@example.org", Instant.EPOCH)
                        .base(Optional.of(FieldValues.none().with(BIO, "own")))
                        .build(),
                List.of(),
                new ToMember(known, CircleValues.of(Map.of("bio", "a"))),
                Set.of());

        assertThat(undone(agreed, "a")).hasValue("own");
        assertThat(undone(agreed, "x")).hasValue("own");
    }

    /** As many as somebody has typed in years. */
    @Test
    void a_long_timeline_is_read_in_its_order() {
        String changes = "local circleMemberId - 7; push bio own 0; "
                + IntStream.range(0, 30_000)
                        .mapToObj(i -> "push bio " + i + " " + (i + 1))
                        .collect(Collectors.joining("; "));

        assertThat(undone(profile(changes, NOTHING), "30000")).hasValue("own");
        assertThat(undone(profile(changes, NOTHING), "29999")).hasValue("29999");
        assertThat(undone(profile(changes, NOTHING), "7")).hasValue("7");
    }

    private static Optional<String> undone(WrittenProfile profile, String shown) {
        FieldValues there = FieldValues.none().with(BIO, shown);
        return PastLinks.of(MEMBER, profile)
                .standing(there, Set.of(BIO), FieldValues.none())
                .undoneIn(there)
                .get(BIO);
    }

    private static WrittenProfile profile(String changes, ToMember toMember) {
        return new WrittenProfile(
                ProfileBuilder.create(UUID.randomUUID(), "ann@example.org", Instant.EPOCH)
                        .build(),
                Arrays.stream(changes.split("; ")).map(PastLinksTest::entry).toList(),
                toMember,
                Set.of());
    }

    private static TimelineEntry entry(String text) {
        String[] words = text.split(" ");
        return new TimelineEntry(
                UUID.randomUUID(),
                Instant.EPOCH,
                words[1],
                value(words[2]),
                value(words[3]),
                words[0],
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<String> value(String word) {
        return word.equals("-") ? Optional.empty() : Optional.of(word);
    }
}
