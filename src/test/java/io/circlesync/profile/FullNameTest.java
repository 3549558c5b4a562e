package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullNameTest {

    @ParameterizedTest
    @CsvSource({
        "Anna Maria, Lovelace, Anna Maria Byron, Anna Maria, Byron",
        "Ada, King Lovelace, Ada Maria King Lovelace, Ada, Maria King Lovelace",
        "Anna, King Lovelace, Ada Maria King Lovelace, Ada Maria, King Lovelace",
        "Anna Maria, Lovelace, Ada King Byron, Ada, King Byron",
        "Ann, Lovelace, Anna Byron, Anna, Byron",
        "Anna, Love, Ada Lovelace, Ada, Lovelace",
        "Anna Maria, Byron, Anna Maria, Anna, Maria",
        "Anna, Byron, Cher, Cher,",
        ", Byron, Ada Maria Byron, Ada Maria, Byron",
        "Ada, , Ada Byron, Ada, Byron",
        ", , Ada Maria Byron, Ada, Maria Byron"
    })
    void a_text_is_cut_where_the_name_is(String first, String last, String text, String newFirst, String newLast) {
        FullName had = new FullName(Optional.ofNullable(first), Optional.ofNullable(last));

        assertThat(had.cutAlike(text)).isEqualTo(new FullName(Optional.of(newFirst), Optional.ofNullable(newLast)));
    }
}
