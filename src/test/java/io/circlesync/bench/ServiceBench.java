package io.circlesync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the service as its users run it, and prints medians of five rounds: {@code mvn -Pbench verify}. It fails when
 * the service answers wrongly or loses a member, never because a day is slow. {@code docs/performance.md} tells what was
 * learned.
 */
@Tag("bench")
class ServiceBench {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceBench.class);
    private static final Path FOLDER = Path.of("target", "bench");

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int CONNECTIONS = 32;
    private static final double BURST_SECONDS = 4;
    private static final double COMMIT_SECONDS = 3;
    private static final int WARM_UP_WEBHOOKS = 60_000;
    private static final int WEBHOOKS_END_TO_END = 10_000;
    private static final int IDLE_WEBHOOKS = 100;
    private static final int IMPORTED_LINES = 20_000;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);
    private static final Duration LONGEST_SYNC = Duration.ofMinutes(3);
    private static final String SECRET = "a-long-random-text-for-the-webhook";

    private static BenchDatabase database;
    private static BenchPartners partners;
    private static final Map<String, List<Double>> FIGURES = new LinkedHashMap<>();
    private static final AtomicLong NEXT_MEMBER = new AtomicLong(1_000_000);

    @BeforeAll
    static void start() throws Exception {
        database = BenchDatabase.start(FOLDER);
        partners = new BenchPartners();
    }

    @AfterAll
    static void report() throws IOException {
        partners.close();
        database.close();
        String report = FIGURES.entrySet().stream()
                .map(figure -> String.format(
                        Locale.ROOT,
                        "%-62s %10.1f   %s",
                        figure.getKey(),
                        Figures.median(figure.getValue()),
                        figure.getValue().stream()
                                .map(value -> String.format(Locale.ROOT, "%.1f", value))
                                .collect(Collectors.joining(" "))))
                .collect(Collectors.joining("\n"));
        Files.writeString(FOLDER.resolve("figures.txt"), report + "\n");
        LOG.info("Median, and each round:\n{}", report);
    }

    /** With a debounce that no round outlasts, so that nothing but the intake runs. */
    @Test
    void intake() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(FOLDER, settings("1h"))) {
            note("start of the service, s", service.startup().toMillis() / 1e3);
            warmUp(service);
            for (int round = 0; round < ROUNDS; round++) {
                note(
                        "bare single-row commits/s, " + CONNECTIONS + " connections",
                        database.bareCommitsPerSecond(CONNECTIONS, COMMIT_SECONDS));
                database.execute("TRUNCATE event, member_sync");
                Duration cpu = service.cpuTime();
                Duration databaseCpu = database.cpuTime();
                WebhookLoad.Result burst = burst(service, BURST_SECONDS);
                requireAllAcknowledged(burst);
                int webhooks = burst.nanos().length;
                note("acknowledged webhooks/s, " + CONNECTIONS + " connections", burst.perSecond());
                note("  acknowledged within, p50, ms", burst.quantileMillis(0.5));
                note("  acknowledged within, p99, ms", burst.quantileMillis(0.99));
                note("  processor time per webhook, service, us", microsEach(cpu, service.cpuTime(), webhooks));
                note(
                        "  processor time per webhook, PostgreSQL, us",
                        microsEach(databaseCpu, database.cpuTime(), webhooks));
            }
            requireStored(service);
        }
        database.execute("TRUNCATE event, member_sync");
        database.forgetBareCommits();
    }

    private static WebhookLoad.Result burst(ServiceProcess service, double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return new WebhookLoad(service.port(), SECRET, members()).run(CONNECTIONS, () -> System.nanoTime() < end);
    }

    /** By count and not by time, so that a slow machine warms up as well as a fast one. */
    private static void warmUp(ServiceProcess service) throws IOException {
        AtomicLong left = new AtomicLong(WARM_UP_WEBHOOKS);
        new WebhookLoad(service.port(), SECRET, members()).run(CONNECTIONS, () -> left.getAndDecrement() > 0);
    }

    private static void requireStored(ServiceProcess service) throws Exception {
        database.execute("TRUNCATE event, member_sync");
        WebhookLoad.Result burst = burst(service, 1);
        long stored = database.number("SELECT count(*) FROM event");
        if (stored != burst.nanos().length) {
            throw new IllegalStateException(burst.nanos().length + " acknowledged, but " + stored + " stored");
        }
    }

    @Test
    void sync() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(FOLDER, settings("0s"))) {
            for (int synced = 0; synced < WARM_UP_WEBHOOKS; synced += WEBHOOKS_END_TO_END) {
                syncRound(service);
            }
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                Duration cpu = service.cpuTime();
                Duration databaseCpu = database.cpuTime();
                WebhookLoad.Result sent = syncRound(service);
                double seconds = (System.nanoTime() - start) / 1e9;
                note("end to end: webhooks/s, of which 4/5 about distinct members", WEBHOOKS_END_TO_END / seconds);
                note("  profiles written/s", WEBHOOKS_END_TO_END * 4 / 5 / seconds);
                note("  acknowledged/s while the sync runs", sent.perSecond());
                note("  acknowledged within while the sync runs, p99, ms", sent.quantileMillis(0.99));
                note(
                        "  processor time per webhook synced, service, us",
                        microsEach(cpu, service.cpuTime(), WEBHOOKS_END_TO_END));
                note(
                        "  processor time per webhook synced, PostgreSQL, us",
                        microsEach(databaseCpu, database.cpuTime(), WEBHOOKS_END_TO_END));
                note("resident memory of the service, MB", service.residentMemory());
                note("memory of PostgreSQL (PSS), MB", database.proportionalMemory());
                long[] idle = new SyncLatency(database, service.port(), SECRET)
                        .measure(IDLE_WEBHOOKS, NEXT_MEMBER.getAndAdd(IDLE_WEBHOOKS));
                note("idle: webhook to profile, median, ms", Figures.quantile(idle, 0.5) / 1e6);
                note("idle: webhook to profile, p99, ms", Figures.quantile(idle, 0.99) / 1e6);
            }
            note("Slack messages that the sink took meanwhile", partners.slackMessages());
            note("mails that the sink took meanwhile", partners.mails());
        }
    }

    /** New profiles, and the same once more, while webhooks come in as fast as they are answered. */
    @Test
    void imports() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(FOLDER, settings("1h"))) {
            warmUp(service);
            importRound(service, Long.MAX_VALUE, "created");
            for (int round = 0; round < ROUNDS; round++) {
                note("imported lines/s, new profiles", importRound(service, round, "created"));
                note("imported lines/s, nothing new", importRound(service, round, "unchanged"));
                note("  resident memory of the service, MB", service.residentMemory());
                CompletableFuture<Double> lines = CompletableFuture.supplyAsync(
                        () -> importRound(service, 1_000L + NEXT_MEMBER.incrementAndGet(), "created"));
                WebhookLoad.Result webhooks = burst(service, BURST_SECONDS);
                requireAllAcknowledged(webhooks);
                note("  webhooks acknowledged during an import, p99, ms", webhooks.quantileMillis(0.99));
                note("  imported lines/s while webhooks come in", lines.get());
            }
        }
        database.execute("TRUNCATE event, member_sync, profile CASCADE");
    }

    /** A first day of ten thousand, and of a hundred thousand; then a night on which nothing differs. */
    @Test
    void reconciliation() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(FOLDER, settings("0s"))) {
            long first = NEXT_MEMBER.getAndAdd(10_000_000);
            note("reconciliation of 10,000 new members, s", reconcile(service, first, 10_000));
            for (int round = 0; round < ROUNDS; round++) {
                note("reconciliation of 10,000 members, nothing differs, s", reconcile(service, first, 10_000));
            }
            note("  resident memory of the service after 10,000, MB", service.residentMemory());
            note("reconciliation of 90,000 new members among 100,000, s", reconcile(service, first, 100_000));
            for (int round = 0; round < ROUNDS; round++) {
                note("reconciliation of 100,000 members, nothing differs, s", reconcile(service, first, 100_000));
                note("  resident memory of the service after 100,000, MB", service.residentMemory());
            }
        }
        database.execute("TRUNCATE event, member_sync, profile, reconciliation CASCADE");
    }

    /** Seconds until the run is over and all that it found is written. */
    private static double reconcile(ServiceProcess service, long first, long members) throws Exception {
        partners.lists(first, members);
        long start = System.nanoTime();
        ApiCalls api = new ApiCalls(service.port());
        String run = api.post("/api/reconciliations", "{\"dryRun\":false}");
        Awaitility.await()
                .atMost(LONGEST_RUN)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    String state = api.get(run).get("state").textValue();
                    if (state.equals("waiting")) {
                        api.post(run + "/continue", "{}");
                    }
                    return state.equals("done")
                            && database.number("SELECT count(*) FROM (SELECT 1 FROM member_sync"
                                            + " WHERE due_at IS NOT NULL LIMIT 1) AS waiting")
                                    == 0;
                });
        double seconds = (System.nanoTime() - start) / 1e9;
        long profiles = database.number("SELECT count(*) FROM profile WHERE circle_member_id >= " + first);
        if (profiles != members) {
            throw new IllegalStateException(profiles + " profiles came of " + members + " members");
        }
        return seconds;
    }

    private static double importRound(ServiceProcess service, long round, String result) {
        long start = System.nanoTime();
        long right = ProfileLines.send(service.port(), round, IMPORTED_LINES)
                .filter(answer -> answer.contains("\"result\":\"" + result + "\""))
                .count();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (right != IMPORTED_LINES) {
            throw new IllegalStateException(right + " of " + IMPORTED_LINES + " lines are " + result);
        }
        return IMPORTED_LINES / seconds;
    }

    private static WebhookLoad.Result syncRound(ServiceProcess service) throws Exception {
        long before = database.number("SELECT count(*) FROM profile");
        AtomicLong left = new AtomicLong(WEBHOOKS_END_TO_END);
        WebhookLoad.Result sent =
                new WebhookLoad(service.port(), SECRET, members()).run(CONNECTIONS, () -> left.getAndDecrement() > 0);
        requireAllAcknowledged(sent);
        Awaitility.await()
                .atMost(LONGEST_SYNC)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> database.number("SELECT count(*) FROM (SELECT 1 FROM member_sync"
                                + " WHERE due_at IS NOT NULL LIMIT 1) AS waiting")
                        == 0);
        long written = database.number("SELECT count(*) FROM profile") - before;
        if (written != WEBHOOKS_END_TO_END * 4 / 5) {
            throw new IllegalStateException(written + " profiles came of " + WEBHOOKS_END_TO_END + " webhooks");
        }
        return sent;
    }

    /** Of five webhooks, four are about new members and one is about a member of before. */
    private static LongSupplier members() {
        long first = NEXT_MEMBER.getAndAdd(10_000_000);
        AtomicLong number = new AtomicLong();
        return () -> {
            long i = number.getAndIncrement();
            long fresh = i / 5 * 4 + i % 5;
            return first + (i % 5 == 4 ? i / 5 * 4 / 2 : fresh);
        };
    }

    private static void requireAllAcknowledged(WebhookLoad.Result result) {
        if (result.refused() > 0) {
            throw new IllegalStateException(result.refused() + " webhooks were not acknowledged");
        }
    }

    private static double microsEach(Duration before, Duration after, int webhooks) {
        return after.minus(before).toNanos() / 1e3 / webhooks;
    }

    private static void note(String figure, double value) {
        FIGURES.computeIfAbsent(figure, name -> new ArrayList<>()).add(value);
    }

    private static Map<String, String> settings(String debounce) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "database.url",
                database.url(),
                "circle.api-url",
                partners.circleUrl(),
                "circle.api-token",
                "admin-v2-token",
                "circle.webhook-secret",
                SECRET,
                "circle.requests-per-minute",
                "600000",
                "slack.webhook-url",
                partners.slackUrl(),
                "mail.host",
                "localhost",
                "mail.port",
                Integer.toString(partners.smtpPort()),
                "api.token",
                "api-token",
                "sync.debounce",
                debounce));
        settings.put("circle.monthly-quota", "100000000");
        settings.put("mail.from", "hello@community.example");
        settings.put("links.signup-url", "https://app.example/sign-up");
        settings.put("links.profile-url", "https://app.example/profile");
        settings.put("mail.security", "none");
        return settings;
    }
}
