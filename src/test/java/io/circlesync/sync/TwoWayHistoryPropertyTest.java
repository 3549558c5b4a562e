package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.gap.GapKind;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.Side;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import io.circlesync.sync.SimulatedCircle.Rule;
import io.circlesync.sync.TwoWayHistory.Kind;
import io.circlesync.sync.TwoWayHistory.Move;
import io.circlesync.sync.TwoWayHistory.Setting;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * No echoes, no lost edits: whatever two people type, and whatever the network loses, doubles, delays and reorders, the
 * last sync leaves both sides equal and quiet.
 */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE, tries = 600)
class TwoWayHistoryPropertyTest {

    private static final int EDITED = 4;

    private static final Map<TypedField, Set<Side>> ANYBODY = TypedField.all().stream()
            .collect(Collectors.toMap(Function.identity(), field -> EnumSet.allOf(Side.class)));

    @Property
    void both_sides_end_equal_and_quiet_and_nothing_is_invented(
            @ForAll("settings") Setting setting,
            @ForAll("profilesMadeHere") Optional<Profile> madeHere,
            @ForAll("moves") List<Move> moves) {
        TwoWayHistory history = new TwoWayHistory(setting, madeHere);

        history.happens(moves, ANYBODY);

        settles(history);
        for (TypedField field : TypedField.all()) {
            assertThat(history.wasTyped(field, field.in(history.here())))
                    .as("somebody typed the %s", field)
                    .isTrue();
        }
        staysQuiet(history);
    }

    @Property
    void what_only_one_side_edits_since_both_agreed_is_never_lost_under_three_way(
            @ForAll("settings") Setting any,
            @ForAll("profilesMadeHere") Optional<Profile> madeHere,
            @ForAll("parts") List<Tuple.Tuple2<Map<TypedField, Set<Side>>, List<Move>>> parts) {
        Setting setting = new Setting(MergePolicy.THREE_WAY, any.pushes(), any.skewMillis(), any.rules());
        TwoWayHistory history = new TwoWayHistory(setting, madeHere);
        settles(history);

        for (Tuple.Tuple2<Map<TypedField, Set<Side>>, List<Move>> part : parts) {
            isNotLost(history, part, (field, value) -> true);
        }
        staysQuiet(history);
    }

    /**
     * Under {@code most-recent} a value beats none, so a clearing is no match for what stands in Circle, nor is a name that
     * has only one part; and any edit here is one of the whole profile, so what only Circle edits may be the older one.
     */
    @Property
    void where_nothing_is_pushed_a_value_of_one_side_alone_is_lost_under_neither_policy(
            @ForAll("settings") Setting any,
            @ForAll("parts") List<Tuple.Tuple2<Map<TypedField, Set<Side>>, List<Move>>> parts) {
        boolean threeWay = any.policy() == MergePolicy.THREE_WAY;
        Setting setting = new Setting(any.policy(), false, any.skewMillis(), any.rules());
        TwoWayHistory history = new TwoWayHistory(setting, Optional.empty());
        settles(history);

        for (Tuple.Tuple2<Map<TypedField, Set<Side>>, List<Move>> part : parts) {
            isNotLost(history, part, (field, value) -> {
                boolean local = part.get1().get(field).equals(Set.of(Side.LOCAL));
                return threeWay || local && value.isPresent() && !field.equals(TypedField.NAME);
            });
        }
        assertThat(history.circle.puts()).as("PUTs").isZero();
        staysQuiet(history);
    }

    private static void isNotLost(
            TwoWayHistory history,
            Tuple.Tuple2<Map<TypedField, Set<Side>>, List<Move>> part,
            BiPredicate<TypedField, Optional<String>> counts) {
        Map<TypedField, Set<Side>> owners = part.get1();
        FieldValues here = history.here();
        FieldValues inCircle = history.inCircle();
        Map<TypedField, Optional<String>> expected = new HashMap<>();
        for (TypedField field : TypedField.all()) {
            expected.put(field, field.in(here));
        }
        for (Move move : part.get2()) {
            history.happens(List.of(move), owners);
            history.lastTyped().ifPresent(typed -> expected.put(typed.field(), typed.value()));
        }

        settles(history);
        for (TypedField field : TypedField.all()) {
            boolean agreed = field.in(here).equals(field.in(inCircle));
            boolean alone =
                    agreed && owners.get(field).size() == 1 || owners.get(field).equals(Set.of(Side.LOCAL));
            if (alone && counts.test(field, expected.get(field))) {
                assertThat(field.in(history.here()))
                        .as("%s, edited by %s alone", field, owners.get(field))
                        .isEqualTo(expected.get(field));
            }
        }
    }

    @Property
    void where_every_event_arrives_no_last_sync_is_needed(
            @ForAll("settings") Setting setting, @ForAll("movesWithoutLoss") List<Move> moves) {
        TwoWayHistory history = new TwoWayHistory(setting, Optional.empty());
        settles(history);

        history.happens(moves, ANYBODY);

        history.returns();
        for (int round = 0; round < 5 && !history.isQuiet(); round++) {
            history.allArrives();
            history.sync.step();
            history.sync.finish();
        }
        assertEqual(history);
        staysQuiet(history);
    }

    /** The sync under way ends, and after two more at most both sides are equal. */
    private static void settles(TwoWayHistory history) {
        history.returns();
        history.proveAddress();
        history.sync.finish();
        history.syncOnce();
        if (!history.sync.isIdle()) {
            history.syncOnce();
        }
        assertEqual(history);
        assertThat(history.sync.isIdle()).as("nothing left to do").isTrue();
    }

