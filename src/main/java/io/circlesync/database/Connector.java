package io.circlesync.database;

import io.circlesync.settings.SettingsException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections whose sessions are set up as this service needs them.
 *
 * <p>The settings are part of the connection's beginning and never sent as {@code SET}: through a pooler such as PgBouncer,
 * which hands one session to many, that would reach other clients. A pooler refuses them or drops them, which {@link #MARK}
 * tells.
 */
final class Connector {

    /** A setting of no meaning to PostgreSQL, which is there in each session of ours that has no pooler before it. */
    static final String MARK = "circlesync.session";

    private Connector() {}

    /**
     * A source of connections.
     *
     * @param session settings of PostgreSQL, by name
     * @param driver what the driver is told, unless the URL says otherwise
     * @throws SettingsException if the URL is malformed
     */
    static PGSimpleDataSource dataSource(
            DatabaseSettings where, Map<String, String> session, Map<PGProperty, String> driver) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        Properties given = Driver.parseURL(where.url(), null);
        if (given == null) {
            // The driver's words would repeat the URL, which may hold a password.
            throw new SettingsException(
                    "database.url cannot be connected to: expected jdbc:postgresql://host:port/name");
        }
        // By setUrl it would pass on every default of the driver's, too: a URL of 1,500 characters, which Flyway looks
        // over
        // for passwords by patterns whose time grows with the square of the length, four times at each start.
        for (PGProperty property : PGProperty.values()) {
            dataSource.setProperty(property, property.getOrNull(given));
        }
        where.username().ifPresent(dataSource::setUser);
        where.password().ifPresent(dataSource::setPassword);
        driver.entrySet().stream()
                .filter(property -> !property.getKey().isPresent(given))
                .forEach(property -> dataSource.setProperty(property.getKey(), property.getValue()));
        // The details of an error quote rows, and so people's data, which must not get into a log.
        dataSource.setLogServerErrorDetail(false);
        dataSource.setOptions(Optional.ofNullable(PGProperty.OPTIONS.getOrNull(given))
                        .map(theirs -> theirs + " ")
                        .orElse("")
                + options(session));
        return dataSource;
    }

    private static String options(Map<String, String> session) {
        return session.entrySet().stream()
                .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("", "-c " + MARK + "=own", ""));
    }
}
