package io.circlesync.gap;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.circlesync.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that is needed to word what a gap is about. It is stored as JSON until the message is sent.
 *
 * @param reminder 0 when the gap has just been opened, else the number of this reminder
 * @param person whom it is about; empty when nothing is known of them
 * @param alsoMissingWorkos whether the person has no account, whatever kind this gap is of
 * @param missingFields JSON names of the fields that the person's profile lacks, where somebody may be asked for them
 * @param fillingIn whether the person has sent a form or signed up just now, and may be about to fill in the rest
 * @param channels where it is told; known once it is routed
 * @param isOver whether this is the word that it is over
 * @param traceparent where the trace of what has found the gap goes on; empty where nothing is traced
 */
public record GapNotice(
        Gap gap,
        Instant openedAt,
        int reminder,
        Optional<Person> person,
        boolean alsoMissingWorkos,
        List<String> missingFields,
        boolean fillingIn,
        List<String> channels,
        boolean isOver,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> traceparent) {

    /** @throws NullPointerException if it does not say what it is about, or since when */
    public GapNotice {
        Objects.requireNonNull(gap);
        Objects.requireNonNull(openedAt);
        missingFields = missingFields == null ? List.of() : List.copyOf(missingFields);
        channels = channels == null ? List.of() : List.copyOf(channels);
        traceparent = traceparent == null ? Optional.empty() : traceparent;
    }

    /**
     * The first word on a gap.
     *
     * @param profile whom it is about, as they are now
     */
    public static GapNotice opened(Gap gap, Instant openedAt, Optional<Profile> profile) {
        return new GapNotice(
                gap,
                openedAt,
                0,
                profile.map(Person::of),
                profile.filter(GapFinder::lacksAccount).isPresent(),
                List.of(),
                false,
                List.of(),
                false,
                Optional.empty());
    }

    GapNotice lacking(List<String> fields) {
        return with(gap, fields, fillingIn, channels, isOver, traceparent);
    }

    GapNotice whileFillingIn() {
        return with(gap, missingFields, true, channels, isOver, traceparent);
    }

    /** The first word on a gap of somebody who is not known to have a profile. */
    public static GapNotice opened(Gap gap, Instant openedAt, Person person) {
        return new GapNotice(
                gap, openedAt, 0, Optional.of(person), false, List.of(), false, List.of(), false, Optional.empty());
    }

    /**
     * The word that another notice could not be told.
     *
     * @param reason the partner's code and words, nobody's data
     */
    public static GapNotice messageFailed(GapNotice untold, String channel, String reason, Instant now) {
        return new GapNotice(
                untold.gap.untold(channel, reason),
                now,
                0,
                untold.person,
                false,
                List.of(),
                false,
                List.of(),
                false,
                untold.traceparent);
    }

    /** The same, once it is known through which channels it is told. */
    public GapNotice through(List<String> names) {
        return with(gap, missingFields, fillingIn, names, isOver, traceparent);
    }

    /** The same for a gap that was found together with many others: nobody hears of it for now. */
    public GapNotice foundInBulk(String cause) {
        return with(gap.foundInBulk(cause), missingFields, fillingIn, channels, isOver, traceparent);
    }

    /** The same, as part of a trace. */
    public GapNotice tracedBy(String trace) {
        return with(gap, missingFields, fillingIn, channels, isOver, Optional.of(trace));
    }

    /** The word that it is over. */
    public GapNotice over() {
        return with(gap, missingFields, fillingIn, channels, true, traceparent);
    }

    private GapNotice with(
            Gap about,
            List<String> lacking,
            boolean filling,
            List<String> names,
            boolean over,
            Optional<String> trace) {
        return new GapNotice(
                about, openedAt, reminder, person, alsoMissingWorkos, lacking, filling, names, over, trace);
    }

    /** Whether the person is to be left in peace: only the team is told, and nobody is reminded. */
    public boolean quiet() {
        return gap.wantsQuiet();
    }

    /**
     * What the route that decides who hears about it has to know, in one word: the gap's kind, or one of {@code
     * incomplete-profile-and-no-account}, {@code missing-workos-again} for a reminder, {@code missing-workos-on-purpose}
     * where the person is to be left in peace, {@code found-in-bulk} where nobody is to hear of it for now.
     */
    public String situation() {
        if (gap.isFoundInBulk()) {
            return "found-in-bulk";
        }
        if (gap.kind() == GapKind.INCOMPLETE_PROFILE && alsoMissingWorkos) {
            return kind() + "-and-no-account";
        }
        if (gap.kind() == GapKind.MISSING_WORKOS && quiet()) {
            return kind() + "-on-purpose";
        }
        return gap.kind() == GapKind.MISSING_WORKOS && reminder > 0 ? kind() + "-again" : kind();
    }

    /** The gap's kind as it is written in routes. */
    public String kind() {
        return gap.kind().jsonName();
    }
}
