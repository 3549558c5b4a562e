package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.merge.MergePolicy;
import io.circlesync.sync.TwoPeopleHistory.Kind;
import io.circlesync.sync.TwoPeopleHistory.Move;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** One person's data are never handed to another, whoever has which address, and whatever is late or lost. */
class TwoPeoplePropertyTest {

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 1500)
    void nothing_of_one_person_is_ever_shown_or_written_on_another(
            @ForAll MergePolicy policy, @ForAll("moves") List<Move> moves) {
        TwoPeopleHistory history = new TwoPeopleHistory(policy);
        assertThat(history.profiles()).hasSize(2);

        for (Move move : moves) {
            history.happens(move);
            isNobodyElses(history);
        }

        history.settles();
        isNobodyElses(history);
    }

    private static void isNobodyElses(TwoPeopleHistory history) {
        assertThat(history.strayValues()).isEmpty();
        assertThat(history.wronglyLinked()).isEmpty();
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(Kind.STEP)),
                Tuple.of(3, Arbitraries.of(Kind.MOVE_IN_CIRCLE, Kind.TYPE_ADDRESS)),
                Tuple.of(6, Arbitraries.of(EnumSet.allOf(Kind.class))));
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 59);
        return Combinators.combine(kinds, numbers, numbers).as(Move::new).list().ofMaxSize(60);
    }
}
