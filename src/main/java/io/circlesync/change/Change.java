package io.circlesync.change;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.Profile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a decision comes to, whoever made it: a sync, an app's form or edit, an event of WorkOS. All of it is written in one
 * transaction.
 *
 * @param profiles profiles as they are to be; each was locked before it was read
 * @param conflicts what both sides contradicted each other in
 * @param timeline entries for the profiles' timelines
 * @param notices what to tell about gaps to be opened; of one that is open already nothing
 * @param stillOpen gaps whose details may have changed, if they are open
 * @param resolved gaps whose cause is gone
 * @param dueMembers members whose side in Circle is to follow
 * @param searches profiles whose member is to be looked for in Circle
 * @param searchesEnded profiles whose member is not to be looked for
 * @param held members of this process, whom nobody else may hold by now
 * @param writtenForOthers what is to be noted at members
 * @param own a row that a statement of the decision's own reads; empty where {@code change-write.sql} writes all of it
 * @param traceparent where the trace of what asks for it goes on; empty for several at once, and where nothing is traced
 */
public record Change(
        List<Profile> profiles,
        List<RecordedConflict> conflicts,
        List<TimelineEntry> timeline,
        List<GapNotice> notices,
        List<Gap> stillOpen,
        List<OpenGap> resolved,
        List<Long> dueMembers,
        List<UUID> searches,
        List<UUID> searchesEnded,
        List<HeldMember> held,
        List<MemberNote> writtenForOthers,
        Optional<Object> own,
        Optional<String> traceparent)
        implements Decision {

    @Override
    public Change change() {
        return this;
    }

    /** Nothing at all. */
    public static Change nothing() {
        return build().done();
    }

    /** All of several changes. */
    public static Change of(Collection<Change> changes) {
        return new Change(
                all(changes, Change::profiles),
                all(changes, Change::conflicts),
                all(changes, Change::timeline),
                all(changes, Change::notices),
                all(changes, Change::stillOpen),
                all(changes, Change::resolved),
                all(changes, Change::dueMembers),
                all(changes, Change::searches),
                all(changes, Change::searchesEnded),
                all(changes, Change::held),
                all(changes, Change::writtenForOthers),
                Optional.empty(),
                Optional.empty());
    }

    /** Begins one. */
    public static Builder build() {
        return new Builder();
    }

    /** The profile, where it is one; empty when none is touched. */
    public Optional<Profile> profile() {
        return profiles.stream().findFirst();
    }

    /**
     * The same, with gaps of which nobody hears for now, because it is one of many.
     *
     * @param cause of all of them, such as {@code import}
     */
    public Change foundInBulk(String cause) {
        Builder change = toBuilder();
        change.notices.replaceAll(notice -> notice.foundInBulk(cause));
        return change.done();
    }

    /** The same, asked for by somebody, as the timelines tell then. */
    public Change by(Optional<String> operator) {
        Builder change = toBuilder();
        operator.ifPresent(name -> change.timeline.replaceAll(entry -> entry.by(name)));
        return change.done();
    }

    /** The same, with nobody looked for in Circle. */
    public Change withoutSearches() {
        Builder change = toBuilder();
        change.searches.clear();
        return change.done();
    }

    /** The same, asked for by a call with this trace; empty where nothing is traced. */
    public Change tracedBy(Optional<String> trace) {
        return trace.isEmpty() ? this : toBuilder().tracedBy(trace).done();
    }

    /** Whether Circle's side is to follow. */
    public boolean syncDue() {
        return !dueMembers.isEmpty() || !searches.isEmpty();
    }

    /** Names nobody: people's data stay out of logs. */
    @Override
    public String toString() {
        return "Change" + profiles.stream().map(Profile::id).toList();
    }

    private Builder toBuilder() {
        Builder change = new Builder();
        change.profiles.addAll(profiles);
        change.conflicts.addAll(conflicts);
        change.timeline.addAll(timeline);
        change.notices.addAll(notices);
        change.stillOpen.addAll(stillOpen);
        change.resolved.addAll(resolved);
        change.dueMembers.addAll(dueMembers);
        change.searches.addAll(searches);
        change.searchesEnded.addAll(searchesEnded);
        change.held.addAll(held);
        change.writtenForOthers.addAll(writtenForOthers);
        change.own = own;
        change.traceparent = traceparent;
        return change;
    }

    private static <T> List<T> all(Collection<Change> changes, Function<Change, List<T>> part) {
        return changes.stream().flatMap(change -> part.apply(change).stream()).toList();
    }

    /** Gathers what a decision comes to. */
    public static final class Builder {

        private final List<Profile> profiles = new ArrayList<>();
        private final List<RecordedConflict> conflicts = new ArrayList<>();
        private final List<TimelineEntry> timeline = new ArrayList<>();
        private final List<GapNotice> notices = new ArrayList<>();
        private final List<Gap> stillOpen = new ArrayList<>();
        private final List<OpenGap> resolved = new ArrayList<>();
        private final List<Long> dueMembers = new ArrayList<>();
        private final List<UUID> searches = new ArrayList<>();
        private final List<UUID> searchesEnded = new ArrayList<>();
        private final List<HeldMember> held = new ArrayList<>();
        private final List<MemberNote> writtenForOthers = new ArrayList<>();
        private Optional<Object> own = Optional.empty();
        private Optional<String> traceparent = Optional.empty();

        private Builder() {}

        /** Writes a profile. By an address that anybody may have typed, nobody is looked for in Circle any more. */
        public Builder profile(Profile profile) {
            profiles.add(profile);
            if (!profile.emailVerified()) {
                searchesEnded.add(profile.id());
            }
            return this;
        }

        public Builder conflicts(Collection<RecordedConflict> more) {
            conflicts.addAll(more);
            return this;
        }

        public Builder timeline(Collection<TimelineEntry> more) {
            timeline.addAll(more);
            return this;
        }

        public Builder telling(Collection<GapNotice> more) {
            notices.addAll(more);
            return this;
        }

        public Builder stillOpen(Collection<Gap> more) {
            stillOpen.addAll(more);
            return this;
        }

        public Builder resolving(Collection<OpenGap> more) {
            resolved.addAll(more);
            return this;
        }

        /** Has Circle's side follow: the linked member becomes due, or one is searched by an address that is proven. */
        public Builder forCircle(Profile profile) {
            profile.circleMemberId()
                    .ifPresentOrElse(
                            dueMembers::add,
                            () -> Optional.of(profile)
                                    .filter(Profile::emailVerified)
                                    .ifPresent(proven -> searches.add(proven.id())));
            return this;
        }

        public Builder holding(HeldMember member) {
            held.add(member);
            return this;
        }

        /** Notes at a member what was written to them for others. */
        public Builder writtenForOthers(long memberId, WrittenForOthers written) {
            writtenForOthers.add(new MemberNote(memberId, written));
            return this;
        }

        /** What a statement of the decision's own reads. */
        public Builder own(Object row) {
            own = Optional.of(row);
            return this;
        }

        /**
         * Circle's side follows, and whoever is told hears of it, as part of this trace, unless what they are told has one of its
         * own; empty where nothing is traced.
         */
        public Builder tracedBy(Optional<String> trace) {
            traceparent = trace;
            return this;
        }

        public Change done() {
            return new Change(
                    List.copyOf(profiles),
                    List.copyOf(conflicts),
                    List.copyOf(timeline),
                    notices.stream().map(this::traced).toList(),
                    List.copyOf(stillOpen),
                    List.copyOf(resolved),
                    List.copyOf(dueMembers),
                    List.copyOf(searches),
                    List.copyOf(searchesEnded),
                    List.copyOf(held),
                    List.copyOf(writtenForOthers),
                    own,
                    traceparent);
        }

        private GapNotice traced(GapNotice notice) {
            return notice.traceparent().isPresent()
                    ? notice
                    : traceparent.map(notice::tracedBy).orElse(notice);
        }
    }
}
