package io.circlesync.database;

import io.circlesync.settings.SettingsReader;
import java.util.Optional;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A PostgreSQL database, {@code url} being a JDBC URL. */
public record DatabaseSettings(String url, Optional<String> username, Optional<String> password) {

    private static final String URL = "database.url";
    private static final String URL_FORM = "jdbc:postgresql://host:port/name";

    /** Reads them; empty when the embedded database is to be started. */
    public static Optional<DatabaseSettings> read(SettingsReader reader) {
        Optional<String> url = reader.text(URL, URL_FORM);
        if (url.filter(value -> !value.startsWith("jdbc:postgresql:")).isPresent()) {
            reader.wrong(URL, "is malformed; expected " + URL_FORM);
        }
        Optional<String> username = reader.text("database.username");
        Optional<String> password = reader.text("database.password");
        reader.requireBeside("database.username", username, URL, url);
        reader.requireBeside("database.password", password, URL, url);
        return url.map(value -> new DatabaseSettings(value, username, password));
    }

    /** The password that the URL holds, if it holds one. */
    public Optional<String> passwordInUrl() {
        return Optional.ofNullable(Driver.parseURL(url, null)).map(PGProperty.PASSWORD::getOrNull);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[hidden]";
    }
}
