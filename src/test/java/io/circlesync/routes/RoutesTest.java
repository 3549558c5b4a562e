package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.processor.SendProcessor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pattern that matches no file starts silently without routes; so the ids are written down here. */
class RoutesTest {

    private static final List<String> ROUTES = List.of(
            "api-description",
            "change-write",
            "change-write-document",
            "circle-call",
            "circle-community",
            "circle-member",
            "circle-page",
            "circle-search",
            "circle-standing",
            "circle-community-well",
            "circle-standing-judge",
            "circle-update",
            "circle-watch",
            "circle-webhook",
            "circle-webhook-probe",
            "community-fields",
            "conflict-flip",
            "conflict-list",
            "event-list",
            "event-release",
            "event-release-circle",
            "event-release-workos",
            "event-replay",
            "event-replay-cancel",
            "event-replay-next",
            "event-replay-read",
            "finding-approve",
            "finding-ignore",
            "finding-list",
            "gap-list",
            "gap-remind",
            "gap-remind-all",
            "gap-route",
            "member-batch",
            "member-batch-sync",
            "member-burst",
            "member-burst-page",
            "member-burst-pages",
            "member-claim",
            "member-claim-poll",
            "member-claim-renew",
            "member-due",
            "member-due-failed",
            "member-echo",
            "member-fetch",
            "member-list",
            "member-list-one",
            "member-link",
            "member-link-write",
            "member-pause",
            "member-pause-resume",
            "member-postponed",
            "member-preview",
            "member-push",
            "member-push-request",
            "member-retry",
            "member-sync",
            "member-wake",
            "message-list",
            "message-list-ignore",
            "message-list-retry",
            "message-list-retry-all",
            "outbox-mail",
            "outbox-mail-send",
            "outbox-deliver",
            "outbox-settle",
            "outbox-slack",
            "outbox-slack-send",
            "outbox-tell",
            "outbox-wake",
            "partner-close",
            "partner-list",
            "partner-open",
            "profile-edit",
            "profile-erase",
            "profile-erase-person",
            "profile-form",
            "profile-import",
            "profile-import-lines",
            "profile-mails",
            "profile-mails-again",
            "profile-list",
            "profile-read",
            "profile-read-by",
            "profile-search",
            "profile-search-failed",
            "profile-timeline",
            "profile-write",
            "reconcile",
            "reconcile-apply",
            "reconcile-apply-tell",
            "reconcile-clean",
            "reconcile-compare",
            "reconcile-failed",
            "reconcile-judge",
            "reconcile-judge-verdict",
            "reconcile-left",
            "reconcile-scan",
            "reconcile-schedule",
            "reconcile-step",
            "reconciliation-decide-apply",
            "reconciliation-decide-cancel",
            "reconciliation-decide-continue",
            "reconciliation-list",
            "reconciliation-read",
            "reconciliation-report",
            "reconciliation-start",
            "retention",
            "undo",
            "undo-some",
            "webhook-ok",
            "workos-again",
            "workos-user",
            "workos-user-account",
            "workos-webhook",
            "workos-webhook-probe");

    /** Only there while a partner has a stand-in. */
    private static final List<String> SANDBOX = List.of(
            "sandbox-circle-list",
            "sandbox-circle-member",
            "sandbox-circle-update",
            "sandbox-circle-community",
            "sandbox-circle-profile-fields",
            "sandbox-changed",
            "sandbox-webhooks",
            "sandbox-join-new",
            "sandbox-join",
            "sandbox-edit",
            "sandbox-leave",
            "sandbox-activity",
            "sandbox-mail",
            "sandbox-home",
            "sandbox-page",
            "sandbox-style",
            "sandbox-script",
            "sandbox-state",
            "sandbox-answer",
            "sandbox-docs",
            "sandbox-docs-part",
            "sandbox-slack");

    @Test
    void exactlyTheKnownRoutesRun() {
        try (RunningService service = RunningService.start(Map.of(RunningService.MBEANS, "Default"))) {
            assertThat(service.camel().getRoutes())
                    .extracting(Route::getRouteId)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(ROUTES.stream(), SANDBOX.stream()).toList());
            assertThat(service.camel().getRoutes())
                    .allMatch(route -> service.camel()
                            .getRouteController()
                            .getRouteStatus(route.getRouteId())
                            .isStarted());
            // A service is ready once each of them has looked for the first time.
            assertThat(service.camel().getRoutes())
                    .extracting(Route::getConsumer)
                    .filteredOn(ScheduledPollConsumer.class::isInstance)
                    .isNotEmpty()
                    .allSatisfy(poller -> assertThat(((ScheduledPollConsumer) poller).getInitialDelay())
                            .as("initialDelay of %s", poller)
                            .isZero());
        }
    }

    /** A call of a stopped route waits for half a minute and fails, with a transaction open. */
    @Test
    void noGroupCallsARouteOfAnotherThatCanBeStopped() {
        try (RunningService service = RunningService.start(Map.of())) {
            List<Route> routes = service.camel().getRoutes();
            Map<String, String> groups = routes.stream()
                    .filter(route -> route.getEndpoint().getEndpointUri().startsWith("direct:"))
                    .collect(Collectors.toMap(route -> route.getEndpoint().getEndpointUri(), Route::getGroup));
            assertThat(groups).hasSizeGreaterThan(10);
            for (Route caller : routes) {
                assertThat(caller.getServices())
                        .filteredOn(SendProcessor.class::isInstance)
                        .extracting(
                                step -> ((SendProcessor) step).getDestination().getEndpointUri())
                        .filteredOn(groups::containsKey)
                        .allSatisfy(called -> assertThat(groups.get(called))
                                .as("%s calls %s", caller.getRouteId(), called)
                                .isIn(caller.getGroup(), "shared"));
            }
        }
    }

    @Test
    void aRoutesFolderOutsideTheJarTakesTheirPlace(@TempDir Path folder) throws IOException {
        // The stand-ins' routes are there all the same, and name how their failures end.
        for (String file : List.of("src/test/resources/outside/own-route", "src/main/resources/routes/errors")) {
            Path source = Path.of(file + ".camel.yaml");
            Files.copy(source, folder.resolve(source.getFileName()));
        }
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml");

            try (RunningService service = RunningService.start(settings)) {
                assertThat(service.camel().getRoutes())
                        .extracting(Route::getRouteId)
                        .contains("own-route")
                        .doesNotContainAnyElementsOf(ROUTES);
            }
        }
    }
}
