package io.circlesync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String SECRET = "s3cr3t-value";

    private final Map<String, String> values = new HashMap<>();

    @BeforeEach
    void shipped_defaults() throws IOException {
        Properties shipped = new Properties();
        try (InputStream in = Settings.class.getResourceAsStream("/application.properties")) {
            shipped.load(in);
        }
        shipped.stringPropertyNames().forEach(name -> values.put(name, withoutEnvironment(shipped.getProperty(name))));
    }

    @Test
    void with_nothing_configured_everything_is_a_stand_in() {
        Settings settings = read();

        assertThat(settings.production()).isFalse();
        assertThat(settings.standIns()).hasSize(4).allMatch(name -> name.contains("(set "));
        assertThat(settings.database()).isEmpty();
        assertThat(settings.circle()).isEmpty();
        assertThat(settings.slackWebhookUrl()).isEmpty();
        assertThat(settings.mail()).isEmpty();
        assertThat(settings.webhook()).isEqualTo(new Settings.Webhook(Optional.empty(), Optional.empty()));
        assertThat(settings.apiToken()).isEmpty();
    }

    @Test
    void the_defaults_are_those_that_are_documented() {
        Settings settings = read();

        assertThat(settings.publicUrl()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(values)
                .containsEntry("camel.management.port", "9876")
                .containsEntry("camel.management.host", "localhost");
        assertThat(settings.circleCalls())
                .isEqualTo(new Settings.CircleCalls(
                        300, new Settings.FieldKeys("bio", "location", "website", "instagram_url", "linkedin_url")));
        assertThat(settings.sync())
                .isEqualTo(new Settings.Sync(
                        "most-recent",
                        true,
                        Set.of("text", "textarea", "link"),
                        Duration.ofSeconds(5),
                        8,
                        Duration.ofSeconds(60),
                        10));
        assertThat(settings.gaps()).isEqualTo(new Settings.Gaps(Duration.ofDays(7), 3, Duration.ofSeconds(60)));
    }

    @Test
    void circles_address_is_known() {
        real();

        assertThat(read().circle().orElseThrow().apiUrl()).isEqualTo(URI.create("https://app.circle.so/api/admin/v2"));
    }

    @Test
    void a_slash_at_the_end_of_an_address_does_no_harm() {
        real();
        values.put("circle.api-url", "https://circle.example/api/admin/v2/");

        assertThat(read().circle().orElseThrow().apiUrl()).isEqualTo(URI.create("https://circle.example/api/admin/v2"));
    }

    @ParameterizedTest
    @CsvSource({
        "200ms,PT0.2S",
        "5s,PT5S",
        "3m,PT3M",
        "1h,PT1H",
        "7d,P7D",
        "0s,PT0S",
        "365d,P365D",
        "8760h,P365D",
        "' 5s ',PT5S"
    })
    void durations_are_written_with_their_unit(String text, Duration expected) {
        values.put("sync.debounce", text);

        assertThat(read().sync().debounce()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync.debounce|soon|200ms, 5s, 1h or 7d",
                "sync.debounce|5|200ms, 5s, 1h or 7d",
                "sync.debounce|-5s|200ms, 5s, 1h or 7d",
                "sync.debounce|PT5S|200ms, 5s, 1h or 7d",
                "sync.debounce||200ms, 5s, 1h or 7d",
                "sync.debounce|999999999d|at most 365d",
                "sync.debounce|9999999999d|at most 365d",
                "sync.debounce|366d|at most 365d",
                "sync.debounce|8761h|at most 365d",
                "sync.lease|31536001s|at most 365d",
                "gaps.reminder-interval|366d|at most 365d",
                "gaps.slack-digest-window|366d|at most 365d",
                "sync.lease|0s|above zero",
                "sync.concurrency|0|from 1 to 256",
                "sync.concurrency|many|from 1 to 256",
                "sync.concurrency|1.5|from 1 to 256",
                "sync.concurrency||from 1 to 256",
                "sync.max-attempts|0|from 1 to 1000",
                "sync.merge-policy|newest|most-recent or three-way",
                "links.signup-url|javascript:alert(1)|http or https URL",
                "links.signup-url|app.example.org/{email}|http or https URL",
                "links.profile-url|https://app.example.org/{id}|{profileId}",
                "sync.merge-policy||most-recent or three-way",
                "gaps.reminder-interval|weekly|200ms, 5s, 1h or 7d",
                "gaps.max-reminders|-1|from 0 to 1000",
                "gaps.slack-digest-window|x|200ms, 5s, 1h or 7d",
                "circle.requests-per-minute|0|from 1 to",
                "circle.community-id|abc|a number above zero",
                "circle.community-id|0|a number above zero",
                "circle.fields.bio||key of a profile field",
                "circle.api-url|ftp://circle.example|an http or https URL",
                "circle.api-url|not a url|an http or https URL",
                "slack.webhook-url|hooks.slack.com/x|an http or https URL",
                "database.url|postgres://localhost/x|jdbc:postgresql://host:port/name",
                "camel.server.port|http|from 1 to 65535",
                "camel.server.port|70000|from 1 to 65535",
            })
    void a_wrong_setting_is_named_with_what_was_expected(String name, String value, String expected) {
        real();
        values.put(name, value == null ? "" : value);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(expected)
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({"mail.starttls,false,25", "mail.starttls,true,587", "mail.port,2525,2525"})
    void the_mail_port_follows_from_the_encryption_unless_it_is_given(String name, String value, int port) {
        values.put("mail.host", "smtp.example.org");
        values.put(name, value);

        assertThat(read().mail().orElseThrow().port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({"mail.port,0,from 1 to 65535", "mail.port,smtp,from 1 to 65535", "mail.starttls,yes,true or false"})
    void a_wrong_mail_setting_is_named_with_and_without_a_mail_server(String name, String value, String expected) {
        values.put(name, value);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(expected);
        values.put("mail.host", "smtp.example.org");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle.webhook-secret", "api.token"})
    void outside_the_sandbox_callers_must_show_a_secret(String name) {
        real();
        values.remove(name);

        assertThatThrownBy(this::read).isInstanceOf(SettingsException.class).hasMessageContaining(name + " is missing");
    }

    @Test
    void a_circle_of_ones_own_needs_a_token() {
        values.put("circle.api-url", "https://circle.example");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("circle.api-token is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "database.url,database.url",
        "circle.api-token,circle.api-token",
        "slack.webhook-url,slack.webhook-url",
        "mail.host,mail.host",
        "circle.webhook-secret,circle.webhook-secret",
        "api.token,api.token"
    })
    void production_allows_no_stand_in_and_no_missing_secret(String missing, String named) {
        real();
        values.put("camel.main.profile", "prod");
        assertThat(read().production()).isTrue();
        assertThat(read().standIns()).isEmpty();

        values.remove(missing);

        assertThatThrownBy(this::read).isInstanceOf(SettingsException.class).hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle.api-url", "slack.webhook-url", "database.url"})
    void what_may_hold_a_secret_is_not_repeated(String name) {
        real();
        values.put(name, "nonsense://user:" + SECRET + "@host/?password=" + SECRET + " x");

        assertThatThrownBy(this::read).isInstanceOf(SettingsException.class).hasMessageNotContaining(SECRET);
    }

    @Test
    void settings_do_not_show_secrets_when_printed() {
        real();

        assertThat(read().toString()).doesNotContain(SECRET);
        assertThat(read().circle().toString()).doesNotContain(SECRET);
        assertThat(read().webhook().toString()).doesNotContain(SECRET);
    }

    private static String withoutEnvironment(String value) {
        return value.replaceAll("\\{\\{env:\\w+:(.*)}}", "$1");
    }

    private void real() {
        values.put("database.url", "jdbc:postgresql://localhost/x?password=" + SECRET);
        values.put("database.password", SECRET);
        values.put("circle.api-token", SECRET);
        values.put("circle.webhook-secret", SECRET);
        values.put("api.token", SECRET);
        values.put("slack.webhook-url", "https://hooks.slack.example/services/" + SECRET);
        values.put("mail.host", "smtp.example.org");
        values.put("mail.password", SECRET);
    }

    private Settings read() {
        return Settings.read(name -> Optional.ofNullable(values.get(name)));
    }
}
