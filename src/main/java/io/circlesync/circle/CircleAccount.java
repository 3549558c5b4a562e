package io.circlesync.circle;

import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.util.Optional;

/** Circle's Admin API v2 at {@code apiUrl}, without a slash at the end, and the token that it asks for. */
public record CircleAccount(URI apiUrl, String apiToken) {

    private static final String TOKEN = "circle.api-token";
    private static final URI CIRCLES = URI.create("https://app.circle.so/api/admin/v2");

    /** Reads it; empty when a stand-in takes its place. */
    static Optional<CircleAccount> read(SettingsReader reader) {
        Optional<URI> apiUrl = reader.baseUrl("circle.api-url");
        Optional<String> token = reader.secret(TOKEN);
        reader.requireBeside("circle.api-url", apiUrl, TOKEN, token);
        return token.map(value -> new CircleAccount(apiUrl.orElse(CIRCLES), value));
    }

    @Override
    public String toString() {
        return "CircleAccount[hidden]";
    }
}
