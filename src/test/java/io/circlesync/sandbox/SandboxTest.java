package io.circlesync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleAccount;
import io.circlesync.circle.CircleSettings;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.merge.MergePolicy;
import io.circlesync.message.mail.MailSecurity;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackSettings;
import io.circlesync.outbox.ChannelKind.Digest;
import io.circlesync.sync.SyncSettings;
import io.circlesync.webhook.WebhookSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Where the rest of the service is told to look for its partners. */
class SandboxTest {

    private static final URI HERE = URI.create("http://localhost:8080");
    private static final CircleAccount CIRCLE = new CircleAccount(URI.create("https://circle.example"), "token");
    private static final URI SLACK = URI.create("https://slack.example/x");
    private static final SmtpSettings SMTP = new SmtpSettings(
            "smtp.example", 25, Optional.empty(), Optional.empty(), "a@example.org", MailSecurity.NONE);

    @Test
    void who_is_real_is_left_as_they_are() throws Exception {
        assertThat(standIns(Optional.of(SLACK), Optional.of(SMTP)))
                .isEqualTo(new Addresses(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void a_stand_in_takes_the_place_of_that_one_partner() throws Exception {
        Addresses standIns = standIns(Optional.empty(), Optional.of(SMTP));

        assertThat(standIns.circle()).isEmpty();
        assertThat(standIns.mail()).isEmpty();
        URI slack = standIns.slack().orElseThrow();
        assertThat(slack(Optional.empty()).standingIn(slack).url("slack"))
                .contains(URI.create(HERE + "/sandbox/slack"));
        assertThat(slack(Optional.empty()).standingIn(slack).url("slack:members"))
                .contains(URI.create(HERE + "/sandbox/slack?channel=members"));
    }

    private static Addresses standIns(Optional<URI> slack, Optional<SmtpSettings> smtp) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.build();
            return Sandbox.standIn(
                    context,
                    new SandboxSettings(
                            HERE,
                            new CircleSettings(Optional.of(CIRCLE), 300, 5_000, Fields.with()),
                            new WebhookSettings(Optional.empty(), Optional.empty()),
                            slack(slack),
                            smtp,
                            Optional.empty(),
                            new SyncSettings(MergePolicy.MOST_RECENT, true, Set.of())),
                    new DriverManagerDataSource(TestDatabases.create()));
        }
    }

    private static SlackSettings slack(Optional<URI> url) {
        return new SlackSettings(url, Map.of(), Optional.empty(), new Digest(5, Duration.ofMinutes(1)));
    }
}
