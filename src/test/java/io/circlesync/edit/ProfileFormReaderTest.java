package io.circlesync.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Fields;
import io.circlesync.json.Json;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address that an app sends counts for. */
class ProfileFormReaderTest {

    private final ProfileFormReader reader = new ProfileFormReader(Fields.with());

    @ParameterizedTest
    @CsvSource({
        "true, , true",
        "false, , false",
        "true, null, true",
        "false, null, false",
        "true, false, false",
        "false, true, true",
    })
    void a_form_says_whether_its_address_is_verified_and_else_the_setting_does(
            boolean trustEmails, String said, boolean verified) throws JsonProcessingException {
        assertThat(reader.form(body("new@example.org", said), trustEmails).emailVerified())
                .isEqualTo(verified);
    }

    @ParameterizedTest
    @CsvSource({
        // known is verified, address named, said, verified then
        "true, , , true",
        "false, , , false",
        "true, new@example.org, , false",
        "true, ADA@example.org, , true",
        "false, ADA@example.org, , false",
        "true, new@example.org, true, true",
        "false, , true, true",
        "true, , false, false",
        "true, new@example.org, false, false",
    })
    void a_new_address_of_an_edit_proves_nothing_unless_the_edit_says_so(
            boolean known, String email, String said, boolean verified) throws JsonProcessingException {
        Profile profile = ProfileBuilder.create(UUID.randomUUID(), "ada@example.org", Instant.EPOCH)
                .emailVerified(known)
                .build();

        assertThat(reader.patch(body(email, said)).applyTo(profile).emailVerified())
                .isEqualTo(verified);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "1", "{}", "[true]"})
    void only_true_and_false_say_whether_it_is(String said) {
        assertThatExceptionOfType(WrongFieldsException.class)
                .isThrownBy(() -> reader.form(body("new@example.org", said), true));
        assertThatExceptionOfType(WrongFieldsException.class).isThrownBy(() -> reader.patch(body(null, said)));
    }

    private static JsonNode body(String email, String said) throws JsonProcessingException {
        ObjectNode body = Json.mapper().createObjectNode();
        if (email != null) {
            body.put("email", email);
        }
        if (said != null) {
            body.set("emailVerified", Json.mapper().readTree(said));
        }
        return body;
    }
}
