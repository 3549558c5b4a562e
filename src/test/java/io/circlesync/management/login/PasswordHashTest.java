package io.circlesync.management.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Operators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    @Test
    void knows_its_password_from_others() {
        PasswordHash hash = PasswordHash.read(Operators.ACT.hash()).orElseThrow();

        assertThat(hash.matches(Operators.ACT.password())).isTrue();
        assertThat(hash.matches(Operators.ACT.password() + " ")).isFalse();
        assertThat(hash.matches("")).isFalse();
        assertThat(hash.text()).isEqualTo(Operators.ACT.hash());
        assertThat(hash.toString()).doesNotContain("$");
    }

    @Test
    void a_password_has_another_hash_each_time() throws IOException {
        String first = command("naïve long password\n");
        String second = command("naïve long password");

        assertThat(first).isNotEqualTo(second).startsWith("$pbkdf2$it=210000$");
        assertThat(PasswordHash.read(first).orElseThrow().matches("naïve long password"))
                .isTrue();
        assertThat(PasswordHash.read(second).orElseThrow().matches("naïve long password"))
                .isTrue();
    }

    @Test
    void a_short_password_is_refused() throws IOException {
        assertThat(command("password\n")).isEqualTo("The password is short; expected at least 12 characters");
        assertThat(command("")).startsWith("The password is short");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$pbkdf2$it=99999$AAAAAAAAAAAAAAAAAAAAAA$" + "A",
                "$sha512$it=210000$/e5DDUC9V97qwYbNl5ADPQ$bd3tGsf5tGQMMU99fjbU2PiSlFsKPab50ZGleHM7AWQ",
                "$pbkdf2$it=210000$short$bd3tGsf5tGQMMU99fjbU2PiSlFsKPab50ZGleHM7AWQ",
                "$pbkdf2$it=1000$/e5DDUC9V97qwYbNl5ADPQ$bd3tGsf5tGQMMU99fjbU2PiSlFsKPab50ZGleHM7AWQ/QRbpEqYwoHAPsdXzrCgNvPL3yLCp+eLBs73AcBPq9g",
            })
    void what_is_no_hash_or_a_weak_one_is_refused(String text) {
        assertThat(PasswordHash.read(text)).isEmpty();
    }

    /** What the command prints for a line that is piped into it. */
    private static String command(String line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        HashPassword.run(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), print, print);
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
