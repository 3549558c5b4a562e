package io.circlesync.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.fixture.SetClock;
import io.circlesync.json.Json;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.Side;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.sync.SimulatedCircle.Rule;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Two people who edit one member, one here and one in Circle, while the network does what it likes. */
final class TwoWayHistory {

    /** What may happen next. */
    enum Kind {
        EDIT_HERE,
        EDIT_IN_CIRCLE,
        TOUCH_IN_CIRCLE,
        TIME,
        STEP,
        LOSE_REQUEST,
        LOSE_ANSWER,
        DELIVER,
        DELIVER_WITH_MEMBER,
        DELIVER_AND_KEEP,
        DROP,
        LEAVE_OR_RETURN,
        DEACTIVATE_OR_RETURN,
        DEFINE_FIELD,
        PROVE_ADDRESS,
        LAG
    }

    /** One thing that happens; the numbers choose a field, a text, an event, whatever is to be chosen. */
    record Move(Kind kind, int one, int two) {}

    /** A value that somebody typed; none if they cleared the field. */
    record Typed(TypedField field, Optional<String> value) {}

    /**
     * What does not change in a history.
     *
     * @param pushes whether what Circle lacks is written there
     * @param skewMillis how much Circle's clock is ahead of ours
     * @param rules what Circle does with what it is sent, by the fields that are edited: a few, so that edits meet
     */
    record Setting(MergePolicy policy, boolean pushes, long skewMillis, Map<TypedField, Rule> rules) {}

    private static final Map<TypedField, String> AT_FIRST =
            TypedField.all().stream().collect(Collectors.toMap(field -> field, TypedField::atFirst));

    final SetClock time = new SetClock(SyncTestBase.JANUARY);
    final SimulatedCircle circle;
    final SimulatedSync sync;
    private final Setting setting;
    private final SimulatedProfiles profiles;
    private final Map<TypedField, Set<Optional<String>>> everTyped = new HashMap<>();
    private Optional<Typed> lastTyped = Optional.empty();

    /** @param madeHere whom the app has made a profile of before the member is known */
    TwoWayHistory(Setting setting, Optional<Profile> madeHere) {
        this.setting = setting;
        circle = new SimulatedCircle(
                SimulatedCircle.MEMBER,
                SimulatedCircle.EMAIL,
                AT_FIRST,
                time,
                setting.skewMillis(),
                new CircleMemberReader(SimulatedSync.FIELDS, time));
        setting.rules().forEach(circle::rule);
        SimulatedCommunity community = new SimulatedCommunity();
        community.add(circle);
        profiles = new SimulatedProfiles(time);
        madeHere.ifPresent(profiles::write);
        sync = new SimulatedSync(SimulatedCircle.MEMBER, setting.policy(), setting.pushes(), time, community, profiles);
        for (TypedField field : TypedField.all()) {
            Set<Optional<String>> texts = new HashSet<>();
            texts.add(field.in(inCircle()));
            madeHere.ifPresent(profile -> texts.add(field.in(profile.fields())));
            everTyped.put(field, texts);
        }
    }

    /**
     * Lets things happen.
     *
     * @param owners who alone edits a field; whoever is not named for a field edits none of it
     */
    void happens(Collection<Move> moves, Map<TypedField, Set<Side>> owners) {
        moves.forEach(move -> happens(move, owners));
    }

    private void happens(Move move, Map<TypedField, Set<Side>> owners) {
        lastTyped = Optional.empty();
        TypedField field = TypedField.chosen(List.copyOf(setting.rules().keySet()), move.one());
        List<SimulatedCircle.Event> events = sync.underWay();
        int event = events.isEmpty() ? 0 : move.one() % events.size();
        switch (move.kind()) {
            case EDIT_HERE -> {
                if (owners.get(field).contains(Side.LOCAL) && profile().isPresent()) {
                    String text = field.text(move.two());
                    patch(field.patch(text, move.one()));
                    typed(field, text);
                }
            }
            case EDIT_IN_CIRCLE -> {
                if (owners.get(field).contains(Side.CIRCLE) && !circle.hasLeft()) {
                    typed(field, circle.edit(field, field.text(move.two())));
                }
            }
            case TOUCH_IN_CIRCLE -> circle.touch();
            case TIME -> time.passes(Duration.ofMillis(move.one() % 3));
            case STEP -> sync.step();
            case LOSE_REQUEST -> sync.fail(0);
            case LOSE_ANSWER -> sync.fail(1 + move.one() % 3);
            case LEAVE_OR_RETURN -> away(circle::leave);
            case DEACTIVATE_OR_RETURN -> away(circle::deactivate);
            case DEFINE_FIELD -> {
                if (field.isDefinedByCommunity()) {
                    circle.rule(field, Rule.values()[move.two() % Rule.values().length]);
                }
            }
            case PROVE_ADDRESS -> proveAddress();
            case LAG -> sync.lags(1 + move.one() % 3);
            default -> {
                if (!events.isEmpty()) {
                    network(move, events, event);
                }
            }
        }
    }

