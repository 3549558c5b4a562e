package io.circlesync.management.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Operators;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port with users, as behind a proxy that ends TLS: each test comes from an address of its own. */
class LoginTest {

    private static final String ROUTE = "org.apache.camel:context=circle-sync,type=routes,name=\\\"own-route\\\"";
    private static final String STOP = "{\"type\":\"exec\",\"mbean\":\"" + ROUTE + "\",\"operation\":\"stop()\"}";
    private static final String READ = "{\"type\":\"read\",\"mbean\":\"" + ROUTE + "\",\"attribute\":\"State\"}";

    private static final Set<Integer> ANSWERS_TO_STRANGERS = ConcurrentHashMap.newKeySet();

    private static RunningService service;

    @BeforeAll
    static void start() {
        int port = Ports.next();
        AtomicBoolean started = new AtomicBoolean();
        Thread stranger = new Thread(() -> {
            while (!started.get()) {
                ask(port);
            }
        });
        stranger.start();
        Map<String, String> settings = new HashMap<>(Operators.settings());
        settings.put("camel.management.port", Integer.toString(port));
        settings.put("management.tls-proxy", "true");
        settings.put("camel.main.routes-include-pattern", RunningService.ONE_ROUTE);
        service = RunningService.start(settings);
        started.set(true);
        ask(port);
    }

