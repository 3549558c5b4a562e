package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.fixture.TestDatabases;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, asked for a check: its lines, its exit status, and what it leaves behind, which is nothing. */
class CheckCommandTest {

    private static final String SECRET = "s3cr3t-value-of-some-length";

    private static final String FIELDS =
            "{\"has_next_page\":false,\"records\":[{\"key\":\"bio\"},{\"key\":\"location\"},"
                    + "{\"key\":\"website\"},{\"key\":\"instagram_url\"},{\"key\":\"linkedin_url\"}]}";

    private final StubPartner circle =
            new StubPartner(call -> !call.header("Authorization").equals("Bearer " + SECRET)
                    ? Answer.json(401, "{\"message\":\"The API token is invalid.\"}")
                    : Answer.json(200, call.path().endsWith("profile_fields") ? FIELDS : "{\"id\":393781}"));
    private final StubPartner slack = new StubPartner(call -> Answer.text(400, "invalid_payload"));
    private final StubSmtp smtp = new StubSmtp();

    private final Map<String, String> environment = new HashMap<>(Map.ofEntries(
            Map.entry("DATABASE_URL", TestDatabases.create()),
            Map.entry("CIRCLE_API_URL", circle.url()),
            Map.entry("CIRCLE_API_TOKEN", SECRET),
            Map.entry("CIRCLE_COMMUNITY_ID", "393781"),
            Map.entry("CIRCLE_WEBHOOK_SECRET", SECRET),
            Map.entry("API_TOKEN", SECRET),
            Map.entry("SLACK_WEBHOOK_URL", slack.url() + "/" + SECRET),
            Map.entry("MAIL_HOST", "localhost"),
            Map.entry("MAIL_PORT", Integer.toString(smtp.port())),
            Map.entry("MAIL_SECURITY", "none"),
            Map.entry("MAIL_FROM", "no-reply@example.org"),
            Map.entry("LINKS_SIGNUP_URL", "https://app.example.org/sign-up"),
            Map.entry("LINKS_PROFILE_URL", "https://app.example.org/profile"),
            Map.entry("CAMEL_SERVER_PORT", Integer.toString(Ports.next())),
            Map.entry("CAMEL_MANAGEMENT_PORT", Integer.toString(Ports.next())),
            Map.entry("CAMEL_MAIN_PROFILE", "prod")));

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        circle.close();
        slack.close();
        smtp.close();
    }

    @Test
    void all_is_well() throws Exception {
        String output = check(0);

        assertThat(output.lines())
                .allMatch(
                        line -> line.matches("(ok     |warning|not ok ) {2}\\w+ .*|\\d+ ok, \\d+ warnings?, 0 not ok"))
                .anyMatch(line -> line.startsWith("ok       settings  All are well formed"))
                .anyMatch(line -> line.startsWith("ok       circle    The token is taken, for community 393781"))
                .anyMatch(line -> line.startsWith("ok       slack     slack.webhook-url is alive"))
                .anyMatch(line -> line.startsWith("ok       mail      localhost:"))
                .anyMatch(line -> line.startsWith("ok       database  PostgreSQL"))
                .anyMatch(line -> line.startsWith("ok       files     The routes are whole"))
                .anyMatch(line -> line.startsWith("ok       ports     Both are free"));
        assertThat(folder.toFile().list()).isEmpty();
        assertThat(smtp.mails()).isEmpty();
    }

    @Test
    void something_is_not_well() throws Exception {
        environment.put("CIRCLE_API_TOKEN", "another-" + SECRET);

        assertThat(check(1))
                .contains("not ok   circle    circle.api-token is wrong (401 The API token is invalid.)")
                .containsPattern("\\n\\d+ ok, \\d+ warnings?, 1 not ok\\n");
    }

    @Test
    void a_setting_is_malformed_and_the_partners_are_asked_all_the_same() throws Exception {
        environment.put("SYNC_DEBOUNCE", "soon");
        slack.answer(call -> Answer.text(404, "no_service"));

        assertThat(check(2))
                .contains("not ok   settings  sync.debounce is 'soon'; expected a duration")
                .contains("not ok   slack     slack.webhook-url is no webhook that Slack takes messages from")
                .contains("ok       circle    The token is taken");
    }

    private String check(int status) throws Exception {
        try (ChildJvm program = ChildJvm.start(Application.class, folder, environment, "check")) {
            assertThat(program.exitStatus()).as(program.output()).isEqualTo(status);
            assertThat(program.output()).doesNotContain(SECRET, "Exception", "\tat ");
            return program.output();
        }
    }
}
