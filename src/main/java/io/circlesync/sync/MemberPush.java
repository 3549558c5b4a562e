package io.circlesync.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.change.Timeline;
import io.circlesync.change.TimelineEntry;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.CircleWriter;
import io.circlesync.count.Counts;
import io.circlesync.count.SyncResult;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.merge.AgreedValues;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.queue.DueMember;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Works out what follows from a push to Circle. Circle's answer becomes the base for the fields that were sent; what it
 * did not keep is remembered, so that it is told once and not sent again, and so never goes round in circles. Where Circle
 * refuses several fields together, they are sent one by one, so that one bad field costs only itself.
 */
public final class MemberPush {

    static final String NOT_KEPT = "Circle did not keep what was written to it.";

    /**
     * One request to Circle and what it came to.
     *
     * @param refusal what Circle refused it with; empty if it did not
     */
    public record Request(CircleUpdate update, Optional<CircleMember> answer, Optional<CircleException> refusal) {

        /** Whether it may be only one of several fields that Circle refuses. */
        public boolean isRefusedTogether() {
            return update.values().names().size() > 1
                    && refusal.filter(refused -> refused.kind() == Kind.REJECTED)
                            .isPresent();
        }
    }

    /** What to write after a push. */
    public record Pushed(Answer answer, Change change) implements Decision {}

