package io.circlesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a newcomer types from the pages, in their order, against a sandbox as it is delivered. */
class PrintedCallsTest {

    private static final List<Path> PAGES =
            List.of(Path.of("README.md"), Path.of("docs/api.md"), Path.of("docs/workos.md"));

    private static final Map<String, String> SANDBOX =
            Map.of("workos.webhook-secret", "whsec_example_only", "sync.debounce", "5s");

    private static final Map<Map<String, String>, RunningService> OTHERS = new HashMap<>();

    @AfterAll
    static void stop() {
        OTHERS.values().forEach(RunningService::close);
    }

    @Test
    void what_is_printed_is_what_comes_on_a_fresh_sandbox_and_on_a_used_one() {
        Assumptions.assumeTrue(
                Bash.knows("curl", "openssl", "sed", "grep"), "SKIPPED: this test needs bash, curl and openssl");
        try (RunningService sandbox = RunningService.start(SANDBOX)) {
            read(sandbox, "fresh", PAGES);

            for (long member : List.of(43391421, 43391422, 43391425)) {
                join(sandbox, member);
            }
            read(sandbox, "used", List.of(Path.of("README.md"), Path.of("docs/workos.md")));
            read(sandbox, "used", PAGES);
        }
    }

    @Test
    void a_page_without_commands_would_prove_nothing() {
        assertThat(PAGES)
                .allSatisfy(page -> assertThat(PrintedCall.on(page))
                        .as("%s", page)
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(call ->
                                assertThat(call.answer()).as(call.where()).isNotBlank()));
    }

    private static void read(RunningService sandbox, String state, List<Path> pages) {
        SoftAssertions answers = new SoftAssertions();
        pages.forEach(page -> typeAll(sandbox, page, answers, state));
        answers.assertAll();
    }

    private static void typeAll(RunningService sandbox, Path page, SoftAssertions answers, String state) {
        try (Bash bash = new Bash()) {
            for (PrintedCall call : PrintedCall.on(page)) {
                String answer = call.settings().isEmpty() ? bash.type(on(sandbox, call.commands())) : elsewhere(call);
                answers.assertThat(call.comparable(answer))
                        .as("%s on a %s sandbox", call.where(), state)
                        .isEqualTo(call.expected());
            }
        }
    }

    /** Types what is meant for a service that is started with more settings. */
    private static String elsewhere(PrintedCall call) {
        RunningService other = OTHERS.computeIfAbsent(call.settings(), more -> {
            Map<String, String> settings = new HashMap<>(SANDBOX);
            settings.putAll(more);
            return RunningService.start(settings);
        });
        try (Bash bash = new Bash()) {
            return bash.type(on(other, "U=http://localhost:8080\n" + call.commands()));
        }
    }

    private static String on(RunningService service, String commands) {
        return commands.replace("localhost:8080", URI.create(service.url()).getAuthority());
    }

    private static void join(RunningService sandbox, long member) {
        HttpRequest.Builder join = HttpRequest.newBuilder(
                        URI.create(sandbox.url() + "/sandbox/api/members/" + member + "/join"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(RunningService.send(join).statusCode()).isEqualTo(200);
    }
}
