package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.circle.CircleSettings;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.Operators;
import io.circlesync.gap.GapSettings;
import io.circlesync.merge.MergePolicy;
import io.circlesync.message.MessageSettings;
import io.circlesync.outbox.ChannelKind.Digest;
import io.circlesync.profile.SyncedField;
import io.circlesync.queue.QueueSettings;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsSource;
import io.circlesync.sync.SyncSettings;
import io.circlesync.webhook.WebhookSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String SECRET = "s3cr3t-value-of-some-length";

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
        assertThat(settings.circle().account()).isEmpty();
        assertThat(settings.slack().webhookUrl()).isEmpty();
        assertThat(settings.mail().server()).isEmpty();
        assertThat(settings.webhook()).isEqualTo(new WebhookSettings(Optional.empty(), Optional.empty()));
        assertThat(settings.api().token()).isEmpty();
    }

    @Test
    void the_defaults_are_those_that_are_documented() {
        Settings settings = read();

        assertThat(settings.http().url()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(values)
                .containsEntry("camel.management.port", "9876")
                .containsEntry("camel.management.host", "localhost");
        assertThat(settings.circle())
                .isEqualTo(new CircleSettings(Optional.empty(), 300, 5_000, Fields.with("pronouns")));
        assertThat(settings.sync())
                .isEqualTo(new SyncSettings(MergePolicy.MOST_RECENT, true, Set.of("text", "textarea", "link")));
        assertThat(settings.queue()).isEqualTo(new QueueSettings(Duration.ofSeconds(5), 8, Duration.ofSeconds(60), 10));
        assertThat(settings.gaps()).isEqualTo(new GapSettings(Fields.REQUIRED, Duration.ofDays(7), 3, Duration.ZERO));
        assertThat(settings.messages())
                .isEqualTo(new MessageSettings(
                        Optional.empty(), Optional.of("http://localhost:8080/api/reconciliations/{run}/report")));
        assertThat(settings.mail().perSecond()).isEqualTo(10);
        assertThat(settings.slack().digest()).isEqualTo(new Digest(5, Duration.ofSeconds(60)));
        assertThat(settings.http().largestBody()).isEqualTo(262_144);
    }

    @Test
    void circles_address_is_known() {
        real();

        assertThat(read().circle().account().orElseThrow().apiUrl())
                .isEqualTo(URI.create("https://app.circle.so/api/admin/v2"));
    }

    @Test
    void a_slash_at_the_end_of_an_address_does_no_harm() {
        real();
        values.put("circle.api-url", "https://circle.example/api/admin/v2/");

        assertThat(read().circle().account().orElseThrow().apiUrl())
                .isEqualTo(URI.create("https://circle.example/api/admin/v2"));
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

        assertThat(read().queue().debounce()).isEqualTo(expected);
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
                "sync.lease|0s|1s or more",
                "sync.lease|999ms|1s or more",
                "sync.concurrency|0|from 1 to 256",
                "sync.concurrency|many|from 1 to 256",
                "sync.concurrency|1.5|from 1 to 256",
                "sync.concurrency||from 1 to 256",
                "sync.max-attempts|0|from 1 to 1000",
                "sync.merge-policy|newest|most-recent or three-way",
                "sync.push-field-types|text,locaton|has the word 'locaton'; expected some of text, textarea, link,",
                "sync.push-field-types|text textarea|has the word 'text textarea'; expected some of text,",
                "sync.push-field-types|Text|has the word 'Text'; expected some of text,",
                "sync.push-field-types||words separated by commas",
                "links.signup-url|javascript:alert(1)|http or https URL",
                "links.signup-url|app.example.org/{email}|http or https URL",
                "links.profile-url|https://app.example.org/{id}|nobody knows {id}; expected",
                "links.signup-url|https://app.example.org/{email}/{emial}|nobody knows {emial}; expected",
                "links.signup-url|https://app.example.org/{}|nobody knows {}; expected",
                "links.signup-url|https://app.example.org/{email|http or https URL",
                "links.report-url|https://sync.example.org/report|with {run}",
                "links.report-url|sync.example.org/{run}|http or https URL",
                "mail.from|Team <team>|an address such as",
                "mail.from|team|an address such as",
                "mail.from|Team team@example.org|an address such as",
                "mail.from|a@example.org, b@example.org|an address such as",
                "mail.from|<>|an address such as",
                "camel.server.host|no such host|an address of this machine",
                "camel.server.host|http://localhost|an address of this machine",
                "camel.server.host|my_host|an address of this machine",
                "camel.management.port|0|from 1 to 65535",
                "management.tls.key|/no/such.pem|a PEM file that can be read",
                "management.tls-proxy|yes|true or false",
                "management.users.ada|act secret|watch or act, a blank, and $pbkdf2$",
                "management.users.ada|admin $pbkdf2$it=210000$a$b|watch or act, a blank, and $pbkdf2$",
                "management.users.ada||watch or act, a blank, and $pbkdf2$",
                "management.users.ada.lovelace|act x|letters, digits, - and _",
                "sync.merge-policy||most-recent or three-way",
                "gaps.reminder-interval|weekly|200ms, 5s, 1h or 7d",
                "gaps.max-reminders|-1|from 0 to 1000",
                "gaps.slack-digest-window|x|200ms, 5s, 1h or 7d",
                "reconcile.schedule|nightly|a cron expression with seconds",
                "reconcile.schedule|0 3 * * *|a cron expression with seconds",
                "reconcile.schedule|0 0 0 30 2 *|a time that comes, as a cron expression with seconds",
                "reconcile.max-change-percent|101|from 0 to 100",
                "circle.requests-per-minute|0|from 1 to",
                "circle.monthly-quota|0|from 1 to",
                "circle.community-id|abc|a number above zero",
                "circle.community-id|0|a number above zero",
                "circle.fields.bio||key of a profile field",
                "circle.api-url|ftp://circle.example|an http or https URL",
                "circle.api-url|not a url|an http or https URL",
                "slack.webhook-url|hooks.slack.com/x|an http or https URL",
                "slack.webhook-url.members|hooks.slack.com/x|an http or https URL",
                "slack.webhook-url.Members|https://hooks.slack.com/x|the nearest is slack.webhook-url",
                "gaps.slack-digest-threshold|0|from 1 to 1000",
                "mail.per-second|0|from 1 to 1000",
                "database.url|postgres://localhost/x|jdbc:postgresql://host:port/name",
                "camel.server.port|http|from 1 to 65535",
                "camel.server.port|70000|from 1 to 65535",
                "camel.server.max-body-size|many|from 1 to",
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

    @Test
    void all_that_is_wrong_is_told_at_once() {
        real();
        values.putAll(Map.of(
                "sync.debounce", "soon",
                "sync.debouce", "1s",
                "mail.from", "Team <team>",
                "mail.port", "smtp",
                "circle.api-token", SECRET + " " + SECRET,
                "links.signup-url", "",
                "database.url", "postgres://localhost/x"));
        values.remove("links.profile-url");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "sync.debounce is 'soon'",
                        "sync.debouce is unknown",
                        "mail.from is 'Team <team>'",
                        "mail.port is 'smtp'",
                        "circle.api-token is malformed",
                        "links.signup-url is empty",
                        "links.profile-url is missing",
                        "database.url is malformed")
                .hasMessageNotContaining(SECRET)
                .extracting(Throwable::getMessage)
                .asString()
                .satisfies(message -> assertThat(message.split("; expected ")).hasSize(1 + 8));
    }

    @ParameterizedTest
    @CsvSource({
        "mail.security,starttls,587",
        "mail.security,tls,465",
        "mail.security,none,25",
        "mail.from,me@example.org,587",
        "mail.port,2525,2525"
    })
    void the_mail_port_follows_from_the_encryption_unless_it_is_given(String name, String value, int port) {
        real();
        values.put(name, value);

        assertThat(read().mail().server().orElseThrow().port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({"sync.push,true,1h", "gaps.grace,5m,5m", "gaps.grace,0s,0s"})
    void somebody_who_fills_in_a_profile_is_left_in_peace_for_an_hour_outside_the_sandbox(
            String name, String value, String grace) {
        assertThat(read().gaps().grace()).isZero();
        real();
        values.put(name, value);

        assertThat(read().gaps().grace()).isEqualTo(Duration.parse("PT" + grace));
    }

    @ParameterizedTest
    @CsvSource({
        "mail.port,0,from 1 to 65535",
        "mail.port,smtp,from 1 to 65535",
        "mail.security,ssl,starttls or tls or none",
        "mail.security,STARTTLS,starttls or tls or none",
        "mail.starttls,true,mail.security",
        "mail.starttls,false,mail.security"
    })
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

    @Test
    void the_management_port_is_open_to_others_with_a_login_only() {
        values.put("camel.management.host", "0.0.0.0");
        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("camel.management.host is '0.0.0.0'", "management.users.<name>");

        values.put("management.users.ada", "act " + Operators.ACT.hash());

        assertThat(read().management().login().required()).isTrue();
        assertThat(read().risks())
                .singleElement()
                .asString()
                .contains("camel.management.host is '0.0.0.0'", "management.tls.certificate");
        values.put("camel.management.enabled", "false");
        assertThat(read().risks()).isEmpty();
    }

    @Test
    void in_production_a_login_wants_tls_or_a_proxy_that_has_it() {
        real();
        values.put("camel.main.profile", "prod");
        values.put("camel.management.host", "0.0.0.0");
        values.put("management.users.ada", "act " + Operators.ACT.hash());
        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("management.tls-proxy = true");

        values.put("management.tls-proxy", "true");

        assertThat(read().management().login().secureCookie()).isTrue();
        assertThat(read().toString()).doesNotContain("pbkdf2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle.api-url", "slack.webhook-url", "slack.webhook-url.members", "database.url"})
    void what_may_hold_a_secret_is_not_repeated(String name) {
        real();
        values.put(name, "nonsense://user:" + SECRET + "@host/?password=" + SECRET + " x");

        assertThatThrownBy(this::read).isInstanceOf(SettingsException.class).hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void an_empty_setting_is_malformed_and_not_missing(String name) {
        real();
        values.put(name, name.length() % 2 == 0 ? "" : " \n");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(name + " is empty; expected ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", " ", "\t", "\u00a0", "\ufeff", "\u200b", "\u2028\n"})
    void what_stands_around_a_value_unseen_is_left_out(String unseen) {
        real();
        Settings expected = read();
        values.replaceAll((name, value) -> unseen + value + unseen);

        assertThat(read()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle.api-token", "circle.webhook-secret", "workos.webhook-secret", "api.token"})
    void a_secret_of_two_lines_is_refused_and_not_repeated(String name) {
        real();
        values.put(name, SECRET + "\n" + SECRET);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name + " is malformed; expected a secret in one line")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "circle.api-url, https://app:" + SECRET + "@circle.example/api",
        "circle.api-url, https://circle.example/api?key=" + SECRET,
        "circle.api-url, https://circle.example/api#" + SECRET,
        "tracing.otlp-url, https://collector.example/?key=" + SECRET,
        "slack.webhook-url, https://app:" + SECRET + "@hooks.example/services"
    })
    void a_url_of_which_a_part_would_have_no_effect_is_refused(String name, String url) {
        values.put("circle.api-token", SECRET);
        values.put(name, url);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name + " is malformed; expected an http or https URL without")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void a_password_of_mail_is_nobodys_without_a_username() {
        values.put("mail.password", SECRET);
        values.put("mail.host", "mail.example");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mail.username is missing; expected it beside mail.password, which is given")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "database.username, app, database.url",
        "database.password, app, database.url",
        "circle.api-url, http://localhost, circle.api-token",
        "mail.username, app, mail.host",
        "mail.password, app, mail.host",
        "mail.from, app@example.org, mail.host"
    })
    void what_belongs_to_something_lost_is_not_dropped_in_silence(String given, String value, String missing) {
        values.put(given, value);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessage(missing + " is missing; expected it beside " + given + ", which is given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.from", "links.signup-url", "links.profile-url"})
    void a_real_mail_server_needs_what_its_mails_say(String name) {
        real();
        values.remove(name);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(name + " is missing; expected ")
                .hasMessageContaining("mail.host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"database.url", "slack.webhook-url", "slack.webhook-url.members", "mail.host"})
    void circles_stand_in_comes_by_itself_only_where_nothing_is_real(String real) {
        onlyReal(real);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("circle.api-token is missing")
                .hasMessageContaining("circle.webhook-secret is missing")
                .hasMessageContaining("api.token is missing")
                .hasMessageContaining("sandbox = true")
                .hasMessageContaining("beside " + real);

        values.put("sandbox", "true");

        assertThat(read().circle().account()).isEmpty();
        assertThat(read().hasSandbox()).isTrue();
        assertThat(read().http().host()).isEqualTo("localhost");
        values.put("api.token", SECRET);
        assertThat(read().http().host()).isEqualTo("localhost");
    }

    @Test
    void a_real_circle_on_the_embedded_database_is_allowed_and_said() {
        values.put("circle.api-token", SECRET);
        values.put("circle.webhook-secret", SECRET);
        values.put("api.token", SECRET);

        assertThat(read().standIns()).anyMatch(name -> name.contains("PostgreSQL"));
    }

    @Test
    void the_sandbox_can_be_refused_by_name() {
        values.put("sandbox", "false");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("circle.api-token is missing")
                .hasMessageContaining("sandbox is false");
    }

    @Test
    void a_real_circle_and_the_sandbox_by_name_go_not_together() {
        real();
        values.put("sandbox", "true");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("sandbox is true and circle.api-token is given");
    }

    @ParameterizedTest
    @CsvSource({
        "  -,        -,            localhost",
        "  -,        127.0.0.1,    127.0.0.1",
        "  -,        0.0.0.0,      0.0.0.0",
        "  token,    -,            0.0.0.0",
        "  token,    localhost,    localhost",
        "  token,    192.168.7.7,  192.168.7.7"
    })
    void the_port_is_for_this_machine_alone_while_the_api_is_open(String token, String given, String bound) {
        if (!token.equals("-")) {
            values.put("api.token", SECRET);
        }
        if (!given.equals("-")) {
            values.put("camel.server.host", given);
        }

        assertThat(read().http().host()).isEqualTo(bound);
        assertThat(read().risks()).hasSize(token.equals("-") && bound.equals("0.0.0.0") ? 1 : 0);
    }

    @Test
    void the_public_url_is_where_the_port_is_bound_to() {
        values.put("api.token", SECRET);
        values.put("camel.server.host", "192.168.7.7");
        assertThat(read().http().url()).hasToString("http://192.168.7.7:8080");
        values.put("camel.server.host", "fd00::7");
        assertThat(read().http().url()).hasToString("http://[fd00::7]:8080");
        values.put("camel.server.host", "::");
        assertThat(read().http().url()).hasToString("http://localhost:8080");
    }

    @Test
    void an_open_api_beside_real_data_is_not_for_other_machines() {
        onlyReal("database.url");
        values.put("sandbox", "true");
        values.put("camel.server.host", "0.0.0.0");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("camel.server.host is '0.0.0.0' while /api is open");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "circle.api-token|abc|circle.api-token is short; expected at least 24 characters",
                "circle.webhook-secret|twenty-three-letters-ok|circle.webhook-secret is short",
                "workos.webhook-secret|abc|workos.webhook-secret is short",
                "api.token|abc|api.token is short",
                "circle.api-url|http://circle.example/api|circle.api-url begins with http://; expected https://",
                "slack.webhook-url|http://hooks.slack.example/services/T|slack.webhook-url begins with http://",
                "slack.webhook-url.members|http://hooks.slack.example/T|slack.webhook-url.members begins with http://",
                "links.signup-url|http://localhost:3000/?email={email}|links.signup-url leads to this machine",
                "links.profile-url|https://[::1]/{profileId}|links.profile-url leads to this machine",
                "links.profile-url|https://LocalHost.:80/{profileId}|links.profile-url leads to this machine",
                "links.profile-url|https://app.localhost/{profileId}|links.profile-url leads to this machine",
                "links.profile-url|https://0.0.0.0/{profileId}|links.profile-url leads to this machine",
                "links.profile-url|https://[::]/{profileId}|links.profile-url leads to this machine",
                "mail.security|none|mail.password would go to mail.host unencrypted",
                "database.url|jdbc:postgresql://db.example/x?sslmode=disable|database.url has sslmode=disable",
                "database.url|jdbc:postgresql://localhost,db.example/x?sslmode=allow|database.url has sslmode=allow",
            })
    void what_is_not_safe_is_said_and_refused_in_production(String name, String value, String risk) {
        real();
        values.put(name, value);

        assertThat(read().risks()).singleElement().asString().contains(risk).contains("expected ");

        values.put("camel.main.profile", "prod");
        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(risk)
                .hasMessageContaining("camel.main.profile is prod");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "circle.api-token|twenty-four-letters-it-is",
                "circle.api-url|http://localhost:4010/api",
                "slack.webhook-url|http://127.0.0.1:4010/x",
                "slack.webhook-url.members|http://127.0.0.1:4010/x",
                "links.signup-url|https://localhost.example.org/",
                "links.profile-url|https://app.example.org/?next=http://localhost/",
                "database.url|jdbc:postgresql://localhost/x?sslmode=disable",
                "database.url|jdbc:postgresql:x?sslmode=disable",
                "database.url|jdbc:postgresql://[::1]:5433/x",
                "database.url|jdbc:postgresql://db.example/x?sslmode=require",
                "database.url|jdbc:postgresql://db.example/x?sslmode=verify-full",
                "database.url|jdbc:postgresql://db.example/x?ssl=true",
            })
    void what_is_safe_is_allowed_in_production(String name, String value) {
        real();
        values.put("camel.main.profile", "prod");
        values.put(name, value);

        assertThat(read().risks()).isEmpty();
        assertThat(read().notices()).isEmpty();
    }

    /** One restart for each would be asked for else. */
    @Test
    void what_is_wrong_and_what_does_not_go_together_is_told_at_once_and_nothing_twice() {
        values.put("database.url", "jdbc:postgresql://localhost/x");
        values.put("mail.host", "smtp.example.org");
        values.put("circle.webhook-secret", "");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mail.from is missing")
                .hasMessageContaining("circle.api-token is missing")
                .hasMessageContaining("api.token is missing")
                .satisfies(refusal -> assertThat(refusal.getMessage().split("circle.webhook-secret", -1))
                        .as("told of once")
                        .hasSize(2));
    }

    @Test
    void all_that_does_not_go_together_is_told_at_once() {
        real();
        values.put("camel.main.profile", "prod");
        values.remove("circle.webhook-secret");
        values.put("sandbox", "true");
        values.put("api.token", "abc");
        values.put("database.url", "jdbc:postgresql://db.example/x?sslmode=always");

        assertThatThrownBy(this::read)
                .hasMessageContaining("circle.webhook-secret is missing")
                .hasMessageContaining("sandbox is true and circle.api-token is given")
                .hasMessageContaining("api.token is short")
                .hasMessageContaining("database.url has an unknown sslmode");
    }

    @Test
    void a_mail_server_on_this_machine_may_take_the_password_as_it_is() {
        real();
        values.put("camel.main.profile", "prod");
        values.put("mail.host", "127.0.0.1");
        values.put("mail.security", "none");

        assertThat(read().risks()).isEmpty();
        assertThat(read().notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mail.security,none,mail.security is none", "mail.port,465,expected mail.security = tls"})
    void a_connection_that_can_be_read_or_will_not_work_is_mentioned(String name, String value, String notice) {
        real();
        values.remove("mail.username");
        values.remove("mail.password");
        values.put(name, value);

        assertThat(read().notices()).singleElement().asString().contains(notice);
    }

    @Test
    void encryption_by_chance_is_mentioned() {
        real();
        values.put("camel.main.profile", "prod");
        values.put("database.url", "jdbc:postgresql://db.example/x?password=" + SECRET);

        assertThat(read().notices())
                .singleElement()
                .asString()
                .contains("database.url has no sslmode")
                .doesNotContain(SECRET);
    }

    @Test
    void an_unknown_sslmode_is_refused() {
        real();
        values.put("database.url", "jdbc:postgresql://db.example/x?sslmode=always&password=" + SECRET);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("database.url has an unknown sslmode; expected ")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"prod,true", "' prod ',true", "dev,false", "test,false"})
    void a_known_profile_is_taken(String profile, boolean production) {
        real();
        values.put("camel.main.profile", profile);

        assertThat(read().production()).isEqualTo(production);
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "Prod ", "PROD", "staging", "prod,dev", "prоd"})
    void an_unknown_profile_is_refused(String profile) {
        real();
        values.put("camel.main.profile", profile);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("camel.main.profile is '" + profile.strip() + "'; expected dev or test or prod");
    }

    @ParameterizedTest
    @CsvSource({
        "sync.debouce, sync.debounce",
        "mail.startls, 'mail.starttls, in whose place there is mail.security'",
        "mail.form, mail.from",
        "circle.apiToken, circle.api-token",
        "circle.api_token, circle.api-token",
        "CIRCLE_API_TOKEN, circle.api-token",
        "Circle.Api-Token, circle.api-token",
        "circle.fields.bio2, circle.fields.bio",
        "slack.webhook, slack.webhook-url",
        "links.sign-up-url, links.signup-url",
        "gaps.reminders, gaps.max-reminders",
        "datbase.url, database.url",
        "sandbx, sandbox",
        "sync.due-at-once, sync.debounce",
        "api.tokens, api.token",
        "workos.secret, workos.webhook-secret",
        "camel.mian.profile, camel.main.profile",
        "camel.main.profil, camel.main.profile"
    })
    void a_slip_in_a_name_is_refused_with_the_nearest_known_one(String name, String nearest) {
        real();
        values.put(name, SECRET);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessage(name + " is unknown; expected a known name, the nearest is " + nearest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my.own.placeholder",
                "java.io.tmpdir",
                "user.home",
                "api-gateway.url",
                "mailbox.host",
                "camel.main.name",
                "camel.server.path",
                "camel.server.enabled",
                "PATH"
            })
    void names_of_others_are_left_to_them(String name) {
        real();
        values.put(name, "x");

        assertThat(read().withoutEffect()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_retired_name_beside_its_successor_is_taken_and_said(String value) {
        real();
        values.put("mail.starttls", value);
        values.put("mail.security", "none");

        assertThat(read().withoutEffect()).containsExactly("mail.starttls");
    }

    @Test
    void a_community_may_have_fields_of_its_own() {
        real();
        assertThat(read().circle().fields()).isEqualTo(Fields.with());

        values.put("circle.fields.custom.pronouns", "pronouns_1");
        values.put("circle.fields.custom.favouriteColour2", "colour");

        assertThat(read().circle().fields().custom())
                .extracting(SyncedField::jsonName)
                .containsExactly("custom.favouriteColour2", "custom.pronouns");
        assertThat(read().circle().fields().withKey("pronouns_1")).contains(SyncedField.custom("pronouns"));
        assertThat(read().withoutEffect()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "circle.fields.custom.Pronouns|x|circle.fields.custom.Pronouns names no field; expected circle.fields.custom.<name>",
                "circle.fields.custom.pro-nouns|x|circle.fields.custom.pro-nouns names no field",
                "circle.fields.custom.2nd|x|circle.fields.custom.2nd names no field",
                "circle.fields.custom.a.b|x|circle.fields.custom.a.b names no field",
                "circle.fields.custom.|x|circle.fields.custom. names no field",
                "circle.fields.custom.pronouns||circle.fields.custom.pronouns is empty; expected the key of a profile field",
                "circle.fields.custom.about|bio|circle.fields.custom.about is 'bio', as circle.fields.bio is; expected a key of its own",
                "circle.fields.custom.second|first|circle.fields.custom.second is 'first', as circle.fields.custom.first is",
                "circle.fields.custon.pronouns|x|circle.fields.custon.pronouns is unknown",
            })
    void a_field_of_the_community_has_a_name_and_a_key_of_its_own(String name, String key, String expected) {
        real();
        values.put("circle.fields.custom.first", "first");
        values.put(name, key == null ? "" : key);

        assertThatThrownBy(this::read).isInstanceOf(SettingsException.class).hasMessageContaining(expected);
    }

    @Test
    void what_makes_a_profile_complete_may_be_any_of_its_fields() {
        values.put("circle.fields.custom.pronouns", "pronouns_1");
        values.put("gaps.required-fields", "custom.pronouns, bio,resumeLink ,bio");

        assertThat(read().gaps().requiredFields()).containsExactly("custom.pronouns", "bio", "resumeLink");
    }

    @ParameterizedTest
    @ValueSource(strings = {"headlines", "headline,custom.pets", "custom", "email", "first_name"})
    void what_is_no_field_of_a_profile_makes_none_complete(String required) {
        values.put("gaps.required-fields", required);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessage("gaps.required-fields names '" + required.replaceFirst(".*,", "")
                        + "'; expected names out of "
                        + SyncedField.table().stream()
                                .map(SyncedField::jsonName)
                                .collect(Collectors.joining(", "))
                        + ", custom.pronouns, resumeLink, referralCode, thingsICanOffer");
    }

    @Test
    void a_value_of_two_lines_is_told_in_one() {
        values.put("sync.debounce", "5s\n6s");

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("sync.debounce is '5s 6s'; expected ");
    }

    @Test
    void settings_do_not_show_secrets_when_printed() {
        real();

        assertThat(read().toString()).doesNotContain(SECRET);
        for (Object part : List.of(
                read().database(),
                read().circle(),
                read().webhook(),
                read().workos(),
                read().slack(),
                read().mail(),
                read().api())) {
            assertThat(part.toString()).doesNotContain(SECRET);
        }
    }

    private static String withoutEnvironment(String value) {
        return value.replaceAll("\\{\\{env:\\w+:(.*)}}", "$1");
    }

    /** All names that have an effect; the reader itself knows them. */
    private static Set<String> everyName() throws IOException {
        SettingsTest test = new SettingsTest();
        test.shipped_defaults();
        Set<String> names = new TreeSet<>();
        Settings.read(new SettingsSource() {
            @Override
            public Optional<String> value(String name) {
                names.add(name);
                return Optional.ofNullable(test.values.get(name));
            }

            @Override
            public Set<String> given() {
                return Set.of();
            }

            @Override
            public Set<String> under(String prefix) {
                return Set.of();
            }
        });
        return names;
    }

    private void onlyReal(String name) {
        switch (name) {
            case "database.url" -> values.put(name, "jdbc:postgresql://localhost/x");
            case "slack.webhook-url", "slack.webhook-url.members" ->
                values.put(name, "https://hooks.slack.example/services/T");
            default -> mailServer();
        }
    }

    private void real() {
        values.put("database.url", "jdbc:postgresql://localhost/x?password=" + SECRET);
        values.put("database.password", SECRET);
        values.put("circle.api-token", SECRET);
        values.put("circle.webhook-secret", SECRET);
        values.put("api.token", SECRET);
        values.put("slack.webhook-url", "https://hooks.slack.example/services/" + SECRET);
        mailServer();
        values.put("mail.username", "mailer");
        values.put("mail.password", SECRET);
    }

    private void mailServer() {
        values.put("mail.host", "smtp.example.org");
        values.put("mail.from", "Circle Sync <no-reply@example.org>");
        values.put("links.signup-url", "https://app.example.org/sign-up?email={email}");
        values.put("links.profile-url", "https://app.example.org/profiles/{profileId}");
    }

    private Settings read() {
        return Settings.read(SettingsSource.of(values));
    }
}
