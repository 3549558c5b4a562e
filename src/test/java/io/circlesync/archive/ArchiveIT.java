package io.circlesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubCollector;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.fixture.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn package} makes is unpacked into an empty folder, with a blank in its name, and runs there. */
class ArchiveIT {

    private static final Path PACKED = Path.of(System.getProperty("archive"));
    private static final String SECRET = "a-secret-of-more-than-24-characters";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final long ADA = 4_339_140_101L;

    @TempDir
    private static Path folder;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("of its own"));
        Process tar = new ProcessBuilder("tar", "xzf", PACKED + ".tar.gz")
                .directory(empty.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        home = empty.resolve(PACKED.getFileName());
    }

    @Test
    void each_link_of_the_documents_leads_to_what_is_there() throws Exception {
        Pattern link = Pattern.compile("\\]\\((?!https?:|mailto:)([^)#]+)[^)]*\\)");
        List<String> broken = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path page :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                link.matcher(Files.readString(page))
                        .results()
                        .map(found -> found.group(1))
                        .filter(target -> Files.notExists(page.getParent().resolve(target)))
                        .forEach(target -> broken.add(home.relativize(page) + ": " + target));
            }
        }

        assertThat(broken).isEmpty();
        assertThat(Files.readString(home.resolve("docs/notifications.md")))
                .contains("](../routes/gap-route.camel.yaml)");
        assertThat(Files.readString(home.resolve("docs/changing.md"))).contains("](recipes/StandardWebhook.java)");
    }

    @Test
    void a_member_is_synced_by_the_routes_and_words_that_lie_in_the_archive() throws Exception {
        replace("routes/webhook-ok.camel.yaml", "expression: OK", "expression: Thank you");
        replace("messages/slack/missing-workos.ftl", "has no account yet", "is still without an account");
        try (StubCircle circle = new StubCircle();
                StubPartner slack = new StubPartner(call -> Answer.text(200, "ok"));
                StubSmtp smtp = new StubSmtp();
                StubCollector collector = new StubCollector()) {
            // The domain needs ICU, of which the archive has a part.
            circle.put(StubCircle.member(ADA, "ada@b\u00fccher.example", "Ada Lovelace", Instant.now()));
            int port = Ports.next();
            int managementPort = Ports.next();
            Map<String, String> environment = partners(circle, slack, smtp);
            environment.put("CAMEL_SERVER_PORT", Integer.toString(port));
            environment.put("CAMEL_MANAGEMENT_PORT", Integer.toString(managementPort));
            // OpenTelemetry is packed in part, too.
            environment.put("TRACING_OTLP_URL", collector.url());
            Path log = folder.resolve("service.log");
            Instant begin = Instant.now();
            Process service = start(environment, log, home.resolve("bin/circle-sync"));
            try {
                await().atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> isReady(service, log, managementPort));
                System.out.println("The archive was ready after "
                        + Duration.between(begin, Instant.now()).toMillis() + " ms");

                HttpResponse<String> taken = HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/circle"))
                                .header("Authorization", "Bearer " + SECRET)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                        {"type":"community_member_joined_community","data":{"community_member_id":%d}}""".formatted(ADA)))
                                .build(),
                        BodyHandlers.ofString());

                assertThat(taken.body()).isEqualTo("Thank you");
                URI profile = URI.create("http://localhost:" + port + "/api/profiles?circleMemberId=" + ADA);
                await().until(() -> get(profile).body(), body -> body.contains("\"lastName\":\"Lovelace\""));
                await().until(
                                () -> slack.calls().stream()
                                        .map(StubPartner.Call::body)
                                        .toList(),
                                texts -> texts.stream().anyMatch(text -> text.contains("is still without an account")));
                await().until(smtp::mails, mails -> mails.stream().anyMatch(mail -> mail.contains("xn--bcher-kva")));
                await().until(
                                () -> collector.spans().stream()
                                        .map(StubCollector.Span::name)
                                        .toList(),
                                names -> names.contains("outbox-mail-send"));
                assertThat(get(URI.create("http://localhost:" + managementPort + "/hawtio/"))
                                .body())
                        .contains("<script");

                service.destroy();

                assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
                // As of whoever is ended by SIGTERM.
                assertThat(service.exitValue()).isEqualTo(128 + 15);
                assertThat(Files.readString(log))
                        .contains("Settings are read from " + home.resolve("conf/application.properties"))
                        .contains("(circle-sync) shutdown in ");
            } finally {
                service.destroyForcibly();
            }
        }
    }

    @Test
    void without_settings_one_line_says_what_is_missing() throws Exception {
        Run run = run(Map.of(), home.resolve("bin/circle-sync"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .contains("set database.url", "set circle.api-token", "set slack.webhook-url", "set mail.host")
                .contains("this archive has neither an embedded database nor stand-ins")
                .doesNotContain("NoClassDefFoundError", "\tat ");
    }

    @Test
    void the_folder_for_classes_is_made_and_one_that_cannot_be_made_is_no_obstacle() throws Exception {
        Path cache = folder.resolve("to be/made");
        for (String where : List.of(cache.toString(), "/dev/null/cache")) {
            assertThat(run(Map.of("CIRCLE_SYNC_CACHE", where), home.resolve("bin/circle-sync"))
                            .output())
                    .contains("Circle Sync cannot start: ", "set database.url")
                    .doesNotContain("shared archive");
        }
        try (Stream<Path> kept = Files.list(cache)) {
            assertThat(kept).singleElement().asString().endsWith(".jsa");
        }
    }

    @Test
    void a_link_from_elsewhere_leads_to_it_and_another_folder_of_settings_is_read() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("a link"), home.resolve("bin/circle-sync"));
        Path conf = Files.createDirectory(folder.resolve("other settings"));
        Files.writeString(conf.resolve("application.properties"), "sync.debounce = soon\n");
        Files.writeString(folder.resolve("application.properties"), "sync.debounce = of nobody\n");

        assertThat(run(Map.of("CIRCLE_SYNC_CONF", conf.toString()), link).output())
                .contains("sync.debounce is 'soon'; expected a duration");
    }

    /** A slip in its name, and the service would begin with defaults. */
    @ParameterizedTest
    @ValueSource(strings = {"", "check"})
    void a_folder_without_settings_is_refused(String argument) throws Exception {
        Map<String, String> slip =
                Map.of("CIRCLE_SYNC_CONF", folder.resolve("nowhere").toString());
        Path program = home.resolve("bin/circle-sync");

        Run ran = argument.isEmpty() ? run(slip, program) : run(slip, program, argument);

        assertThat(ran.output()).contains("nowhere/application.properties cannot be read", "CIRCLE_SYNC_CONF");
        assertThat(ran.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--version, 0, Circle Sync ",
        "--help, 0, Usage: circle-sync",
        "chekc, 2, circle-sync does not know 'chekc'"
    })
    void an_argument_says_what_to_do(String argument, int status, String says) throws Exception {
        Run run = run(Map.of("JAVA_HOME", "/nowhere"), home.resolve("bin/circle-sync"), argument);

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.output()).startsWith(says).doesNotContain("@");
    }

    @ParameterizedTest
    @CsvSource({
        "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2, is of version 11.0.2; expected 17 or later",
        "echo 'java version \"1.8.0_292\"' >&2, is of version 1.8.0_292; expected 17 or later",
        "exit 1, is of version unknown; expected 17 or later"
    })
    void a_java_that_is_too_old_is_named(String java, String says) throws Exception {
        Path old = Files.createTempDirectory(folder, "java");
        Files.createDirectory(old.resolve("bin"));
        Path program = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n" + java + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        Run run = run(Map.of("JAVA_HOME", old.toString()), home.resolve("bin/circle-sync"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).startsWith("Circle Sync cannot start: ").contains(says);
    }

    @Test
    void a_java_that_is_missing_is_named() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", "/nowhere"), home.resolve("bin/circle-sync"))
                        .output())
                .isEqualToIgnoringWhitespace("Circle Sync cannot start: JAVA_HOME is '/nowhere', which has no bin/java;"
                        + " expected a Java of 17 or later");
    }

    @Test
    void nothing_that_stands_in_is_packed() throws Exception {
        List<String> classes = jars().stream().flatMap(ArchiveIT::entries).toList();

        assertThat(classes)
                .hasSizeGreaterThan(10_000)
                .noneMatch(name -> name.startsWith("io/circlesync/sandbox/")
                        || name.startsWith("sandbox/")
                        || name.startsWith("db/sandbox/")
                        || name.startsWith("io/zonky/")
                        || name.startsWith("com/icegreen/")
                        || name.contains("/webjars/")
                        || name.startsWith("org/junit/"));
        assertThat(jars()).noneMatch(jar -> jar.getFileName().toString().contains("postgres-binaries"));
    }

    @Test
    void each_class_is_there_once() throws Exception {
        Map<String, Long> often = jars().stream()
                .flatMap(ArchiveIT::entries)
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && !name.contains("-info"))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));

        assertThat(often.entrySet()).noneMatch(entry -> entry.getValue() > 1);
    }

    @Test
    void each_library_is_listed_with_its_licence() throws Exception {
        String licences = Files.readString(home.resolve("licenses/THIRD-PARTY.txt"));

        assertThat(libraries()).hasSizeGreaterThan(100).allMatch(library -> licences.contains(":" + library + " "));
    }

    @Test
    void each_library_is_in_the_bill_of_materials() throws Exception {
        Path file = home.resolve("licenses/" + home.getFileName() + "-sbom.json");
        assumeThat(file).as("which is made online only").exists();
        String inside = Files.readString(file);

        assertThat(libraries()).allMatch(library -> inside.contains("/" + library.replace(':', '@') + "?"));
    }

    @Test
    void both_archives_hold_the_same_and_every_setting() throws Exception {
        TreeSet<String> unpacked = new TreeSet<>();
        try (Stream<Path> files = Files.walk(home)) {
            files.filter(Files::isRegularFile)
                    .map(file -> home.getParent().relativize(file).toString())
                    .forEach(unpacked::add);
        }
        TreeSet<String> zipped = new TreeSet<>();
        try (ZipFile zip = new ZipFile(PACKED + ".zip")) {
            zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .forEach(zipped::add);
        }
        String conf = Files.readString(home.resolve("conf/application.properties"));

        assertThat(zipped).isEqualTo(unpacked);
        assertThat(conf).contains("\n# sync.debounce = 5s\n").contains("\n# database.url = ");
        assertThat(conf.lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
                .allMatch(line -> line.contains("{{circlesync.home}}/"));
    }

    private record Run(int status, String output) {}

    private static Run run(Map<String, String> environment, Path program, String... arguments) throws Exception {
        Path log = Files.createTempFile(folder, "run", ".log");
        Process process = start(environment, log, program, arguments);
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return new Run(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly();
        }
    }

    /** With these variables and no others, in another folder than the archive's. */
    private static Process start(Map<String, String> environment, Path log, Path program, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", System.getenv("PATH"),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Map<String, String> partners(StubCircle circle, StubPartner slack, StubSmtp smtp) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", TestDatabases.create());
        environment.put("CIRCLE_API_URL", circle.apiUrl());
        environment.put("CIRCLE_API_TOKEN", StubCircle.TOKEN);
        environment.put("CIRCLE_WEBHOOK_SECRET", SECRET);
        environment.put("API_TOKEN", SECRET);
        environment.put("SLACK_WEBHOOK_URL", slack.url() + "/services/x");
        environment.put("MAIL_HOST", "127.0.0.1");
        environment.put("MAIL_PORT", Integer.toString(smtp.port()));
        environment.put("MAIL_SECURITY", "none");
        environment.put("MAIL_FROM", "community@example.org");
        environment.put("LINKS_SIGNUP_URL", "https://app.example.org/sign-up?email={email}");
        environment.put("LINKS_PROFILE_URL", "https://app.example.org/profiles/{profileId}");
        environment.put("SYNC_DEBOUNCE", "0s");
        environment.put("RECONCILE_SCHEDULE", "off");
        return environment;
    }

    private static boolean isReady(Process service, Path log, int managementPort) throws Exception {
        if (!service.isAlive()) {
            throw new AssertionError(Files.readString(log));
        }
        try {
            return get(URI.create("http://localhost:" + managementPort + "/observe/health"))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + SECRET)
                        .build(),
                BodyHandlers.ofString());
    }

    private static void replace(String file, String old, String now) throws IOException {
        Path path = home.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, now));
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.sorted().toList();
        }
    }

    /** Names and versions of those that are not ours, such as {@code icu4j:79.1}. */
    private static List<String> libraries() throws IOException {
        return jars().stream()
                .map(jar -> jar.getFileName().toString().replace(".jar", ""))
                .filter(name -> !name.startsWith("circle-sync-"))
                .map(name -> name.replaceFirst("-(?=\\d+(\\.|$))", ":"))
                .toList();
    }

    private static Stream<String> entries(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
