package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.database.Database;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.fixture.LookAlikes;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.TestDatabases;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What Java takes for one address is one in the database, and nothing else is. */
class AddressKeysTest {

    private static JdbcTemplate jdbc;

    @BeforeAll
    static void migrate() {
        DatabaseSettings empty = new DatabaseSettings(TestDatabases.create(), Optional.empty(), Optional.empty());
        jdbc = new JdbcTemplate(Database.open(empty, 2).dataSource());
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ADA@Example.ORG, true",
        "jose<0301>@example.org, jos<00E9>@example.org, true",
        "ada@fa<00DF>.example, ada@xn--fa-hia.example, true",
        "ada@b<00FC>cher.example, ada@bu<0308>cher.example, true",
        "ada@fa<00DF>.example, ada@fass.example, false",
        "victim@ma<0131>l.example, victim@mail.example, false",
        "<017F>am@example.org, sam@example.org, false",
        "mi<212A>e@example.org, mike@example.org, false",
        "JOS<00C9>@example.org, jos<00E9>@example.org, false",
        "<03A3>@example.org, <03C3>@example.org, false",
        "<0130>@example.org, i@example.org, false",
        "<FF21>da@example.org, ada@example.org, false",
    })
    void java_and_the_database_agree(String one, String other, boolean same) {
        jdbc.update("DELETE FROM profile");
        EmailAddress first = EmailAddress.of(LookAlikes.text(one));
        EmailAddress second = EmailAddress.of(LookAlikes.text(other));

        insert(first);

        assertThat(first.isSameAs(second.text())).isEqualTo(same);
        assertThat(found(second)).isEqualTo(same);
        assertThat(isRefused(second)).isEqualTo(same);
        assertThat(found(first)).isTrue();
    }

    private static boolean found(EmailAddress address) {
        return jdbc.queryForObject("SELECT count(*) FROM profile WHERE email_key = ?", Long.class, address.key()) > 0;
    }

    private static boolean isRefused(EmailAddress address) {
        try {
            insert(address);
            return false;
        } catch (DuplicateKeyException e) {
            return true;
        }
    }

    private static void insert(EmailAddress address) {
        new Rows(jdbc).profile(address.text(), "email_key", address.key());
    }
}
