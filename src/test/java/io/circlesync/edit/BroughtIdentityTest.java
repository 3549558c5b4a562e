package io.circlesync.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.change.TimelineEntry;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What says who a person is leaves a profile with the member who had brought it. */
class BroughtIdentityTest {

    private static final ToMember NOTHING = new ToMember(WrittenForOthers.nothing(), CircleValues.none());

    /**
     * Each change: source, field, from, to; what is the profile's at the end: address, whether proven, account and its address; and
     * what is left of these.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            circle circleMemberId - 7                                                       | a true -   | a true -
            circle circleMemberId - 7; circle emailVerified false true                      | a true -   | a false -
            circle circleMemberId - 7; circle email a b                                     | b true -   | a true -
            circle circleMemberId - 7; circle emailVerified false true; circle email a b    | b true -   | a false -
            circle circleMemberId - 7; circle email a b; circle email b c                   | c true -   | a true -
            circle circleMemberId - 7; circle email a b; local email b c                    | c true -   | c true -
            circle circleMemberId - 7; circle email taken b                                 | b true -   | b false -
            circle circleMemberId - 7; circle email ä@ö.example b                           | b true -   | b false -
            circle email a b; circle circleMemberId - 7                                     | b true -   | b true -
            circle emailVerified false true; local email a b; local circleMemberId - 7      | b true -   | b true -
            circle circleMemberId - 7 created                                               | a true -   | a false -
            circle circleMemberId - 7 created; local email b a                              | a true -   | a true -
            local circleMemberId - 7 linked-by-person; workos workosUserId - u linked-by-email | a true u | a true u
            local circleMemberId - 7 linked-by-person; workos workosUserId - u linked-by-circle | a true u | a true -
            local circleMemberId - 7 linked-by-person; local workosUserId - u linked-by-circle | a true u | a true -
            local circleMemberId - 7 linked-by-person; local workosUserId - u linked-by-person | a true u | a true -
            local circleMemberId - 7 linked-by-person; workos workosUserId - u linked-by-circle; workos email a b email-changed | b true u | a true -
            local circleMemberId - 7 linked-by-person; local workosUserId - u linked-by-circle; local email a b email-changed | b true u | a true -
            local circleMemberId - 7 linked-by-person; local workosUserId - u linked-by-circle; circle email a b; local email b c edit | c true u | c true -
            local circleMemberId - 7 linked-by-person; circle email a b; local workosUserId - u linked-by-email | b true u | a true -
            local circleMemberId - 7 linked-by-person; circle emailVerified false true; workos workosUserId - u linked-by-email | a true u | a false -
            local circleMemberId - 7 linked-by-person; workos workosUserId - u linked-by-circle; workos workosUserId u - account-deleted | a true - | a true -
            circle circleMemberId - 7; workos workosUserId - u linked-by-circle | a true u | a true -
            circle circleMemberId - 7; workos workosUserId - u linked-by-circle | a true u a | a true u
            circle circleMemberId - 7; workos workosUserId - u linked-by-circle | a true u b | a true -
            circle circleMemberId - 7; circle emailVerified false true; workos workosUserId - u linked-by-circle | a true u a | a false -
            circle circleMemberId - 7 created; workos workosUserId - u linked-by-circle | a true u | a false -
            circle circleMemberId - 7 created; workos workosUserId - u linked-by-email | a true u a | a false -
            circle circleMemberId - 7; circle email a b; circle email b a; workos workosUserId - u linked-by-email | a true u a | a true u
            circle circleMemberId - 7; circle email a@ö.example a@xn--nda.example; workos workosUserId - u linked-by-email | a@xn--nda.example true u | a@xn--nda.example true u
            local circleMemberId 9 7 linked-by-person; local workosUserId t u linked-by-person | a true u | a true -
            circle circleMemberId - 7; circle email a b; workos workosUserId - u linked-by-email | b true u b | a true -
            circle circleMemberId - 7; workos workosUserId u - account-deleted | a true - | a true -
            workos workosUserId - u; circle circleMemberId - 7; workos email a b | b true u | b true u
            """)
    void a_member_takes_along_what_they_had_brought(String changes, String now, String left) {
        String[] words = now.split(" ");
        Profile profile = ProfileBuilder.create(UUID.randomUUID(), words[0], Instant.EPOCH)
                .emailVerified(Boolean.parseBoolean(words[1]))
                .workosUserId(value(words[2]))
                .workosEmail(Optional.of(words).filter(all -> all.length > 3).map(all -> all[3]))
                .circleAccount(Optional.of("sso"))
                .build();
        Profile without = BroughtIdentity.into(new WrittenProfile(profile, timeline(changes), NOTHING, Set.of("taken")))
                .withoutIt(profile.change())
                .build();

        assertThat(shown(without)).isEqualTo(left);
    }

    private static String shown(Profile profile) {
        return profile.email() + " " + profile.emailVerified() + " "
                + profile.workosUserId().orElse("-");
    }

    private static List<TimelineEntry> timeline(String changes) {
        String[] entries = changes.split("; ");
        return IntStream.range(0, entries.length)
                .mapToObj(i -> entry(entries[i], Instant.EPOCH.plusSeconds(i)))
                .toList();
    }

    private static TimelineEntry entry(String text, Instant at) {
        String[] words = text.split(" ");
        return new TimelineEntry(
                UUID.randomUUID(),
                at,
                words[1],
                value(words[2]),
                value(words[3]),
                words[0],
                words.length > 4 ? words[4] : "rule",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<String> value(String word) {
        return Optional.of(word).filter(given -> !given.equals("-"));
    }
}
