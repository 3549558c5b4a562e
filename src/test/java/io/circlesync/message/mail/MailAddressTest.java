package io.circlesync.message.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class MailAddressTest {

    @Test
    void plain_addresses_are_usable() {
        assertThat(MailAddress.usable("ada.o'neil+circle@mail.example.org"))
                .isEqualTo("ada.o'neil+circle@mail.example.org");
        assertThat(MailAddress.usable("zoë@example.org")).isEqualTo("zoë@example.org");
        assertThat(MailAddress.usable("ada@localhost")).isEqualTo("ada@localhost");
        assertThat(MailAddress.usable("ada@bücher.example")).isEqualTo("ada@xn--bcher-kva.example");
    }

    @Test
    void anything_that_could_be_more_than_one_plain_address_is_not() {
        for (String address : List.of(
                "",
                "ada",
                "@example.org",
                "ada@",
                "ada@example.org,eve@example.org",
                "ada@example.org;eve@example.org",
                "ada@example.org\r\nBcc: eve@example.org",
                "ada@example.org\nBcc:eve",
                "Ada <ada@example.org>",
                "\"ada eve\"@example.org",
                "ada@[127.0.0.1]",
                "ada eve@example.org",
                "ada@exa mple.org",
                "ada@@example.org",
                "ada..x@example.org",
                "a".repeat(65) + "@example.org")) {
            assertThatExceptionOfType(UnusableAddressException.class)
                    .as(address)
                    .isThrownBy(() -> MailAddress.usable(address));
        }
    }
}