    private void network(Move move, List<SimulatedCircle.Event> events, int event) {
        if (move.kind() != Kind.DROP) {
            sync.takes(events.get(event), move.kind() == Kind.DELIVER_WITH_MEMBER);
        }
        if (move.kind() != Kind.DELIVER_AND_KEEP) {
            events.remove(event);
        }
    }

    private void away(Runnable goes) {
        if (circle.isAway()) {
            circle.comeBack();
        } else {
            goes.run();
        }
    }

    /** The app has found out that the address is the person's. */
    void proveAddress() {
        profile().ifPresent(known -> patch(Json.mapper().createObjectNode().put("emailVerified", true)));
    }

    private void patch(ObjectNode patch) {
        if (profiles.patch(profile().orElseThrow(), patch)
                && profile().flatMap(Profile::circleMemberId).isPresent()) {
            sync.becomesDue();
        }
    }

    Optional<Profile> profile() {
        return profiles.all().stream().findFirst();
    }

    /** Whether a value gets to Circle, and stays there as it is. */
    boolean isKept(TypedField field, Optional<String> value) {
        return setting.pushes() && circle.keeps(field, value.orElse(""));
    }

    /** What the last move typed, if it typed anything. */
    Optional<Typed> lastTyped() {
        return lastTyped;
    }

    /** Who had left comes back, or there would be nobody to agree with. */
    void returns() {
        circle.comeBack();
    }

    /** Whether nothing is left to do, nor under way. */
    boolean isQuiet() {
        return sync.isIdle() && sync.underWay().isEmpty();
    }

    /** One sync from beginning to end, in which nothing else happens. */
    void syncOnce() {
        sync.becomesDue();
        sync.step();
        sync.finish();
    }

    /** Everything that Circle sent arrives at last. */
    void allArrives() {
        while (!sync.underWay().isEmpty()) {
            sync.takes(sync.underWay().remove(0), false);
        }
    }

    FieldValues here() {
        return profile().orElseThrow().fields();
    }

    FieldValues inCircle() {
        return new CircleMemberReader(SimulatedSync.FIELDS, time)
                .read(circle.member())
                .orElseThrow()
                .fields();
    }

    /**
     * Whether somebody typed this in that field, wherever it was. Where a value beats none, what was cleared here comes back
     * as Circle has kept it, which may be in part.
     */
    boolean wasTyped(TypedField field, Optional<String> value) {
        boolean comesBack = setting.policy() == MergePolicy.MOST_RECENT
                && everTyped.get(field).contains(Optional.<String>empty())
                && everTyped.get(field).stream()
                        .anyMatch(typed -> typed.map(SimulatedCircle::cut).equals(value));
        return comesBack || isOneOf(field, value);
    }

    private boolean isOneOf(TypedField field, Optional<String> value) {
        return field.equals(TypedField.NAME)
                ? words(everTyped.get(field)).containsAll(words(Set.of(value)))
                : everTyped.get(field).contains(value);
    }

    private void typed(TypedField field, String text) {
        Typed typed = new Typed(field, Optional.of(TypedField.seen(text)).filter(value -> !value.isBlank()));
        everTyped.get(field).add(typed.value());
        lastTyped = Optional.of(typed);
    }

    /** First and last name may come from different sides. */
    private static Set<String> words(Set<Optional<String>> names) {
        return names.stream()
                .flatMap(Optional::stream)
                .flatMap(name -> Arrays.stream(name.split(" ")))
                .collect(Collectors.toSet());
    }
}
