package io.circlesync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Fields;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class ProfileMergePropertyTest {

    private static final List<SyncedField> FIELDS =
            Fields.with("pronouns", "homepage").all();
    private static final Instant START = Instant.parse("2026-01-22T14:55:35.714Z");

    @Property
    void merging_again_changes_nothing(
            @ForAll MergePolicy policy,
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime,
            @ForAll("bases") Optional<FieldValues> base) {
        FieldValues merged = merge(policy, local, circle, localTime, circleTime, base);
        // Half a name of each side may by chance make the one that was agreed on: it would look as if nobody had edited
        // it here.
        Assume.that(base.filter(agreed -> sameName(merged, agreed) && !sameName(local, agreed))
                .isEmpty());
        assertThat(asMap(merge(policy, merged, circle, localTime, circleTime, base)))
                .isEqualTo(asMap(merged));
        assertThat(asMap(merge(policy, merged, merged, localTime, circleTime, base)))
                .isEqualTo(asMap(merged));
    }

    @Property
    void the_same_arguments_give_the_same_result(
            @ForAll MergePolicy policy,
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime,
            @ForAll("bases") Optional<FieldValues> base) {
        ProfileMerge merge = new ProfileMerge(policy);
        MergeResult first = merge.merge(Sides.of(local, circle, localTime, circleTime, base));
        merge.merge(Sides.of(circle, local, localTime, circleTime, base));
        assertThat(merge.merge(Sides.of(local, circle, localTime, circleTime, base)))
                .isEqualTo(first);
    }

    @Property
    void no_value_that_only_one_side_has_is_lost_under_most_recent(
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime) {
        FieldValues merged = merge(MergePolicy.MOST_RECENT, local, circle, localTime, circleTime, Optional.empty());
        for (SyncedField field : comparedFields(local, circle)) {
            if (local.get(field).isEmpty() || circle.get(field).isEmpty()) {
                assertThat(merged.get(field)).isEqualTo(local.get(field).or(() -> circle.get(field)));
            }
        }
        if (sameName(local, circle)) {
            assertThat(merged.fullName()).isEqualTo(local.fullName());
        }
    }

    @Property
    void no_value_is_invented(
            @ForAll MergePolicy policy,
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime,
            @ForAll("bases") Optional<FieldValues> base) {
        FieldValues merged = merge(policy, local, circle, localTime, circleTime, base);
        for (SyncedField field : FIELDS) {
            if (!field.isName()) {
                assertThat(merged.get(field)).isIn(local.get(field), circle.get(field));
            }
        }
        Set<String> words = words(local);
        words.addAll(words(circle));
        assertThat(words).containsAll(words(merged));
    }

    @Property
    void the_sides_are_equals_but_for_ties_under_most_recent(
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("times") Instant circleTime) {
        Assume.that(!localTime.equals(circleTime));
        FieldValues merged =
                merge(MergePolicy.MOST_RECENT, local, circle, localTime, Optional.of(circleTime), Optional.empty());
        FieldValues swapped =
                merge(MergePolicy.MOST_RECENT, circle, local, circleTime, Optional.of(localTime), Optional.empty());
        for (SyncedField field : comparedFields(local, circle)) {
            assertThat(SameText.same(field, swapped.get(field), merged.get(field)))
                    .as("%s", field)
                    .isTrue();
        }
        assertThat(swapped.fullName()).isEqualTo(merged.fullName());
    }

    @Property
    void conflicts_are_exactly_where_both_sides_have_different_values_under_most_recent(
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime) {
        MergeResult result = new ProfileMerge(MergePolicy.MOST_RECENT)
                .merge(Sides.of(local, circle, localTime, circleTime, Optional.empty()));
        List<SyncedField> expected = comparedFields(local, circle).stream()
                .filter(field ->
                        local.get(field).isPresent() && circle.get(field).isPresent())
                .filter(field -> !SameText.same(field, local.get(field), circle.get(field)))
                .collect(Collectors.toList());
        assertThat(result.conflicts()).extracting(Conflict::field).containsExactlyElementsOf(expected);
        boolean circleIsNewer = circleTime.isPresent() && circleTime.get().isAfter(localTime);
        assertThat(result.conflicts()).allSatisfy(conflict -> {
            assertThat(conflict.winner()).isEqualTo(circleIsNewer ? Side.CIRCLE : Side.LOCAL);
            assertThat(result.merged().get(conflict.field()))
                    .contains(circleIsNewer ? conflict.circleValue() : conflict.localValue());
        });
    }

    @Property
    void what_only_one_side_changed_follows_that_side_under_three_way(
            @ForAll("values") FieldValues base,
            @ForAll("values") FieldValues edited,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime) {
        MergeResult byCircle = new ProfileMerge(MergePolicy.THREE_WAY)
                .merge(Sides.of(base, edited, localTime, circleTime, Optional.of(base)));
        MergeResult locally = new ProfileMerge(MergePolicy.THREE_WAY)
                .merge(Sides.of(edited, base, localTime, circleTime, Optional.of(base)));
        // Circle takes no empty name.
        boolean nameStays = edited.fullName().isEmpty() && base.fullName().isPresent();
        assertThat(locally.merged()).isEqualTo(nameStays ? Names.take(edited, base) : edited);
        for (SyncedField field : FIELDS) {
            assertThat(field.isName() || SameText.same(field, byCircle.merged().get(field), edited.get(field)))
                    .as("%s", field)
                    .isTrue();
        }
        assertThat(byCircle.merged().fullName()).isEqualTo(nameStays ? base.fullName() : edited.fullName());
        assertThat(List.of(byCircle, locally))
                .allSatisfy(result -> assertThat(result.conflicts()).isEmpty());
    }

    @Property
    void the_base_is_what_circle_shows(@ForAll MergePolicy policy, @ForAll("sides") BothSides sides) {
        assertThat(new ProfileMerge(policy).merge(sides).base()).isEqualTo(sides.circle());
    }

    @Property
    void what_circle_keeps_showing_is_no_news_whatever_its_time(
            @ForAll MergePolicy policy,
            @ForAll("values") FieldValues local,
            @ForAll("values") FieldValues circle,
            @ForAll("times") Instant localTime,
            @ForAll("maybeTimes") Optional<Instant> circleTime) {
        ProfileMerge merge = new ProfileMerge(policy);
        MergeResult result = merge.merge(Sides.of(local, circle, localTime, circleTime, Optional.of(circle)));
        assertThat(result.conflicts()).isEmpty();
        assertThat(result)
                .isEqualTo(merge.merge(Sides.of(local, circle, localTime, Optional.empty(), Optional.of(circle))));
    }

    @Property
    void what_does_not_get_to_circle_stands_until_somebody_touches_what_stands_there(
            @ForAll MergePolicy policy, @ForAll("sides") BothSides sides) {
        FieldValues local = sides.local();
        MergeResult result = new ProfileMerge(policy)
                .merge(beside(sides, Optional.of(sides.circle()), local.fields(), CircleValues.none()));
        for (SyncedField field : local.fields()) {
            assertThat(result.merged().get(field)).as("%s", field).isEqualTo(local.get(field));
        }
    }

    @Property
    void our_own_write_is_nobody_s_edit_though_its_answer_was_lost(
            @ForAll MergePolicy policy, @ForAll("sides") BothSides sides, @ForAll("values") FieldValues agreed) {
        Map<String, String> sent = new HashMap<>();
        for (SyncedField field : FIELDS) {
            String name = CircleValues.nameOf(field);
            String text = CircleValues.text(name, sides.circle());
            if (!CircleValues.isSame(name, text, CircleValues.text(name, agreed))) {
                sent.put(name, text);
            }
        }
        MergeResult result =
                new ProfileMerge(policy).merge(beside(sides, Optional.of(agreed), Set.of(), CircleValues.of(sent)));
        assertThat(result.conflicts()).isEmpty();
        assertThat(result.cut()).isEqualTo(CircleValues.none());
        assertThat(sent.keySet()).noneMatch(result::isEditedInCircle);
    }

    @Property
    void what_is_left_alone_in_circle_changes_nothing(@ForAll MergePolicy policy, @ForAll("sides") BothSides sides) {
        FieldValues local = sides.local();
        Set<SyncedField> links =
                local.fields().stream().filter(field -> !field.isName()).collect(Collectors.toSet());
        BothSides alone = new BothSides(
                local,
                sides.circle(),
                sides.localUpdatedAt(),
                sides.circleUpdatedAt(),
                Optional.of(local),
                Map.of(),
                links,
                Set.of(),
                CircleValues.none());
        MergeResult result = new ProfileMerge(policy).merge(alone);
        for (SyncedField field : links) {
            assertThat(result.merged().get(field)).as("%s", field).isEqualTo(local.get(field));
            assertThat(result.base().get(field)).as("%s", field).isEqualTo(local.get(field));
        }
    }

    private static BothSides beside(
            BothSides sides, Optional<FieldValues> base, Set<SyncedField> notSent, CircleValues unanswered) {
        return new BothSides(
                sides.local(),
                sides.circle(),
                sides.localUpdatedAt(),
                sides.circleUpdatedAt(),
                base,
                Map.of(),
                Set.of(),
                notSent,
                unanswered);
    }

    private static FieldValues merge(
            MergePolicy policy,
            FieldValues local,
            FieldValues circle,
            Instant localTime,
            Optional<Instant> circleTime,
            Optional<FieldValues> base) {
        return new ProfileMerge(policy)
                .merge(Sides.of(local, circle, localTime, circleTime, base))
                .merged();
    }

    /** A name that is equal as a whole is not compared part by part. */
    private static List<SyncedField> comparedFields(FieldValues local, FieldValues circle) {
        return FIELDS.stream()
                .filter(field -> !field.isName() || !sameName(local, circle))
                .toList();
    }

    private static boolean sameName(FieldValues one, FieldValues other) {
        return one.fullName().equals(other.fullName());
    }

    private static Set<String> words(FieldValues values) {
        return values.fullName()
                .map(name -> Arrays.stream(name.split(" ")).collect(Collectors.toSet()))
                .orElseGet(HashSet::new);
    }

    private static Map<SyncedField, String> asMap(FieldValues values) {
        Map<SyncedField, String> map = new HashMap<>();
        for (SyncedField field : FIELDS) {
            values.get(field).ifPresent(value -> map.put(field, value));
        }
        return map;
    }

    @Provide
    Arbitrary<FieldValues> values() {
        Arbitrary<String> names = Arbitraries.of("Ada", "King", "Lovelace", "Zoë", "李", "محمد", "👩‍🔬", " ", "\t")
                .list()
                .ofMaxSize(3)
                .map(parts -> String.join(" ", parts));
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.of("", " ", "\n", "same", "Same", "same ", "other", "مرحبا", "日本語 🎌", "e\u0301", "é"),
                Arbitraries.strings().ofMaxLength(12));
        return Combinators.combine(names.list().ofSize(2), texts.list().ofSize(FIELDS.size() - 2))
                .as(ProfileMergePropertyTest::values)
                .withoutEdgeCases();
    }

    private static FieldValues values(List<String> names, List<String> texts) {
        Iterator<String> name = names.iterator();
        Iterator<String> text = texts.iterator();
        FieldValues values = FieldValues.none();
        for (SyncedField field : FIELDS) {
            values = values.with(field, field.isName() ? name.next() : text.next());
        }
        return values;
    }

    @Provide
    Arbitrary<BothSides> sides() {
        return Combinators.combine(values(), values(), times(), maybeTimes(), bases())
                .as((local, circle, localTime, circleTime, base) ->
                        Sides.of(local, circle, localTime, circleTime, base, Map.of()));
    }

    @Provide
    Arbitrary<Optional<FieldValues>> bases() {
        return values().optional();
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.integers().between(-3, 3).map(START::plusMillis);
    }

    @Provide
    Arbitrary<Optional<Instant>> maybeTimes() {
        return times().optional();
    }
}
