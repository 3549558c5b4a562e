package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.database.Database;
import io.circlesync.fixture.LookAlikes;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.settings.Settings;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What Java takes for one address is one in the database, and nothing else is. */
class AddressKeysTest {

    private static JdbcTemplate jdbc;

    @BeforeAll
    static void migrate() {
        jdbc = migrated(TestDatabases.create());
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

    @Test
    void old_rows_get_their_keys_and_two_of_one_address_stop_nobody() {
        String url = TestDatabases.create();
        Flyway.configure().dataSource(url, null, null).target("6").load().migrate();
        JdbcTemplate old = new JdbcTemplate(dataSource(url));
        UUID plain = oldRow(old, "Ada@example.org", "2026-01-01");
        UUID typed = oldRow(old, "typed@example.org", "2026-01-01");
        old.update("INSERT INTO change (profile_id, changed_at, field, old_value, new_value, source, rule)"
                + " SELECT id, now(), 'email', 'first@example.org', email, 'local', 'email-changed' FROM profile"
                + " WHERE email = 'typed@example.org'");
        old.update("UPDATE profile SET workos_user_id = 'user_1' WHERE id = ?", typed);
        UUID younger = oldRow(old, "x@fa\u00df.example", "2026-01-02");
        UUID older = oldRow(old, "x@xn--fa-hia.example", "2026-01-01");

        JdbcTemplate migrated = migrated(url);

        assertThat(value(migrated, plain, "email_key")).isEqualTo("ada@example.org");
        assertThat(value(migrated, plain, "email")).isEqualTo("Ada@example.org");
        assertThat(value(migrated, plain, "email_verified")).isEqualTo(true);
        assertThat(value(migrated, typed, "email_verified")).isEqualTo(false);
        assertThat(value(migrated, typed, "workos_email")).isEqualTo("first@example.org");
        assertThat(value(migrated, older, "email_key")).isEqualTo("x@xn--fa-hia.example");
        assertThat(value(migrated, younger, "email_key")).isEqualTo("x@xn--fa-hia.example " + younger);
    }

    private static JdbcTemplate migrated(String url) {
        return new JdbcTemplate(Database.open(new Settings.Database(url, Optional.empty(), Optional.empty()), 2)
                .dataSource());
    }

    private static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    private static UUID oldRow(JdbcTemplate old, String email, String createdAt) {
        UUID id = UUID.randomUUID();
        old.update(
                "INSERT INTO profile (id, email, created_at, updated_at) VALUES (?, ?, CAST(? AS timestamptz), now())",
                id,
                email,
                createdAt);
        return id;
    }

    private static Object value(JdbcTemplate where, UUID id, String column) {
        return where.queryForMap("SELECT * FROM profile WHERE id = ?", id).get(column);
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
        jdbc.update(
                "INSERT INTO profile (id, email, email_key, created_at, updated_at) VALUES (?, ?, ?, now(), now())",
                UUID.randomUUID(),
                address.text(),
                address.key());
    }
}
