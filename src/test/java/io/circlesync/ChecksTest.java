package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.TestTls;
import io.circlesync.settings.SettingsSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the settings is told in the words of the start, all of it at once, beside what the partners say. */
class ChecksTest {

    private static final int PORT = Ports.next();

    private final Map<String, String> values = new HashMap<>();

    @BeforeEach
    void shipped_defaults() throws IOException {
        Properties shipped = new Properties();
        try (InputStream in = Checks.class.getResourceAsStream("/application.properties")) {
            shipped.load(in);
        }
        shipped.stringPropertyNames().stream()
                .filter(name -> !shipped.getProperty(name).contains("{{"))
                .forEach(name -> values.put(name, shipped.getProperty(name)));
        values.put("camel.server.port", Integer.toString(PORT));
        values.put("camel.management.port", Integer.toString(Ports.next()));
        values.put("camel.main.routes-include-pattern", "classpath:routes/*.camel.yaml");
    }

    @Test
    void with_nothing_configured_all_works_and_nothing_is_for_production() {
        assertThat(lines())
                .containsExactly(
                        "ok settings All are well formed and go together (from a test)",
                        "warning database The embedded PostgreSQL keeps the data under data/; set database.url for one that"
                                + " others look after (not for production)",
                        "warning circle The sandbox stands in for Circle; set circle.api-token (not for production)",
                        "warning slack The sandbox shows the messages; set slack.webhook-url (not for production)",
                        "warning mail The sandbox catches the mails; set mail.host (not for production)",
                        "warning workos workos.webhook-secret is not set, so WorkOS's webhooks are answered with 503; set it if"
                                + " your accounts are WorkOS's",
                        "ok files The routes are whole (classpath:routes/*.camel.yaml), and all messages can be worded",
                        "ok ports Both are free; the public one is http://localhost:" + PORT
                                + ", for this machine alone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync.debounce|soon|not ok settings sync.debounce is 'soon'; expected a duration",
                "sync.debouce|5s|not ok settings sync.debouce is unknown; expected a known name, the nearest is sync.debounce",
                "workos.webhook-secret|whsec_short|not ok settings workos.webhook-secret is short; expected at least 24"
                        + " characters (not safe: refused with camel.main.profile = prod)",
                "workos.webhook-secret|sk_test_an-api-key-and-no-secret|not ok workos workos.webhook-secret is an API key",
                "workos.webhook-secret|whsec_as-long-as-it-should-be|ok workos workos.webhook-secret is there",
                "camel.main.profile|prod|not ok settings camel.main.profile is prod, which allows no stand-in, but there is one",
                "sandbox|false|not ok settings circle.api-token is missing; expected the Admin V2 token",
                "camel.management.host|0.0.0.0|not ok settings camel.management.host is '0.0.0.0', which others reach",
                "circle.api-token|''|not ok settings circle.api-token is empty",
                "circle.api-token|''|warning circle was not asked, for its settings are wrong",
                "messages.folder|/nowhere|not ok files messages.folder is '/nowhere', which is no folder",
                "camel.main.routes-include-pattern|file:/nowhere/*.yaml|not ok files there is no /nowhere; expected",
                "camel.main.routes-include-pattern|classpath:routes/gap-*.camel.yaml|not ok files"
                        + " camel.main.routes-include-pattern is 'classpath:routes/gap-*.camel.yaml', where something is"
                        + " missing",
            })
    void a_mistake_is_told_as_the_start_would(String name, String value, String told) {
        values.put(name, value);

        assertThat(lines()).anyMatch(line -> line.startsWith(told));
    }

    /** Which of the words are read is said by the routes. */
    @Test
    void a_route_that_cannot_be_read_makes_no_words_superfluous(@TempDir Path folder) throws IOException {
        for (Path file : Files.list(Path.of("src/main/resources/routes")).toList()) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        Files.writeString(folder.resolve("outbox-mail.camel.yaml"), "- route:\n    from: [");
        values.put("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml");
        values.put("messages.folder", "src/main/resources/messages");

        assertThat(lines().stream().filter(line -> line.startsWith("not ok files")))
                .singleElement()
                .asString()
                .contains("outbox-mail.camel.yaml");
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        values.put("sync.debounce", "soon");
        values.put("mail.host", "localhost");
        values.put("mail.port", "1");
        values.put("mail.security", "none");
        values.put("mail.from", "no-reply@example.org");
        values.put("links.signup-url", "http://localhost:3000/");
        values.put("links.profile-url", "https://app.example.org/");
        values.put("database.url", "jdbc:postgresql://localhost:1/x");
        values.put("api.token", "abc");

        assertThat(lines())
                .anyMatch(line -> line.startsWith("not ok settings sync.debounce is 'soon'"))
                .anyMatch(line -> line.startsWith("not ok settings circle.api-token is missing"))
                .anyMatch(line -> line.startsWith("not ok settings links.signup-url leads to this machine"))
                .anyMatch(line -> line.startsWith("not ok settings api.token is short"))
                .anyMatch(line -> line.startsWith("not ok database database.url cannot be connected to"))
                .anyMatch(line ->
                        line.startsWith("not ok mail localhost:1 with mail.security = none: nobody listens there"));
    }

    @ParameterizedTest
    @CsvSource({
        "mine/certificate.pem, mine/key.pem, true",
        "mine/certificate.pem, other/key.pem, false",
        "mine/key.pem, mine/certificate.pem, false"
    })
    void a_key_that_no_server_can_show_is_told(String certificate, String key, boolean usable, @TempDir Path folder)
            throws IOException {
        for (String whose : List.of("mine", "other")) {
            TestTls.writePem("localhost", Files.createDirectory(folder.resolve(whose)));
        }
        values.put("management.tls.certificate", folder.resolve(certificate).toString());
        values.put("management.tls.key", folder.resolve(key).toString());

        assertThat(lines().stream()
                        .filter(line -> line.startsWith(
                                "not ok settings management.tls.certificate and management.tls.key cannot be used")))
                .hasSize(usable ? 0 : 1);
    }

    private List<String> lines() {
        SettingsSource source = SettingsSource.of(values);
        return new Checks(Settings.given(source))
                .ofStart(source, "from a test", new DefaultCamelContext()).run().stream()
                        .map(check -> check.line().replaceAll(" +", " "))
                        .toList();
    }
}
