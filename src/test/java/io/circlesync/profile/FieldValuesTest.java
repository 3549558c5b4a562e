package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.LookAlikes;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValuesTest {

    @ParameterizedTest
    @CsvSource({
        "Zoe<0308> Fa<00DF>, zo<00EB> FA<00DF>, true",
        "Ada  LOVELACE, AdaLovelace, true",
        "M<0131>ke, Mike, false"
    })
    void a_name_compares_by_what_one_reads(String one, String other, boolean same) {
        assertThat(named(one).comparableName().equals(named(other).comparableName()))
                .isEqualTo(same);
    }

    @Test
    void a_name_compares_the_same_on_a_turkish_machine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(named("INGRID").comparableName()).contains("ingrid");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static FieldValues named(String written) {
        return FieldValues.none().with(SyncedField.FIRST_NAME, LookAlikes.text(written));
    }
}
