package io.circlesync.management.login;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A name and a password that somebody shows. */
record Credentials(String name, String password) {

    private static final Pattern BASIC = Pattern.compile("(?i)Basic +([A-Za-z0-9+/]+=*)");

    /** What a request shows in its head (RFC 7617); empty if nothing of that kind. */
    static Optional<Credentials> of(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        Matcher basic = BASIC.matcher(header == null ? "" : header);
        return basic.matches() ? decoded(basic.group(1)) : Optional.empty();
    }

    private static Optional<Credentials> decoded(String base64) {
        try {
            String[] parts = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? Optional.of(new Credentials(parts[0], parts[1])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
