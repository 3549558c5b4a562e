package io.circlesync.sync;

import io.circlesync.change.HeldMember;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.CircleWriter;
import io.circlesync.circle.CommunityFields;
import io.circlesync.circle.FieldHint;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.NoCounts;
import io.circlesync.fixture.SetClock;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.OpenGap;
import io.circlesync.json.Json;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.queue.DueMember;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The local side and the sync of one member in memory, step by step as the routes take them, so that edits on either side
 * fall between the steps. Every decision is the real code's; this keeps the rows and the queue.
 */
final class SimulatedSync {

    static final SyncedFields FIELDS = TypedField.FIELDS;

    private enum Step {
        IDLE,
        CLAIMED,
        FETCHED,
        PUSHING,
        ANSWERED
    }

    private final long memberId;
    private final SetClock time;
    private final SimulatedCommunity community;
    private final SimulatedProfiles profiles;
    private final CircleWriter writer =
            new CircleWriter(FIELDS, Set.of("text"), new CommunityFields(FIELDS, Clock.systemUTC()));
    private final CircleMemberReader reader;
    private final MemberSnapshots snapshots;
    private final MemberSync memberSync;
    private final MemberPush memberPush;
    private final List<SimulatedCircle.Event> underWay = new ArrayList<>();

    private final Set<OpenGap> openGaps = new HashSet<>();
    private boolean due;
    private long generation;
    private long syncedGeneration;
    private final List<FieldHint> hints = new ArrayList<>();
    private Optional<String> snapshot = Optional.empty();
    private CircleValues unanswered = CircleValues.none();
    private int attempts;
    private int lagging;

    private Step next = Step.IDLE;
    private DueMember held;
    private FetchedMember fetched;
    private SyncOutcome outcome;
    private List<MemberPush.Request> requests = List.of();

    /** @param pushes whether what Circle lacks is written there */
    SimulatedSync(
            long memberId,
            MergePolicy policy,
            boolean pushes,
            SetClock time,
            SimulatedCommunity community,
            SimulatedProfiles profiles) {
        this.memberId = memberId;
        this.time = time;
        this.community = community;
        this.profiles = profiles;
        reader = new CircleMemberReader(FIELDS, time);
        snapshots = new MemberSnapshots(reader);
        memberSync = new MemberSync(new ProfileMerge(policy), writer, new GapFinder(Fields.REQUIRED), pushes, time);
        memberPush = new MemberPush(writer, 10, NoCounts.counts(), time);
    }

    long memberId() {
        return memberId;
    }

    /** Whether nothing is left to do. */
    boolean isIdle() {
        return next == Step.IDLE && !due;
    }

    /** Whether a gap of this kind is open about the member. */
    boolean isOpen(GapKind kind) {
        return openGaps.contains(OpenGap.ofMember(memberId, kind));
    }

    /** For a reason that is no event, such as a reconciliation: Circle is asked. */
    void becomesDue() {
        generation++;
        due = true;
        snapshot = Optional.empty();
    }

    /** Events that Circle has sent and that have not arrived. */
    List<SimulatedCircle.Event> underWay() {
        underWay.addAll(community.member(memberId).fired());
        return underWay;
    }

    /** An event arrives, maybe for the second time. */
    void takes(SimulatedCircle.Event event, boolean withMember) {
        becomesDue();
        snapshot = withMember ? Optional.of(event.member()) : Optional.empty();
        if (!withMember) {
            event.key()
                    .flatMap(key -> reader.fieldHint(Json.mapper()
                            .createObjectNode()
                            .put("profile_field_key", key)
                            .put("profile_field_value", event.value())))
                    .ifPresent(hints::add);
        }
    }

    /**
     * Circle's next answers do not know of its last write, where they did before.
     *
     * @param answers how many; fewer than make a lag a state that was put back
     */
    void lags(int answers) {
        if (attempts == 0) {
            lagging = answers;
        }
    }

    /** Goes one step on. */
    void step() {
        switch (next) {
            case IDLE -> claim();
            case CLAIMED -> fetch();
            case FETCHED -> merge();
            case PUSHING -> put();
            case ANSWERED -> writeAnswer();
            default -> throw new IllegalStateException();
        }
    }

    /**
     * A PUT does not arrive, or its answer does not; anywhere else the process dies. Either way it is tried again.
     *
     * @param arriving how many requests arrive before the answer to the last of them is lost
     */
    void fail(int arriving) {
        if (next == Step.PUSHING && isHeld()) {
            CircleUpdate update = outcome.push().orElseThrow();
            try {
                if (arriving > 0 && request(update).isRefusedTogether()) {
                    update.singly().stream().limit(arriving - 1).forEach(this::request);
                }
            } catch (CircleException e) {
                // That answer is lost, too.
            }
        }
        if (next != Step.IDLE) {
            retry();
        }
    }

    /** Goes on until the sync under way, if any, is over; Circle lags no more. */
    void finish() {
        lagging = 0;
        while (next != Step.IDLE) {
            step();
        }
    }

    private void claim() {
        if (due) {
            Optional<Profile> profile = profiles.ofMember(memberId);
            held = new DueMember(
                    memberId,
                    UUID.randomUUID(),
                    generation,
                    generation - syncedGeneration,
                    attempts,
                    snapshot,
                    Optional.empty(),
                    time.instant(),
                    profile.flatMap(
                            known -> known.leftAt().isEmpty() ? known.circleUpdatedAt() : Optional.of(Instant.MAX)),
                    unanswered,
                    hints,
                    false,
                    Optional.empty());
            hints.clear();
            next = Step.CLAIMED;
            boolean echo = openGaps.stream().noneMatch(gap -> gap.isAboutMember(memberId))
                    && profile.filter(known -> new MemberEchoes(NoCounts.counts()).isEcho(held, known))
                            .isPresent();
            if (echo) {
                settle(false);
            }
        }
    }

