package io.circlesync.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.change.TimelineEntry;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a profile keeps when the member goes who was linked to it by mistake. */
class WrittenProfileTest {

    private static final ToMember NOTHING = new ToMember(WrittenForOthers.nothing(), CircleValues.none());
    private static final SyncedField BIO = SyncedField.named("bio").orElseThrow();

    /** Each change: source, rule, field, from, to. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            local created bio - own                                                                         | own | own
            local created bio - own; circle most-recent bio own hers                                        | hers | own
            local created email - x; local linked circleMemberId - 7; circle value-beats-none bio - hers    | hers | -
            local created bio - own; circle most-recent bio own hers; circle most-recent bio hers hers2     | hers2 | own
            local created bio - own; circle most-recent bio own hers; local edit bio hers typed             | typed | typed
            local created bio - own; push circle-lacked-it bio - own                                        | own | own
            local created bio - own; local flip bio own hers                                                | hers | own
            local created bio - own; circle most-recent bio own hers; local flip bio hers own               | own | own
            local created bio - own; circle most-recent bio own hers; local undo bio hers own               | own | own
            circle created circleMemberId - 7; circle changed-on-one-side bio hers hers2                    | hers2 | -
            local linked-by-email circleMemberId - 7; circle most-recent bio own hers                       | hers | own
            local created bio - own; circle changed-on-one-side bio own -                                   | - | own
            local created bio - own; local edit bio own -                                                   | - | -
            circle most-recent bio unknown hers                                                             | hers | -
            local created bio - old; push circle-lacked-it bio old own                                      | own | own
            local created bio - old; push circle-lacked-it bio old own                                      | hers | old
            local created bio - own; circle most-recent bio own hers; push circle-lacked-it bio x hers      | hers | own
            circle created circleMemberId - 7; push circle-lacked-it bio - hers                             | hers | hers
            """)
    void what_the_member_has_brought_goes_and_what_was_there_before_is_back(String changes, String now, String kept) {
        List<TimelineEntry> timeline = Arrays.stream(changes.split("; "))
                .map(WrittenProfileTest::entry)
                .toList();
        Profile profile = ProfileBuilder.create(UUID.randomUUID(), "ada@example.org", Instant.EPOCH)
                .fields(FieldValues.none().with(BIO, value(now).orElse(null)))
                .build();

        FieldValues own = new WrittenProfile(profile, timeline, NOTHING, Set.of()).withoutTheMembers();

        assertThat(own.get(BIO)).isEqualTo(value(kept));
    }

    private static TimelineEntry entry(String text) {
        String[] words = text.split(" ");
        return new TimelineEntry(
                UUID.randomUUID(),
                Instant.EPOCH,
                words[2],
                value(words[3]),
                value(words[4]),
                words[0],
                words[1],
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<String> value(String word) {
        return word.equals("-") ? Optional.empty() : Optional.of(word);
    }
}