    /**
     * What Circle made of a push, as {@code member-pushed.sql} reads it. It changes nothing else of the profile: the person
     * may have edited it, or asked for another try, since it was read.
     *
     * @param sent the names of what was sent
     * @param rejected what Circle did not keep of it
     * @param definitions how Circle defines the fields that it did not keep
     * @param answered whether Circle let us write at all
     * @param moreToDo whether the answer shows an edit in Circle that the sync has not seen yet
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Answer(
            UUID profileId,
            FieldValues base,
            Optional<Instant> circleUpdatedAt,
            Set<String> sent,
            CircleValues rejected,
            Map<String, String> definitions,
            boolean answered,
            boolean moreToDo,
            long memberId,
            UUID token,
            long generation,
            Instant claimedAt) {

        /** Leaves out the values, which are people's data and stay out of logs. */
        @Override
        public String toString() {
            return "Answer[" + memberId + "]";
        }
    }

    private final CircleWriter writer;
    private final int maxAttempts;
    private final Counts counts;
    private final Clock clock;

    /** @param maxAttempts attempts after which a member is given up to whom Circle does not let us write */
    public MemberPush(CircleWriter writer, int maxAttempts, Counts counts, Clock clock) {
        this.writer = writer;
        this.maxAttempts = maxAttempts;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * A request that Circle answered.
     *
     * @throws CircleException if Circle knows the member no more; the next sync finds out about it
     */
    public Request answered(CircleUpdate update, Optional<CircleMember> answer) {
        if (answer.isEmpty()) {
            throw CircleException.gone(update.memberId());
        }
        return new Request(update, answer, Optional.empty());
    }

    /**
     * A request that Circle refused, which settles it: either what is written, or to let us write to this member, as often
     * as that is tried.
     *
     * @throws CircleException the failure itself if it is another one, to be tried again later
     */
    public Request refused(SyncOutcome outcome, CircleUpdate update, CircleException failure) {
        boolean lastAttempt = outcome.fetched().due().attempts() + 1 >= maxAttempts;
        if (failure.kind() == Kind.REJECTED || failure.kind() == Kind.FORBIDDEN && lastAttempt) {
            return new Request(update, Optional.empty(), Optional.of(failure));
        }
        throw failure;
    }

    /** What follows from one request. */
    public Pushed settled(SyncOutcome outcome, Request request) {
        return settledSingly(outcome, List.of(request));
    }

    /** What follows from the requests of one push, in the order in which they were sent. */
    public Pushed settledSingly(SyncOutcome outcome, List<Request> requests) {
        Profile profile = outcome.profile().orElseThrow();
        CircleMember before = outcome.fetched().member().orElseThrow();
        FieldValues shown = profile.base().orElse(FieldValues.none());
        FieldValues base = shown;
        CircleValues sent = CircleValues.none();
        CircleValues rejected = CircleValues.none();
        for (Request request : requests) {
            CircleValues values = request.update().values();
            sent = sent.with(values);
            rejected = rejected.with(notKept(request, profile));
            if (request.answer().isPresent()) {
                FieldValues answered =
                        heard(request, profile).orElseThrow().beside(base).fields();
                base = AgreedValues.afterPush(base, answered, values.names());
            }
        }
        FieldValues agreed = base;
        Optional<CircleMember> after = requests.stream()
                .flatMap(request -> heard(request, profile).stream())
                .reduce((first, last) -> last)
                .map(answer -> answer.beside(agreed));
        Map<String, String> definitions = new HashMap<>();
        rejected.names().forEach(name -> definitions.put(name, before.definition(name)));
        DueMember due = outcome.fetched().due();
        Answer settled = new Answer(
                profile.id(),
                base,
                after.flatMap(CircleMember::updatedAt).or(profile::circleUpdatedAt),
                sent.names(),
                rejected,
                definitions,
                requests.stream().noneMatch(MemberPush::isForbidden),
                after.filter(member -> !AgreedValues.equal(agreed, member.fields()))
                        .isPresent(),
                due.memberId(),
                due.token(),
                due.generation(),
                due.claimedAt());
        counts.synced(
                rejected.isEmpty() ? SyncResult.PUSHED : SyncResult.PUSH_REJECTED,
                due.memberId(),
                due.eventId(),
                due.claimedAt());
        List<GapNotice> notices = notices(profile, sent.names(), rejected, reason(requests));
        return new Pushed(
                settled,
                Change.build()
                        .own(settled)
                        .timeline(told(profile.id(), sent.names(), shown, agreed, now()))
                        .telling(notices)
                        // A gap that is open already names what is refused now.
                        .stillOpen(notices.stream().map(GapNotice::gap).toList())
                        .tracedBy(due.traceparent())
                        .done());
    }

    /** The gap about what Circle does not keep; {@code reason} is left out where it is only to be kept up to date. */
    static Gap gap(Profile profile, Collection<String> rejected, Optional<String> reason) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("fields", rejected.stream().sorted().toList());
        reason.ifPresent(words -> detail.put("reason", words));
        return Gap.ofMember(
                GapKind.PUSH_REJECTED, profile.circleMemberId().orElseThrow(), Optional.of(profile.id()), detail);
    }

    /** What the answer leaves out of what was sent, the next one tells. */
    private static Optional<CircleMember> heard(Request request, Profile profile) {
        return request.answer().map(answer -> answer.keptBeside(profile.fields()));
    }

    private CircleValues notKept(Request request, Profile profile) {
        CircleValues values = request.update().values();
        return heard(request, profile)
                .map(answer -> writer.lacking(profile.fields(), answer, CircleValues.none()))
                .map(lacking -> values.only((name, text) -> lacking.names().contains(name)))
                .orElse(values);
    }

    private List<GapNotice> notices(Profile profile, Set<String> sent, CircleValues rejected, String reason) {
        Set<String> names = profile.pushRejected().without(sent).with(rejected).names();
        return names.isEmpty()
                ? List.of()
                : List.of(GapNotice.opened(gap(profile, names, Optional.of(reason)), now(), Optional.of(profile)));
    }

    private static String reason(List<Request> requests) {
        String refusals = requests.stream()
                .flatMap(request -> request.refusal().stream())
                .map(MemberPush::told)
                .distinct()
                .collect(Collectors.joining(", "));
        return refusals.isEmpty() ? NOT_KEPT : "Circle refused what was written to it: " + refusals + ".";
    }

    private static String told(CircleException refusal) {
        return refusal.words().isEmpty() ? refusal.getMessage() : refusal.getMessage() + " \"" + refusal.words() + "\"";
    }

    private static boolean isForbidden(Request request) {
        return request.refusal()
                .filter(refusal -> refusal.kind() == Kind.FORBIDDEN)
                .isPresent();
    }

    /**
     * What the timeline tells of a push: what it has changed in Circle, in whatever form Circle has taken it.
     *
     * @param sent Circle's names of what was sent
     * @param before what Circle showed then
     * @param after what it shows now
     */
    static List<TimelineEntry> told(
            UUID profileId, Set<String> sent, FieldValues before, FieldValues after, Instant now) {
        Timeline timeline = new Timeline(Timeline.Source.PUSH, profileId, now, Optional.empty());
        return sent.stream()
                .sorted()
                .filter(name ->
                        !CircleValues.isSame(name, CircleValues.text(name, before), CircleValues.text(name, after)))
                .map(name -> timeline.entry(name, text(name, before), text(name, after), "circle-lacked-it"))
                .toList();
    }

    private static Optional<String> text(String name, FieldValues values) {
        return Optional.of(CircleValues.text(name, values)).filter(text -> !text.isEmpty());
    }

    private Instant now() {
        return clock.instant();
    }
}