    private void fetch() {
        fetched = snapshots.usable(held) instanceof FetchedMember told ? told : FetchedMember.of(held, asked());
        next = Step.FETCHED;
    }

    private Optional<CircleMember> asked() {
        Optional<CircleMember> behind =
                community.member(memberId).fetchBehind().filter(member -> lagging > 0 && isOlderThanKnown(member));
        if (behind.isPresent()) {
            lagging--;
            return behind;
        }
        return community.fetch(memberId);
    }

    private boolean isOlderThanKnown(CircleMember member) {
        return profiles.ofMember(memberId)
                .flatMap(Profile::circleUpdatedAt)
                .filter(known -> member.updatedAt().orElseThrow().isBefore(known))
                .isPresent();
    }

    private void merge() {
        try {
            outcome = sync(
                    MemberMatcher.match(new SyncItem(fetched, Set.copyOf(openGaps)), profiles.candidates(fetched)));
        } catch (CircleException e) {
            attempts++;
            retry();
            return;
        }
        if (outcome.postponed()) {
            long asked = outcome.askAbout().orElseThrow();
            fetched = fetched.learning(asked, community.fetch(asked));
            return;
        }
        outcome.profile().ifPresent(profiles::write);
        outcome.change().notices().forEach(notice -> openGaps.add(OpenGap.of(notice.gap())));
        openGaps.removeAll(outcome.change().resolved());
        unanswered = outcome.change().held().stream()
                .findFirst()
                .flatMap(HeldMember::sent)
                .orElse(CircleValues.none());
        if (outcome.push().isPresent()) {
            next = Step.PUSHING;
        } else {
            settle(false);
        }
    }

    /** As the route chooses. */
    private SyncOutcome sync(Match match) {
        if (match instanceof Match.NewPerson newPerson) {
            return memberSync.create(newPerson);
        }
        if (match instanceof Match.Known known) {
            return memberSync.merge(known);
        }
        if (match instanceof Match.Gone gone) {
            return memberSync.leave(gone);
        }
        return match instanceof Match.Conflict conflict
                ? memberSync.conflict(conflict)
                : memberSync.postpone((Match.Postponed) match);
    }

    private void put() {
        CircleUpdate update = outcome.push().orElseThrow();
        requireAllowed(update);
        if (!isHeld()) {
            retry();
            return;
        }
        try {
            MemberPush.Request together = request(update);
            requests = together.isRefusedTogether()
                    ? update.singly().stream().map(this::request).toList()
                    : List.of(together);
            next = Step.ANSWERED;
        } catch (CircleException e) {
            retry();
        }
    }

    /** As far as Circle had told: to a field of a type that is not written, or to somebody who is away, nothing is sent. */
    private void requireAllowed(CircleUpdate update) {
        CircleMember seen = outcome.fetched().member().orElseThrow();
        boolean otherType = update.values().names().stream()
                .flatMap(name -> SyncedField.named(name).stream())
                .anyMatch(
                        field -> !seen.fieldTypes().getOrDefault(field, "text").equals("text"));
        if (otherType || seen.standing() == CircleMember.Standing.INACTIVE) {
            throw new IllegalStateException("Sent what is never written");
        }
    }

    private MemberPush.Request request(CircleUpdate update) {
        try {
            return memberPush.answered(update, community.member(memberId).put(writer.body(update)));
        } catch (CircleException e) {
            return memberPush.refused(outcome, update, e);
        }
    }

    private void writeAnswer() {
        try {
            MemberPush.Pushed pushed = memberPush.settledSingly(outcome, requests);
            MemberPush.Answer answer = pushed.answer();
            linked().ifPresent(known -> profiles.write(known.change()
                    .base(Optional.of(answer.base()))
                    .circleUpdatedAt(answer.circleUpdatedAt())
                    .pushRejected(known.pushRejected().without(answer.sent()).with(answer.rejected()))
                    .rejectedDefinitions(without(known.rejectedDefinitions(), answer.sent(), answer.definitions()))
                    .build()));
            OpenGap refused = OpenGap.ofMember(memberId, GapKind.PUSH_REJECTED);
            if (linked().filter(known -> known.pushRejected().isEmpty()).isPresent()) {
                openGaps.remove(refused);
            }
            pushed.change().notices().forEach(notice -> openGaps.add(OpenGap.of(notice.gap())));
            unanswered = CircleValues.none();
            settle(answer.moreToDo());
        } catch (CircleException e) {
            retry();
        }
    }

    /** Whether the profile is still the member's, as is asked before each request. */
    private boolean isHeld() {
        return linked().isPresent();
    }

    private Optional<Profile> linked() {
        UUID merged = outcome.profile().orElseThrow().id();
        return profiles.ofMember(memberId).filter(known -> known.id().equals(merged));
    }

    private static Map<String, String> without(
            Map<String, String> before, Set<String> sent, Map<String, String> rejected) {
        Map<String, String> after = new HashMap<>(before);
        after.keySet().removeAll(sent);
        after.putAll(rejected);
        return after;
    }

    private void settle(boolean moreToDo) {
        boolean more = generation > held.generation();
        syncedGeneration = moreToDo ? syncedGeneration : held.generation();
        due = more || moreToDo;
        attempts = 0;
        snapshot = more ? snapshot : Optional.empty();
        next = Step.IDLE;
    }

    private void retry() {
        due = true;
        next = Step.IDLE;
    }
}
