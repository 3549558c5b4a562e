package io.circlesync;

import io.circlesync.circle.CircleAccount;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.http.Loopback;
import io.circlesync.message.mail.MailSecurity;
import io.circlesync.message.mail.SmtpSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;

/** With which settings together the service may start, and what is to be said of them. */
final class StartRules {

    /** As many characters at least: so many random ones are beyond guessing, and words are seldom so long. */
    private static final int SECRET_LENGTH = 24;

    private static final String RANDOM = "a long random text, which ";

    private final Settings settings;

    StartRules(Settings settings) {
        this.settings = settings;
    }

    /** All that ends a start: what does not go together, and what is not allowed in production. */
    List<String> refused() {
        List<String> refused = new ArrayList<>(refusals());
        if (settings.production()) {
            risks().stream().map(risk -> risk + " (camel.main.profile is prod)").forEach(refused::add);
        }
        return List.copyOf(refused);
    }

    /** What is refused wherever the service runs. */
    List<String> refusals() {
        return Stream.of(
                        standInsThatAreNotPacked().or(this::standInsInProduction).stream(),
                        twoCircles().stream(),
                        whatRealMembersLack(),
                        openDoorBesideRealData().stream(),
                        noLogin().stream(),
                        settings.database().flatMap(StartRules::unknownEncryption).stream())
                .flatMap(refusals -> refusals)
                .toList();
    }

    /** What is refused in production, and said loudly elsewhere. */
    List<String> risks() {
        List<String> risks = new ArrayList<>();
        Stream.of(
                        shortSecret(
                                "circle.api-token", settings.circle().account().map(CircleAccount::apiToken)),
                        shortSecret("circle.webhook-secret", settings.webhook().secret()),
                        shortSecret("workos.webhook-secret", settings.workos().webhookSecret()),
                        shortSecret("api.token", settings.api().token()),
                        plainHttp("circle.api-url", settings.circle().account().map(CircleAccount::apiUrl)),
                        plainHttp("slack.webhook-url", settings.slack().webhookUrl()),
                        settings.mail().server().flatMap(StartRules::plainPassword),
                        settings.database().flatMap(StartRules::noEncryption),
                        localLink("links.signup-url", settings.mail().links().signupUrl()),
                        localLink("links.profile-url", settings.mail().links().profileUrl()),
                        openDoor(),
                        plainLogin())
                .flatMap(Optional::stream)
                .forEach(risks::add);
        settings.slack()
                .channels()
                .forEach((name, url) ->
                        plainHttp("slack.webhook-url." + name, Optional.of(url)).ifPresent(risks::add));
        return List.copyOf(risks);
    }