    private static void assertEqual(TwoWayHistory history) {
        for (TypedField field : TypedField.all()) {
            Optional<String> here = field.in(history.here());
            if (history.isKept(field, here)) {
                assertThat(here).as("%s here", field).isEqualTo(field.in(history.inCircle()));
            }
        }
        assertThat(history.sync.isOpen(GapKind.PUSH_REJECTED))
                .as("told of what Circle does not keep")
                .isEqualTo(!history.profile().orElseThrow().pushRejected().isEmpty());
    }

    /** Neither the echoes that are still under way nor another sync change anything or write to Circle. */
    private static void staysQuiet(TwoWayHistory history) {
        Profile before = whatCounts(history);
        int puts = history.circle.puts();
        history.allArrives();
        history.sync.step();
        history.sync.finish();
        history.syncOnce();
        assertThat(history.circle.puts()).as("PUTs").isEqualTo(puts);
        assertThat(whatCounts(history)).isEqualTo(before);
        assertThat(history.isQuiet()).as("quiet").isTrue();
    }

    /** All of the profile but for Circle's time, which moves when anything does. */
    private static Profile whatCounts(TwoWayHistory history) {
        return history.profile()
                .orElseThrow()
                .change()
                .circleUpdatedAt(Optional.empty())
                .build();
    }

    @Provide
    Arbitrary<Setting> settings() {
        Arbitrary<Rule> ofProfileField = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Rule.KEEPS)), Tuple.of(3, Arbitraries.of(Rule.class)));
        Arbitrary<List<TypedField>> edited =
                Arbitraries.shuffle(TypedField.all()).map(all -> all.subList(0, EDITED));
        Arbitrary<Map<TypedField, Rule>> rules = Combinators.combine(
                        edited, ofProfileField.list().ofSize(EDITED))
                .as(TwoWayHistoryPropertyTest::rules);
        Arbitrary<Boolean> pushes = Arbitraries.of(true, true, true, false);
        return Combinators.combine(Arbitraries.of(MergePolicy.class), pushes, Arbitraries.of(0L, 0L, -5L, 5L), rules)
                .as(Setting::new);
    }

    @Provide
    Arbitrary<Optional<Profile>> profilesMadeHere() {
        Arbitrary<FieldValues> values = numbers()
                .list()
                .ofSize(TypedField.all().size())
                .map(choices -> {
                    FieldValues typed = FieldValues.none();
                    for (TypedField field : TypedField.all()) {
                        int choice = choices.get(TypedField.all().indexOf(field));
                        typed = typed.with(field.single().orElse(SyncedField.FIRST_NAME), field.text(choice));
                    }
                    return typed;
                });
        Arbitrary<Profile> profiles = Combinators.combine(values, Arbitraries.of(true, false))
                .as((fields, verified) -> ProfileBuilder.create(
                                new UUID(0, 1), SimulatedCircle.EMAIL, SyncTestBase.JANUARY)
                        .emailVerified(verified)
                        .fields(fields)
                        .build());
        return profiles.optional(0.3);
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        return moves(EnumSet.allOf(Kind.class));
    }

    @Provide
    Arbitrary<List<Move>> movesWithoutLoss() {
        return moves(EnumSet.complementOf(EnumSet.of(Kind.DROP, Kind.DEFINE_FIELD)));
    }

    @Provide
    Arbitrary<List<Tuple.Tuple2<Map<TypedField, Set<Side>>, List<Move>>>> parts() {
        Arbitrary<Set<Side>> owners = Arbitraries.of(
                Set.of(Side.LOCAL),
                Set.of(Side.LOCAL),
                Set.of(Side.CIRCLE),
                Set.of(Side.CIRCLE),
                Set.of(Side.values()));
        Arbitrary<Map<TypedField, Set<Side>>> byField =
                owners.list().ofSize(TypedField.all().size()).map(TwoWayHistoryPropertyTest::byField);
        return Combinators.combine(byField, moves())
                .as(Tuple::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    /** Only a profile field has a type. */
    private static Map<TypedField, Rule> rules(List<TypedField> fields, List<Rule> rules) {
        Map<TypedField, Rule> byField = new LinkedHashMap<>();
        for (TypedField field : fields) {
            Rule rule = rules.get(byField.size());
            byField.put(field, rule == Rule.IS_OF_ANOTHER_TYPE && !field.isDefinedByCommunity() ? Rule.KEEPS : rule);
        }
        return byField;
    }

    private static Map<TypedField, Set<Side>> byField(List<Set<Side>> owners) {
        Map<TypedField, Set<Side>> byField = new LinkedHashMap<>();
        TypedField.all().forEach(field -> byField.put(field, owners.get(byField.size())));
        return byField;
    }

    private static Arbitrary<List<Move>> moves(Set<Kind> kinds) {
        Arbitrary<Kind> chosen = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.of(EnumSet.of(Kind.EDIT_HERE, Kind.EDIT_IN_CIRCLE))),
                Tuple.of(7, Arbitraries.just(Kind.STEP)),
                Tuple.of(2, Arbitraries.just(Kind.TIME)),
                Tuple.of(4, Arbitraries.of(kinds)));
        return Combinators.combine(chosen, numbers(), numbers())
                .as(Move::new)
                .list()
                .ofMaxSize(50);
    }

    private static Arbitrary<Integer> numbers() {
        return Arbitraries.integers().between(0, 59);
    }
}
