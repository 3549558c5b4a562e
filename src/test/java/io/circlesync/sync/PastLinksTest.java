package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.change.TimelineEntry;
import io.circlesync.profile.CircleValues;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a member's values in Circle was written there for somebody else. */
class PastLinksTest {

    private static final long MEMBER = 7;
    private static final UUID THEIRS = UUID.nameUUIDFromBytes("T".getBytes());

    /** Each change: whose (T: theirs, A and B: others), source, field, from, to. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A local circleMemberId - 7; A push bio - a                                              | bio=a | bio=
            A local circleMemberId - 7; A push bio own a                                            | bio=a | bio=own
            A local circleMemberId - 7; A push bio own a; A push bio a a2                           | bio=a2 | bio=own
            A local circleMemberId - 7; A push bio own a; A push bio edited a2                      | bio=a2 | bio=edited
            A local circleMemberId - 7; A push bio own a; A local circleMemberId 7 -; B local circleMemberId - 7; B push bio a b | bio=b | bio=own
            A local circleMemberId - 7; A local circleMemberId 7 -; A push bio own a                | bio=a | bio=own
            A local circleMemberId - 8; A push bio own a                                            | - | -
            A local circleMemberId - 7; A circle bio - a; A local bio a a2                          | - | -
            A local circleMemberId - 7; A push bio own a; A local circleMemberId 7 -; T local circleMemberId - 7; T push bio a t | - | -
            A local circleMemberId - 7; A push name own a; A local circleMemberId 7 -; T local circleMemberId - 7; T circle firstName - t | - | -
            A local circleMemberId - 7; A push bio own a; T local circleMemberId - 7; T circle bio - own                     | bio=a | bio=own
            A local circleMemberId - 7; A push bio - a; T local circleMemberId - 7; T circle bio t -                         | bio=a | bio=
            A local circleMemberId - 7; A push bio own a; T local circleMemberId - 7; T circle bio - own; T push bio a own   | - | -
            A local circleMemberId - 7; A push name own a; T local circleMemberId - 7; T circle firstName - own              | name=a | name=own
            A local circleMemberId - 7; A push bio own a; T local circleMemberId - 8; T push bio x t; T local circleMemberId 8 7 | bio=a | bio=own
            """)
    void what_was_written_for_others_is_told_until_the_right_profile_has_settled_it(
            String changes, String written, String before) {
        List<TimelineEntry> timelines =
                Arrays.stream(changes.split("; ")).map(PastLinksTest::entry).toList();

        var others = PastLinks.of(MEMBER, Optional.of(THEIRS), timelines);

        assertThat(others.written()).isEqualTo(values(written));
        assertThat(others.before()).isEqualTo(values(before));
    }

    private static CircleValues values(String text) {
        String[] pair = text.split("=", 2);
        return text.equals("-") ? CircleValues.none() : CircleValues.of(Map.of(pair[0], pair[1]));
    }

    private static TimelineEntry entry(String text) {
        String[] words = text.split(" ");
        return new TimelineEntry(
                UUID.nameUUIDFromBytes(words[0].getBytes()),
                Instant.EPOCH,
                words[2],
                value(words[3]),
                value(words[4]),
                words[1],
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<String> value(String word) {
        return word.equals("-") ? Optional.empty() : Optional.of(word);
    }
}
