package io.circlesync.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleAccount;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.fixture.Fields;
import io.circlesync.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever checks has an answer in time, in lines that hold no secret, whatever the partners do. */
class CheckRunTest {

    private static final String SECRET = "s3cr3t-value-of-some-length";

    @Test
    void nobody_is_waited_for_longer_than_it_is_worth() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String there = "localhost:" + silent.getLocalPort();
            long start = System.nanoTime();

            List<Check> checks = run(
                    Duration.ofSeconds(1),
                    Question.known("settings", List.of(Check.ok("settings", "well"))),
                    CircleCheck.of(
                            new CircleAccount(URI.create("http://" + there), SECRET),
                            Optional.empty(),
                            Fields.with(),
                            Set.of(),
                            Clock.systemUTC()),
                    SlackCheck.of("slack.webhook-url", URI.create("http://" + there)),
                    DatabaseCheck.of(
                            new DatabaseSettings(
                                    "jdbc:postgresql://" + there + "/x", Optional.of("app"), Optional.of(SECRET)),
                            1,
                            1,
                            Clock.systemUTC()));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(checks)
                    .extracting(Check::line)
                    .containsExactly(
                            "ok       settings  well",
                            "not ok   circle    has not answered within 1 s; look at it, and at what stands in between, and"
                                    + " run this again",
                            "not ok   slack     has not answered within 1 s; look at it, and at what stands in between, and"
                                    + " run this again",
                            "not ok   database  has not answered within 1 s; look at it, and at what stands in between, and"
                                    + " run this again");
        }
    }

    @Test
    void a_secret_is_not_repeated_whoever_says_it() {
        assertThat(run(
                        Duration.ofMinutes(1),
                        Question.known("circle", List.of(Check.notOk("circle", "401 no token " + SECRET + "\n!")))))
                .extracting(Check::text)
                .containsExactly("401 no token … !");
    }

    @Test
    void what_fails_is_told_in_one_line_without_its_words() {
        assertThat(run(
                        Duration.ofMinutes(1),
                        new Question("mail", () -> {
                            throw new IllegalStateException(SECRET + " of somebody");
                        }),
                        new Question("files", () -> {
                            throw new SettingsException("mail.from is 'x'; expected an address");
                        })))
                .extracting(Check::line)
                .containsExactly(
                        "not ok   mail      could not be looked at (java.lang.IllegalStateException); start the service,"
                                + " whose log says more",
                        "not ok   files     mail.from is 'x'; expected an address");
    }

    private static List<Check> run(Duration limit, Question... questions) {
        return new CheckRun(List.of(questions), Set.of(SECRET), limit).run();
    }
}