    private static void ask(int port) {
        try {
            ANSWERS_TO_STRANGERS.add(RunningService.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/observe/metrics")))
                    .statusCode());
        } catch (UncheckedIOException e) {
            // Nobody answers yet.
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  /observe/health                    | 200 | 200 | 200
            GET  /observe/health/live               | 200 | 200 | 200
            GET  /observe/health/ready              | 200 | 200 | 200
            HEAD /observe/health/ready              | 200 | 200 | 200
            POST /observe/health                    | 401 | 403 | 405
            GET  /observe/metrics                   | 401 | 200 | 200
            GET  /hawtio/                           | 200 | 200 | 200
            GET  /hawtio/plugin                     | 200 | 200 | 200
            GET  /hawtio/user                       | 401 | 200 | 200
            GET  /jolokia                           | 401 | 200 | 200
            GET  /jolokia/version                   | 401 | 200 | 200
            HEAD /jolokia/version                   | 401 | 200 | 200
            GET  /%6aolokia/version                 | 403 | 403 | 403
            GET  /hawtio/..%2fjolokia/version       | 200 | 200 | 200
            GET  /hawtio/../jolokia/version         | 400 | 400 | 400
            GET  /observe/health/../metrics         | 400 | 400 | 400
            GET  /observe/health/                   | 401 | 200 | 200
            GET  /circlesync/anything               | 401 | 404 | 404
            GET  /circlesync/api/members/1          | 401 | 404 | 404
            GET  /circlesync/api/members/1/preview  | 401 | 403 | 404
            HEAD /circlesync/api/members/1/preview/ | 401 | 403 | 404
            POST /circlesync/anything               | 401 | 403 | 404
            DELETE /circlesync/anything             | 401 | 403 | 404
            POST /jolokiaversion                    | 401 | 403 | 400
            GET  /no-such                           | 401 | 404 | 404
            """)
    void each_role_reaches_what_is_its_own(String request, int nobody, int watch, int act) {
        assertThat(status(request, null)).isEqualTo(nobody);
        assertThat(status(request, Operators.WATCH)).isEqualTo(watch);
        assertThat(status(request, Operators.ACT)).isEqualTo(act);
    }

    @Test
    void nothing_is_answered_before_the_login_stands() {
        assertThat(ANSWERS_TO_STRANGERS).contains(401).isSubsetOf(401, 503);
    }

    @Test
    void strangers_hear_only_whether_the_service_is_well() {
        assertThat(call("GET", "/observe/health?exposureLevel=full&data=true", null)
                        .body())
                .isEqualTo("{\"status\":\"UP\"}");
        assertThat(call("GET", "/observe/health?exposureLevel=full", Operators.WATCH)
                        .body())
                .contains("\"checks\"");
    }

    @Test
    void a_program_is_asked_by_basic_and_a_page_is_not() {
        HttpResponse<String> program = call("GET", "/jolokia/version", null);
        HttpResponse<String> page =
                RunningService.send(request("/jolokia/version", "192.0.2.1").header("User-Agent", "Mozilla/5.0 (any)"));

        assertThat(program.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic realm="));
        assertThat(program.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Cookie realm="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"stop()\"}",
                "{\"type\":\"EXEC\",\"mbean\":\"%s\",\"operation\":\"stop()\"}",
                "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"suspend()\"}",
                "{\"type\":\"write\",\"mbean\":\"%s\",\"attribute\":\"Tracing\",\"value\":true}",
                "{\"type\":\"notification\",\"command\":\"register\"}",
                "{\"mbean\":\"%s\",\"operation\":\"stop()\"}",
                "[{\"type\":\"version\"},{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"stop()\"}]",
            })
    void who_may_watch_does_nothing(String body) {
        HttpResponse<String> answer = jolokia(body.formatted(ROUTE), Operators.WATCH);

        assertThat(answer.statusCode()).as("hawtio would log out otherwise").isEqualTo(200);
        assertThat(answer.body())
                .contains("\"status\":403", "Your role is watch")
                .doesNotContain("\"status\":200");
        assertThat(service.camel().getRouteController().getRouteStatus("own-route"))
                .isEqualTo(ServiceStatus.Started);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"read\",\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"stop()\"}",
                "{\"type\":\"read\",\"mbean\":\"%s\"} {\"type\":\"exec\"}",
                "[[{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"stop()\"}]]",
                "\"%s\"",
                "",
            })
    void what_can_be_read_in_two_ways_reaches_nobody(String body) {
        for (Operators operator : Operators.values()) {
            assertThat(jolokia(body.formatted(ROUTE), operator).statusCode()).isEqualTo(400);
        }
        assertThat(service.camel().getRouteController().getRouteStatus("own-route"))
                .isEqualTo(ServiceStatus.Started);
    }

    /** Between the escapes is one run of kanji to whoever believes the charset, and an act to whoever does not. */
    @Test
    void what_is_judged_is_what_is_done_whatever_charset_it_claims() {
        String act = "\",\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"stop()\",\"y\":\"".formatted(ROUTE);
        String even = act + (act.length() % 2 == 0 ? "" : " ");
        String body = "{\"type\":\"version\",\"x\":\"\u001b$B" + even + "\u001b(B\"}";
        for (Operators operator : Operators.values()) {
            HttpRequest.Builder request = posted(body, operator);
            request.setHeader("Content-Type", "application/json; charset=ISO-2022-JP");
            assertThat(RunningService.send(request).statusCode()).isEqualTo(400);
        }
        assertThat(service.camel().getRouteController().getRouteStatus("own-route"))
                .isEqualTo(ServiceStatus.Started);
    }

    @Test
    void who_may_watch_sees_what_is_to_be_seen() {
        assertThat(jolokia(READ, Operators.WATCH).body()).contains("\"value\":\"Started\"");
        assertThat(jolokia("[" + READ + ",{\"type\":\"version\"}]", Operators.WATCH)
                        .body())
                .contains("\"value\":\"Started\"", "\"agent\":");
        assertThat(jolokia(
                                "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=circle-sync,type=context,name=\\\"circle-sync\\\"\","
                                        + "\"operation\":\"dumpRoutesAsXml()\"}",
                                Operators.WATCH)
                        .body())
                .contains("own-route")
                .contains("\"status\":200");
    }

    @Test
    void who_may_act_does() {
        assertThat(jolokia(STOP, Operators.ACT).body()).contains("\"status\":200");
        assertThat(service.camel().getRouteController().getRouteStatus("own-route"))
                .isEqualTo(ServiceStatus.Stopped);
        assertThat(jolokia(STOP.replace("stop()", "start()"), Operators.ACT).body())
                .contains("\"status\":200");
    }

    @Test
    void the_form_begins_a_session_and_logging_out_ends_it() {
        HttpResponse<String> login = login(Operators.WATCH.user(), Operators.WATCH.password(), "192.0.2.2");

        assertThat(login.statusCode()).isEqualTo(200);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("circle-sync=")
                .contains("HTTPOnly", "SameSite=Strict", "Secure", "Path=/")
                .doesNotContain(Operators.WATCH.password());
        String session = cookie.replaceFirst(";.*", "");
        assertThat(withCookie("/hawtio/user", session).body()).isEqualTo("\"wanda\"");
        assertThat(withCookie("/jolokia/version", session).statusCode()).isEqualTo(200);
        assertThat(withCookie("/jolokia/version", session + "x").statusCode()).isEqualTo(401);

        HttpResponse<String> logout = withCookie("/hawtio/auth/logout", session);

        assertThat(logout.statusCode()).isEqualTo(302);
        assertThat(logout.headers().firstValue("Location")).hasValue("/hawtio/login");
        assertThat(logout.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(ended -> assertThat(ended).contains("Max-Age=0"));
        assertThat(withCookie("/jolokia/version", session).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            ada,    only looking,          401
            nobody, only looking,          401
            ada,    '',                    401
            -,      correct horse battery, 400
            """)
    void a_wrong_login_begins_none(String user, String password, int status) {
        HttpResponse<String> login = user == null
                ? RunningService.send(request("/hawtio/auth/login", "192.0.2.3")
                        .POST(BodyPublishers.ofString("{\"password\":\"" + password + "\"}")))
                : login(user, password, "192.0.2.3");

        assertThat(login.statusCode()).isEqualTo(status);
        assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(login.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void hawtio_is_told_of_the_form() {
        assertThat(call("GET", "/hawtio/auth/config/login", null).body())
                .contains("\"method\":\"form\"", "\"url\":\"/hawtio/auth/login\"", "\"type\":\"json\"");
    }

    @Test
    void trying_passwords_is_slow() {
        String attacker = "198.51.100.7";
        for (int i = 0; i < 5; i++) {
            assertThat(login("ada", "guess " + i, attacker).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> next = login(Operators.ACT.user(), Operators.ACT.password(), attacker);

        assertThat(next.statusCode()).isEqualTo(429);
        assertThat(next.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(RunningService.send(
                                request("/jolokia/version", attacker).header("Authorization", Operators.ACT.basic()))
                        .statusCode())
                .as("by Basic, too")
                .isEqualTo(429);
        assertThat(login(Operators.ACT.user(), Operators.ACT.password(), "198.51.100.8")
                        .statusCode())
                .as("others are not kept out")
                .isEqualTo(200);
    }

    /** What a caller says of themselves stands before what the proxy says, in the same line or in one before. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.%d, 198.51.100.20 |",
                "203.0.113.%d | 198.51.100.21",
                "198.51.100.22:5%03d |",
                "[2001:db8::7]:5%03d |",
                "203.0.113.%d | 2001:db8::8"
            })
    void whoever_guesses_is_known_by_what_the_proxy_says(String line, String proxys) {
        int guesses = 0;
        int status = 401;
        while (status == 401 && guesses < 20) {
            guesses++;
            HttpRequest.Builder guess = HttpRequest.newBuilder(URI.create(service.managementUrl() + "/jolokia/version"))
                    .header("X-Forwarded-For", line.formatted(guesses))
                    .header("Authorization", Operators.basic(Operators.ACT.user(), "guess " + guesses));
            if (proxys != null) {
                guess.header("X-Forwarded-For", proxys);
            }
            status = RunningService.send(guess).statusCode();
        }

        assertThat(status).as(guesses + " guesses").isEqualTo(429);
    }

    private static int status(String request, Operators operator) {
        String[] parts = request.split(" +");
        return call(parts[0], parts[1], operator).statusCode();
    }

    private static HttpResponse<String> call(String method, String path, Operators operator) {
        HttpRequest.Builder request = request(path, "192.0.2.1").method(method, BodyPublishers.noBody());
        if (operator != null) {
            request.header("Authorization", operator.basic());
        }
        return RunningService.send(request);
    }

    private static HttpResponse<String> jolokia(String body, Operators operator) {
        return RunningService.send(posted(body, operator));
    }

    private static HttpRequest.Builder posted(String body, Operators operator) {
        return request("/jolokia", "192.0.2.1")
                .header("Authorization", operator.basic())
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> login(String user, String password, String address) {
        return RunningService.send(request("/hawtio/auth/login", address)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}")));
    }

    private static HttpResponse<String> withCookie(String path, String cookie) {
        return RunningService.send(request(path, "192.0.2.1").header("Cookie", cookie));
    }

    private static HttpRequest.Builder request(String path, String address) {
        return HttpRequest.newBuilder(URI.create(service.managementUrl() + path))
                .header("X-Forwarded-For", "203.0.113.1, " + address);
    }
}
