package io.circlesync.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.CircleWriter;
import io.circlesync.circle.FieldHint;
import io.circlesync.gap.GapSchedule;
import io.circlesync.json.Json;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.profile.Profile;
import io.circlesync.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

    static final Settings.FieldKeys KEYS =
            new Settings.FieldKeys("bio", "location", "website", "instagram_url", "linkedin_url");

    private enum Step {
        IDLE,
        CLAIMED,
        FETCHED,
        PUSHING,
        ANSWERED
    }

    private final SimulatedTime time;
    private final SimulatedCircle circle;
    private final CircleWriter writer = new CircleWriter(KEYS, Set.of("text"));
    private final CircleMemberReader reader;
    private final MemberSnapshots snapshots;
    private final ProfileMerge profileMerge;
    private final MemberSync memberSync;
    private final MemberPush memberPush;
    private final List<SimulatedCircle.Event> underWay = new ArrayList<>();

    private Optional<Profile> profile = Optional.empty();
    private boolean due;
    private long generation;
    private long syncedGeneration;
    private final List<FieldHint> hints = new ArrayList<>();
    private Optional<String> snapshot = Optional.empty();
    private Map<String, String> unanswered = Map.of();

    private Step next = Step.IDLE;
    private DueMember held;
    private FetchedMember fetched;
    private SyncOutcome outcome;
    private List<MemberPush.Request> requests = List.of();

    /** @param pushes whether what Circle lacks is written there */
    SimulatedSync(MergePolicy policy, boolean pushes, SimulatedTime time, SimulatedCircle circle) {
        this.time = time;
        this.circle = circle;
        reader = new CircleMemberReader(KEYS, time);
        snapshots = new MemberSnapshots(reader);
        profileMerge = new ProfileMerge(policy);
        memberSync = new MemberSync(writer, pushes, time);
        memberPush = new MemberPush(
                writer,
                10,
                new GapSchedule(new Settings.Gaps(Duration.ofDays(7), 3, Duration.ZERO, Duration.ZERO)),
                time);
    }

    Optional<Profile> profile() {
        return profile;
    }

    /** Whether nothing is left to do. */
    boolean isIdle() {
        return next == Step.IDLE && !due;
    }

    /** The app makes or edits the profile. */
    void edit(TypedField field, String text, int cut) {
        profile = profile.map(known -> known.change()
                .fields(field.typed(known.fields(), text, cut))
                .updatedAt(time.instant())
                .build());
        becomesDue();
    }

    /** The app has a profile before the member is known. */
    void has(Profile made) {
        profile = Optional.of(made);
    }

    /** For a reason that is no event, such as a reconciliation: Circle is asked. */
    void becomesDue() {
        generation++;
        due = true;
        snapshot = Optional.empty();
    }

    /** Events that Circle has sent and that have not arrived. */
    List<SimulatedCircle.Event> underWay() {
        underWay.addAll(circle.fired());
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

    /** A PUT does not arrive, or its answer does not; anywhere else the process dies. Either way it is tried again. */
    void fail(boolean arrives) {
        if (next == Step.PUSHING && arrives) {
            put();
        }
        if (next != Step.IDLE) {
            retry();
        }
    }

    /** Goes on until the sync under way, if any, is over. */
    void finish() {
        while (next != Step.IDLE) {
            step();
        }
    }

    private void claim() {
        if (due) {
            held = new DueMember(
                    SimulatedCircle.MEMBER,
                    UUID.randomUUID(),
                    generation,
                    generation - syncedGeneration,
                    0,
                    snapshot,
                    Optional.empty(),
                    time.instant(),
                    profile.flatMap(Profile::circleUpdatedAt),
                    unanswered,
                    hints);
            hints.clear();
            next = Step.CLAIMED;
            if (profile.filter(known -> new MemberEchoes().isEcho(held, known)).isPresent()) {
                settle(false);
            }
        }
    }

    private void fetch() {
        fetched = snapshots.usable(held).orElseGet(() -> FetchedMember.of(held, circle.fetch()));
        next = Step.FETCHED;
    }

    private void merge() {
        Optional<Profile> linked =
                profile.filter(known -> known.circleMemberId().isPresent());
        Match match = MemberMatcher.match(fetched, new MemberCandidates(linked, Optional.empty(), profile));
        SyncItem item = new SyncItem(fetched, match, Set.of());
        outcome = switch (item.action()) {
            case "create" -> memberSync.create(item);
            case "left" -> memberSync.leave(item);
            case "merge" -> memberSync.merge(item, profileMerge.merge(item.sides()));
            default -> throw new IllegalStateException(item.action());
        };
        if (outcome.postponed()) {
            fetched = fetched.learning(outcome.askAbout().orElseThrow(), circle.fetch());
            return;
        }
        profile = outcome.profile().or(() -> profile);
        unanswered = outcome.unanswered();
        if (outcome.push().isPresent()) {
            next = Step.PUSHING;
        } else {
            settle(false);
        }
    }

    private void put() {
        CircleUpdate update = outcome.push().orElseThrow();
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

    private MemberPush.Request request(CircleUpdate update) {
        try {
            return memberPush.answered(update, circle.put(writer.body(update)));
        } catch (CircleException e) {
            return memberPush.refused(outcome, update, e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeAnswer() {
        try {
            MemberPush.Pushed pushed = memberPush.settledSingly(outcome, requests);
            profile = profile.map(known -> known.change()
                    .base(Optional.of(pushed.base()))
                    .circleUpdatedAt(pushed.circleUpdatedAt())
                    .pushRejected(without(known.pushRejected(), pushed.sent(), pushed.rejected()))
                    .rejectedDefinitions(without(known.rejectedDefinitions(), pushed.sent(), pushed.definitions()))
                    .build());
            unanswered = Map.of();
            settle(pushed.moreToDo());
        } catch (CircleException e) {
            retry();
        }
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
        snapshot = more ? snapshot : Optional.empty();
        next = Step.IDLE;
    }

    private void retry() {
        due = true;
        next = Step.IDLE;
    }
}
