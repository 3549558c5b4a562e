package io.circlesync.merge;

import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.LAST_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenForOthersTest {

    private static final SyncedField BIO = SyncedField.named("bio").orElseThrow();

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            theirs, theirs, own, own
            theirs, theirs, '',  null
            theirs, '',     own, theirs
            edited, theirs, own, edited
            null,   theirs, own, null
            null,   '',     own, own
            """)
    void what_stands_as_it_was_written_gives_way_to_what_had_stood_there(
            String shown, String written, String before, String own) {
        WrittenForOthers others = new WrittenForOthers(of("bio", written), of("bio", before));

        FieldValues values = others.without(FieldValues.none().with(BIO, shown));

        assertThat(values.get(BIO)).isEqualTo(Optional.ofNullable(own));
    }

    @Test
    void a_name_does_so_as_a_whole() {
        FieldValues shown = FieldValues.none().with(FIRST_NAME, "Ann").with(LAST_NAME, "Aa");

        FieldValues values = new WrittenForOthers(of("name", "Ann Aa"), of("name", "Ada King Byron")).without(shown);

        assertThat(values).isEqualTo(FieldValues.none().with(FIRST_NAME, "Ada").with(LAST_NAME, "King Byron"));
    }

    @Test
    void of_what_is_under_way_nobody_knows_what_had_stood_there() {
        WrittenForOthers others = WrittenForOthers.nothing().and(of("bio", "theirs"));

        assertThat(others.without(FieldValues.none().with(BIO, "theirs"))).isEqualTo(FieldValues.none());
    }

    private static CircleValues of(String name, String text) {
        return CircleValues.of(Map.of(name, text));
    }
}
