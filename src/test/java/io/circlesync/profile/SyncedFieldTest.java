package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.fixture.Fields;
import io.circlesync.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncedFieldTest {

    @Test
    void each_field_has_a_name_and_a_column_of_its_own_and_is_found_by_its_name() throws JsonProcessingException {
        List<SyncedField> fields = Fields.with("pronouns", "pets").all();

        assertThat(fields).extracting(SyncedField::jsonName).doesNotHaveDuplicates();
        assertThat(SyncedField.table()).extracting(SyncedField::column).doesNotHaveDuplicates();
        assertThat(fields).allSatisfy(field -> {
            assertThat(SyncedField.named(field.jsonName())).contains(field);
            assertThat(field.label()).isNotBlank();
            assertThat(field.maxLength()).isPositive();
        });
        for (SyncedField field : fields) {
            String json = Json.mapper().writeValueAsString(field);
            assertThat(Json.mapper().readValue(json, SyncedField.class)).isEqualTo(field);
        }
    }

    @Test
    void the_communitys_own_come_after_the_table_by_their_names() {
        List<SyncedField> fields = Fields.with("pronouns", "pets").all();

        assertThat(fields).isSorted();
        assertThat(fields.subList(fields.size() - 2, fields.size()))
                .containsExactly(SyncedField.custom("pets"), SyncedField.custom("pronouns"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Pronouns", "2nd", "pro-nouns", "pro.nouns", "pro nouns", "n\u00e9", "_x"})
    void other_names_are_none(String name) {
        assertThat(SyncedField.isCustomName(name)).isFalse();
        assertThat(SyncedField.named("custom." + name)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> SyncedField.custom(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "custom", "FIRST_NAME", "first_name", ""})
    void no_field_has_another_name(String name) {
        assertThat(SyncedField.named(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pronouns, Pronouns", "favouriteColour, Favourite colour", "pet2, Pet2", "aBC, A b c"})
    void a_name_can_be_read_by_people(String name, String label) {
        assertThat(SyncedField.custom(name).label()).isEqualTo(label);
    }
}
