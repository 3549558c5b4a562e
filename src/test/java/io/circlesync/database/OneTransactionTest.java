package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.TestDatabases;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** All or nothing, and whoever called decides what a failure means. */
class OneTransactionTest {

    private final DriverManagerDataSource dataSource = new DriverManagerDataSource(TestDatabases.create());
    private final JdbcTemplate database = new JdbcTemplate(dataSource);
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        database.execute("CREATE TABLE note (word text)");
        // Counts on whatever is rolled back.
        database.execute("CREATE SEQUENCE attempt");
        camel.getRegistry().bind("dataSource", dataSource);
        camel.getRegistry().bind("transacted", new OneTransaction(new DataSourceTransactionManager(dataSource)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:caller")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0)
                        .setBody(constant("dealt with"))
                        .end()
                        .to("direct:writes");
                from("direct:writes")
                        .errorHandler(noErrorHandler())
                        .transacted("transacted")
                        .to("sql:INSERT INTO note SELECT :#${body} FROM nextval('attempt')")
                        .filter(body().isEqualTo("bad"))
                        .throwException(new IllegalStateException("refused"))
                        .end()
                        .end();
                from("direct:cut-off")
                        .errorHandler(noErrorHandler())
                        .transacted("transacted")
                        .to("sql:INSERT INTO note VALUES (:#${body})")
                        .process(exchange -> cutOff())
                        .throwException(new IllegalStateException("refused"))
                        .end();
                from("direct:handles")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .end()
                        .transacted("transacted")
                        .to("sql:INSERT INTO note VALUES (:#${body})")
                        .throwException(new IllegalStateException("refused"))
                        .end();
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void what_succeeds_is_written() {
        send("direct:writes", "good");

        assertThat(words()).isOne();
    }

    @Test
    void what_fails_writes_nothing_and_reaches_the_caller_as_it_is() {
        assertThatThrownBy(() -> send("direct:writes", "bad"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("refused");
        assertThat(words()).isZero();
    }

    @Test
    void what_fails_reaches_the_caller_as_it_is_even_where_it_cannot_be_undone() {
        assertThatThrownBy(() -> send("direct:cut-off", "bad"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("refused");
        assertThat(words()).isZero();
    }

    @Test
    void the_calling_route_tries_again_and_deals_with_it() {
        assertThat(send("direct:caller", "bad")).isEqualTo("dealt with");
        assertThat(count("SELECT last_value FROM attempt")).isEqualTo(2);
        assertThat(words()).isZero();
    }

    @Test
    void a_failure_that_the_route_itself_deals_with_writes_nothing_either() {
        send("direct:handles", "bad");

        assertThat(words()).isZero();
    }

    /** Ends all connections to the database, as when its server stops. */
    private void cutOff() {
        new JdbcTemplate(new DriverManagerDataSource(dataSource.getUrl()))
                .queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private Object send(String endpoint, String word) {
        return camel.createProducerTemplate().requestBody(endpoint, (Object) word);
    }

    private long words() {
        return count("SELECT count(*) FROM note");
    }

    private long count(String query) {
        return database.queryForObject(query, Long.class);
    }
}