    /** What is allowed everywhere, and could be better. */
    List<String> notices() {
        return Stream.of(
                        settings.database().flatMap(StartRules::encryptionByChance),
                        settings.mail().server().flatMap(StartRules::plainMail),
                        settings.mail().server().flatMap(StartRules::portOfAnotherSecurity))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> standInsThatAreNotPacked() {
        return !BuiltIns.arePacked() && !settings.standIns().isEmpty()
                ? Optional.of("nothing is configured for " + String.join(", ", settings.standIns())
                        + ", and this archive has neither an embedded database nor stand-ins; expected these settings, or the"
                        + " archive with the sandbox")
                : Optional.empty();
    }

    private Optional<String> standInsInProduction() {
        return settings.production() && !settings.standIns().isEmpty()
                ? Optional.of("camel.main.profile is prod, which allows no stand-in, but there is one for "
                        + String.join(", ", settings.standIns()))
                : Optional.empty();
    }

    private Optional<String> twoCircles() {
        return settings.circle().account().isPresent() && settings.sandbox().orElse(false)
                ? Optional.of(
                        "sandbox is true and circle.api-token is given; expected one of the two, for either Circle"
                                + " is real or the sandbox stands in")
                : Optional.empty();
    }

    /**
     * Circle's stand-in knows nobody of a real community, and would have all of them marked as left. So it comes by
     * itself only where nothing is real.
     */
    private Stream<String> whatRealMembersLack() {
        if (settings.circle().account().isEmpty()
                && settings.sandbox().orElse(realParts().isEmpty())) {
            return Stream.empty();
        }
        List<String> missing = new ArrayList<>();
        if (settings.circle().account().isEmpty()) {
            missing.add("circle.api-token is missing; expected the Admin V2 token"
                    + (settings.sandbox().isPresent()
                            ? ", for sandbox is false"
                            : ", or sandbox = true for Circle's stand-in beside " + String.join(", ", realParts())));
        }
        if (settings.webhook().secret().isEmpty()) {
            missing.add("circle.webhook-secret is missing; expected " + RANDOM
                    + "Circle sends with each webhook (required outside the sandbox)");
        }
        if (settings.api().token().isEmpty()) {
            missing.add("api.token is missing; expected " + RANDOM
                    + "callers of /api send as a bearer token (required outside the sandbox)");
        }
        return missing.stream();
    }

    private Optional<String> openDoorBesideRealData() {
        return isOpenToOthers() && !realParts().isEmpty()
                ? Optional.of("camel.server.host is '" + settings.http().host()
                        + "' while /api is open; expected api.token, or a loopback address, beside "
                        + String.join(", ", realParts()))
                : Optional.empty();
    }

    /** Whoever reaches the management port can stop the service. */
    private Optional<String> noLogin() {
        return settings.management().isOpenToOthers()
                        && !settings.management().login().required()
                ? Optional.of(
                        "camel.management.host is '" + settings.management().host()
                                + "', which others reach, and nobody has to log in; expected management.users.<name> = watch|act"
                                + " <hash>, or a loopback address")
                : Optional.empty();
    }

    private Optional<String> plainLogin() {
        return settings.management().isOpenToOthers()
                        && !settings.management().login().secureCookie()
                ? Optional.of(
                        "camel.management.host is '" + settings.management().host()
                                + "', to which passwords travel unencrypted; expected management.tls.certificate and"
                                + " management.tls.key, or management.tls-proxy = true where a proxy ends TLS")
                : Optional.empty();
    }

    private Optional<String> openDoor() {
        return isOpenToOthers()
                ? Optional.of("camel.server.host is '" + settings.http().host()
                        + "' while /api is open to everybody who reaches it; expected api.token")
                : Optional.empty();
    }

    private boolean isOpenToOthers() {
        return settings.api().token().isEmpty() && !Loopback.is(settings.http().host());
    }

    /** Names of the settings that speak of something real, Circle aside. */
    private List<String> realParts() {
        List<String> names = new ArrayList<>();
        settings.database().ifPresent(database -> names.add("database.url"));
        settings.slack().webhookUrl().ifPresent(url -> names.add("slack.webhook-url"));
        settings.slack().channels().keySet().forEach(name -> names.add("slack.webhook-url." + name));
        settings.mail().server().ifPresent(mail -> names.add("mail.host"));
        return names;
    }

    private static Optional<String> shortSecret(String name, Optional<String> secret) {
        return secret.filter(value -> value.length() < SECRET_LENGTH)
                .map(value -> name + " is short; expected at least " + SECRET_LENGTH + " characters");
    }

    private static Optional<String> plainHttp(String name, Optional<URI> url) {
        return url.filter(address -> "http".equals(address.getScheme()) && !Loopback.is(address.getHost()))
                .map(address -> name + " begins with http://; expected https://, for whoever is on the way reads its"
                        + " secret");
    }

    /** Where mails are real their readers are elsewhere, too. */
    private Optional<String> localLink(String name, String link) {
        return settings.mail().server().isPresent() && Loopback.isIn(link)
                ? Optional.of(name + " leads to this machine, where whoever reads the mail is not; expected the address"
                        + " of your app")
                : Optional.empty();
    }

    private static Optional<String> plainPassword(SmtpSettings mail) {
        return mail.password().isPresent() && isReadable(mail)
                ? Optional.of(
                        "mail.password would go to mail.host unencrypted; expected mail.security = starttls or tls")
                : Optional.empty();
    }

    private static Optional<String> plainMail(SmtpSettings mail) {
        return mail.password().isEmpty() && isReadable(mail)
                ? Optional.of("mail.security is none, so that mails travel unencrypted; expected starttls or tls")
                : Optional.empty();
    }

    private static boolean isReadable(SmtpSettings mail) {
        return mail.security() == MailSecurity.NONE && !Loopback.is(mail.host());
    }

    /** Such a server never greets, and waits for us. */
    private static Optional<String> portOfAnotherSecurity(SmtpSettings mail) {
        return mail.port() == MailSecurity.TLS.defaultPort() && mail.security() != MailSecurity.TLS
                ? Optional.of("mail.port is " + mail.port() + ", where servers speak TLS from the first byte on;"
                        + " expected mail.security = tls")
                : Optional.empty();
    }

    private static Optional<String> noEncryption(DatabaseSettings database) {
        return encryption(database)
                .filter(mode -> mode == SslMode.DISABLE || mode == SslMode.ALLOW)
                .map(mode -> "database.url has sslmode=" + mode.value
                        + ", so that people's data travel unencrypted; expected sslmode=verify-full or require");
    }

    private static Optional<String> encryptionByChance(DatabaseSettings database) {
        return encryption(database)
                .filter(mode -> mode == SslMode.PREFER)
                .map(mode -> "database.url has no sslmode: the connection is encrypted only if the server offers it;"
                        + " expected sslmode=verify-full or require");
    }

    /** How the connection to another machine is encrypted; empty if there is none, or nobody can read the URL. */
    private static Optional<SslMode> encryption(DatabaseSettings database) {
        Properties properties = Driver.parseURL(database.url(), null);
        if (properties == null
                || Arrays.stream(PGProperty.PG_HOST.getOrDefault(properties).split(","))
                        .allMatch(Loopback::is)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SslMode.of(properties));
        } catch (PSQLException e) {
            // Told by unknownEncryption.
            return Optional.empty();
        }
    }

    private static Optional<String> unknownEncryption(DatabaseSettings database) {
        try {
            Properties properties = Driver.parseURL(database.url(), null);
            if (properties != null) {
                SslMode.of(properties);
            }
            return Optional.empty();
        } catch (PSQLException e) {
            return Optional.of(
                    "database.url has an unknown sslmode; expected verify-full, verify-ca, require or prefer");
        }
    }
}
