package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.TestDatabases;
import io.circlesync.settings.SettingsException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

class DatabaseOpeningTest {

    private final String url = TestDatabases.migrated();

    @Test
    void what_was_opened_is_handed_over() {
        DatabaseOpening opening = DatabaseOpening.begin(at(url), 2);

        assertThat(new JdbcTemplate(opening.await().dataSource())
                        .queryForObject("SELECT count(*) FROM profile", Long.class))
                .isZero();

        opening.giveUp();
    }

    @Test
    void a_refusal_is_told_in_its_own_words() {
        DatabaseOpening opening = DatabaseOpening.begin(at("jdbc:postgresql://localhost:1/none"), 2);

        assertThatThrownBy(opening::await)
                .isExactlyInstanceOf(SettingsException.class)
                .hasMessageStartingWith("database.url cannot be connected to");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoever_gives_up_leaves_no_connection(boolean isOpen) {
        DatabaseOpening opening = DatabaseOpening.begin(at(url), 2);
        if (isOpen) {
            opening.await();
        }

        opening.giveUp();

        opening.await();
        await().until(() -> connections() == 0);
    }

    private long connections() {
        PGSimpleDataSource own = new PGSimpleDataSource();
        own.setUrl(url);
        return new JdbcTemplate(own)
                .queryForObject(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                        Long.class);
    }

    private static DatabaseSettings at(String url) {
        return new DatabaseSettings(url, Optional.empty(), Optional.empty());
    }
}
