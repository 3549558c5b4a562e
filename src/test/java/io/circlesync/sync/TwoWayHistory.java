package io.circlesync.sync;

import io.circlesync.circle.CircleMemberReader;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.Side;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
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
        LEAVE_OR_RETURN
    }

    /** One thing that happens; the numbers choose a field, a text, an event, whatever is to be chosen. */
    record Move(Kind kind, int one, int two) {}

    /** A value that somebody typed; none if they cleared the field. */
    record Typed(TypedField field, Optional<String> value) {}

    final SimulatedTime time = new SimulatedTime();
    final SimulatedCircle circle;
    final SimulatedSync sync;
    private final Map<TypedField, Set<Optional<String>>> everTyped = new EnumMap<>(TypedField.class);
    private Optional<Typed> lastTyped = Optional.empty();

    TwoWayHistory(MergePolicy policy, long skewMillis, Optional<Profile> madeHere) {
        circle = new SimulatedCircle(time, skewMillis, new CircleMemberReader(SimulatedSync.KEYS, time));
        sync = new SimulatedSync(policy, true, time, circle);
        madeHere.ifPresent(sync::has);
        for (TypedField field : TypedField.values()) {
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
        TypedField field = TypedField.values()[move.one() % TypedField.values().length];
        List<SimulatedCircle.Event> events = sync.underWay();
        int event = events.isEmpty() ? 0 : move.one() % events.size();
        switch (move.kind()) {
            case EDIT_HERE -> {
                if (owners.get(field).contains(Side.LOCAL) && sync.profile().isPresent()) {
                    sync.edit(field, typed(field, move.two()), move.one());
                }
            }
            case EDIT_IN_CIRCLE -> {
                if (owners.get(field).contains(Side.CIRCLE) && !circle.hasLeft()) {
                    circle.edit(field, typed(field, move.two()));
                }
            }
            case TOUCH_IN_CIRCLE -> circle.touch();
            case TIME -> time.passes(move.one() % 3);
            case STEP -> sync.step();
            case LOSE_REQUEST -> sync.fail(false);
            case LOSE_ANSWER -> sync.fail(true);
            case LEAVE_OR_RETURN -> leaveOrReturn();
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

    private void leaveOrReturn() {
        if (circle.hasLeft()) {
            circle.comeBack();
        } else {
            circle.leave();
        }
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
        return sync.profile().orElseThrow().fields();
    }

    FieldValues inCircle() {
        return new CircleMemberReader(SimulatedSync.KEYS, time)
                .read(circle.member())
                .orElseThrow()
                .fields();
    }

    /** Whether somebody typed this in that field, wherever it was. */
    boolean wasTyped(TypedField field, Optional<String> value) {
        return field == TypedField.NAME
                ? words(everTyped.get(field)).containsAll(words(Set.of(value)))
                : everTyped.get(field).contains(value);
    }

    private String typed(TypedField field, int choice) {
        String text = field.text(choice);
        Typed typed = new Typed(field, Optional.of(TypedField.seen(text)).filter(value -> !value.isBlank()));
        everTyped.get(field).add(typed.value());
        lastTyped = Optional.of(typed);
        return text;
    }

    /** First and last name may come from different sides. */
    private static Set<String> words(Set<Optional<String>> names) {
        return names.stream()
                .flatMap(Optional::stream)
                .flatMap(name -> Arrays.stream(name.split(" ")))
                .collect(Collectors.toSet());
    }
}
