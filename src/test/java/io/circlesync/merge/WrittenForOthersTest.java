package io.circlesync.merge;

import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.LAST_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.json.Json;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was written to a member for somebody else gives way to what had stood there, as long as it stands there. */
class WrittenForOthersTest {

    private static final UUID ANN = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();
    private static final SyncedField BIO = SyncedField.named("bio").orElseThrow();
    private static final SyncedField WEBSITE = SyncedField.named("website").orElseThrow();

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            theirs,   theirs, own, null,   own
            theirs,   theirs, '',  null,   null
            ' theirs',theirs, own, null,   own
            theirs,   '',     own, null,   theirs
            edited,   theirs, own, null,   edited
            null,     theirs, own, null,   null
            null,     '',     own, null,   own
            theirs,   theirs, own, theirs, theirs
            theirs,   theirs, own, mine,   own
            """)
    void what_stands_as_it_was_written_gives_way_to_what_had_stood_there(
            String shown, String written, String before, String own, String left) {
        WrittenForOthers others = WrittenForOthers.nothing().and(ANN, "bio", before, written);

        assertThat(undone(others, BIO, shown, own).get(BIO)).isEqualTo(Optional.ofNullable(left));
    }

    /** Whatever form Circle has given it. */
    @ParameterizedTest
    @CsvSource({
        "https://ann.example, https://ann.example/",
        "https://ann.example, ann.example",
        "ann.example, http://ann.example",
        "https://ANN.example:443/a, https://ann.example/a"
    })
    void a_link_is_known_by_where_it_leads(String written, String shown) {
        WrittenForOthers others = WrittenForOthers.nothing().and(ANN, "website", "", written);

        assertThat(undone(others, WEBSITE, shown, null).get(WEBSITE)).isEmpty();
        assertThat(undone(others, WEBSITE, shown + "/other", null).get(WEBSITE)).hasValue(shown + "/other");
    }

    @Test
    void a_name_does_so_as_a_whole() {
        FieldValues shown = FieldValues.none().with(FIRST_NAME, "Ann").with(LAST_NAME, "Aa");
        WrittenForOthers others = WrittenForOthers.nothing().and(ANN, "name", "Ada King Byron", "Ann Aa");

        FieldValues values = others.standing(shown, Set.of(FIRST_NAME, LAST_NAME), FieldValues.none())
                .undoneIn(shown);

        assertThat(values).isEqualTo(FieldValues.none().with(FIRST_NAME, "Ada").with(LAST_NAME, "King Byron"));
    }

    @ParameterizedTest
    @CsvSource({"a,own", "a2,own", "b,b"})
    void of_one_after_the_other_the_first_tells_what_had_stood_there(String shown, String left) {
        WrittenForOthers others =
                WrittenForOthers.nothing().and(ANN, "bio", "own", "a").and(ANN, "bio", "a", "a2");

        assertThat(undone(others, BIO, shown, null).get(BIO)).hasValue(left);
    }

    @Test
    void what_somebody_has_edited_in_between_is_what_had_stood_there() {
        WrittenForOthers others =
                WrittenForOthers.nothing().and(ANN, "bio", "own", "a").and(ANN, "bio", "edited", "a2");

        assertThat(undone(others, BIO, "a2", null).get(BIO)).hasValue("edited");
        assertThat(undone(others, BIO, "a", null).get(BIO)).hasValue("a");
    }

    @ParameterizedTest
    @CsvSource({
        "a long text of theirs which says much more than there is room for, own",
        "a long text of theirs which says much more than, own",
        "a long text of theirs which, own",
        "a long text of, own",
        "a long text, a long text",
        "a longer text of mine, a longer text of mine",
        "a long text of mine which is not it at all, a long text of mine which is not it at all",
        "first, own"
    })
    void what_was_sent_without_an_answer_counts_be_it_cut(String shown, String left) {
        WrittenForOthers others = WrittenForOthers.nothing()
                .and(BOB, "bio", "own", "first")
                .andUnanswered(
                        ANN, "bio", "unknown", "a long text of theirs which says much more than there is room for");

        assertThat(undone(others, BIO, shown, null).get(BIO)).hasValue(left);
    }

    @Test
    void what_circle_does_not_tell_is_not_over() {
        WrittenForOthers others =
                WrittenForOthers.nothing().and(ANN, "bio", "own", "a").and(ANN, "name", "Ada", "Ann");
        FieldValues shown = FieldValues.none().with(FIRST_NAME, "Ann");

        assertThat(others.standing(shown, Set.of(FIRST_NAME, LAST_NAME), FieldValues.none())
                        .fields())
                .containsOnlyKeys("name");
        assertThat(others.lasting(shown, Set.of(FIRST_NAME, LAST_NAME), of(BOB)).fields())
                .containsOnlyKeys("bio", "name");
        assertThat(others.lasting(shown, Set.of(FIRST_NAME, LAST_NAME, BIO), of(BOB))
                        .fields())
                .containsOnlyKeys("name");
    }

    @Test
    void who_gets_the_member_back_has_what_was_written_for_them() {
        WrittenForOthers others =
                WrittenForOthers.nothing().and(ANN, "bio", "own", "a").and(BOB, "bio", "a", "b");

        assertThat(undone(others.except(BOB), BIO, "b", null).get(BIO)).hasValue("b");
        assertThat(undone(others.except(BOB), BIO, "a", null).get(BIO)).hasValue("own");
        assertThat(others.except(BOB).except(ANN).fields()).isEmpty();
    }

    @Test
    void nothing_that_was_written_is_kept_and_all_is_known_again() {
        WrittenForOthers others = WrittenForOthers.nothing().and(ANN, "bio", "own", "theirs");

        String json = Json.write(others);

        assertThat(json).doesNotContain("theirs").contains("own", ANN.toString());
        assertThat(Json.read(json, WrittenForOthers.class)).isEqualTo(others);
        assertThat(others.toString()).doesNotContain("own");
        assertThat(Json.write(WrittenForOthers.nothing())).isEqualTo("{}");
    }

    /** Or nobody would know whose it is, should a person change their mind. */
    @Test
    void what_stands_for_who_is_linked_now_is_noted_too() {
        WrittenForOthers others = WrittenForOthers.nothing().and(ANN, "bio", "own", "a");
        FieldValues shown = FieldValues.none().with(BIO, "a");

        assertThat(others.lasting(shown, Set.of(BIO), of(ANN))).isEqualTo(others);
        assertThat(others.lasting(FieldValues.none(), Set.of(BIO), of(ANN)).fields())
                .isEmpty();
    }

    private static Profile of(UUID id) {
        return ProfileBuilder.create(id, "ada@example.org", Instant.EPOCH).build();
    }

    private static FieldValues undone(WrittenForOthers others, SyncedField field, String shown, String own) {
        FieldValues there = FieldValues.none().with(field, shown);
        return others.standing(there, Set.of(field), FieldValues.none().with(field, own))
                .undoneIn(there);
    }
}
