package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits small enough to be met, on a server without Camel. */
class ConnectionsTest {

    private static final int LARGEST_BODY = 1_000;
    private static final HttpLimits LIMITS = new HttpLimits(
            4, 4, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1), 2 * LARGEST_BODY, LARGEST_BODY);

    private static final AtomicInteger large = new AtomicInteger();

    private static LimitedVertx vertx;
    private static int port;

    @BeforeAll
    static void serve() throws Exception {
        Connections connections = new Connections(LIMITS);
        vertx = new LimitedVertx(LIMITS, connections, Optional.empty(), () -> true);
        Router router = Router.router(vertx);
        new FrontDoor(connections, LIMITS, LARGEST_BODY).guard(router, List.of(new Secret()), List.of(), List.of());
        router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        router.post("/length").handler(call -> call.end("length " + call.body().length()));
        router.post("/secret").handler(call -> call.end("length " + call.body().length()));
        router.get("/large").handler(call -> {
            large.incrementAndGet();
            call.end(Buffer.buffer(new byte[1 << 24]));
        });
        router.get("/medium").handler(call -> call.end(Buffer.buffer(new byte[1 << 20])));
        router.get("/text").handler(call -> call.end("text"));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(router)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    /** Asks for the header {@code Secret}. */
    private record Secret() implements CallerCheck {
        @Override
        public String path() {
            return "/secret";
        }

        @Override
        public boolean isKnown(HttpServerRequest request) {
            if (!"yes".equals(request.getHeader("Secret"))) {
                throw HttpProblem.unauthorized("Expected the secret.");
            }
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST", "POST /length HTTP/1.1\r\nHost: a\r\nX: "})
    void a_head_that_does_not_end_ends_the_connection(String start) throws IOException {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send(start);
            assertThat(slow.rest()).isEmpty();
        }
    }

    @Test
    void a_head_that_drips_ends_the_connection() throws IOException {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send("GET /text HTTP/1.1\r\nX: ");
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        slow.send("x");
                        return !slow.isOpen();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 900", "Transfer-Encoding: chunked"})
    void a_body_that_does_not_end_is_408(String length) throws IOException {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send("POST /length HTTP/1.1\r\nHost: a\r\n" + length + "\r\n\r\n");
            assertThat(slow.rest())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("application/problem+json", "expected it within 1 s");
        }
    }

    @Test
    void a_refusal_is_told_before_the_body_is_there_and_the_connection_ends() throws IOException {
        try (RawConnection unknown = new RawConnection(port)) {
            unknown.send("POST /secret HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nbegun");
            assertThat(unknown.head()).startsWith("HTTP/1.1 401 ").containsIgnoringCase("connection: close");
            unknown.rest();
        }
    }

    @Test
    void a_body_that_was_announced_too_large_is_413_at_once() throws IOException {
        try (RawConnection large = new RawConnection(port)) {
            large.send("POST /secret HTTP/1.1\r\nHost: a\r\nSecret: yes\r\nContent-Length: 1001\r\n\r\n");
            assertThat(large.head()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void a_stranger_whose_body_does_not_come_makes_room_for_the_next_and_takes_none_from_those_who_are_known()
            throws IOException {
        try (RawConnection slow = new RawConnection(port);
                RawConnection known = new RawConnection(port);
                RawConnection next = new RawConnection(port)) {
            known.send("POST /secret HTTP/1.1\r\nHost: a\r\nSecret: yes\r\nContent-Length: 2\r\n\r\no");
            slow.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" + "x".repeat(800));
            next.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n" + "x".repeat(200));
            assertThat(next.head()).startsWith("HTTP/1.1 200 ");
            known.send("k");
            assertThat(known.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void bodies_of_those_who_are_known_wait_for_each_other() throws IOException {
        String begun = "POST /secret HTTP/1.1\r\nHost: a\r\nSecret: yes\r\nContent-Length: 900\r\n\r\n";
        try (RawConnection first = new RawConnection(port);
                RawConnection second = new RawConnection(port)) {
            first.send(begun + "x".repeat(800));
            second.send(begun + "x".repeat(800));
            await().untilAsserted(() -> {
                try (RawConnection third = new RawConnection(port)) {
                    third.send(begun);
                    assertThat(third.head()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after");
                }
            });
            first.send("y".repeat(100));
            assertThat(first.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_connection_is_kept_between_requests_and_ends_when_it_is_idle_for_long() throws IOException {
        try (RawConnection kept = new RawConnection(port)) {
            kept.send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(kept.head()).startsWith("HTTP/1.1 200 ");
            kept.send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(kept.rest()).startsWith("textHTTP/1.1 200 ").endsWith("text");
        }
    }

    @Test
    void past_the_largest_number_the_one_that_waited_longest_gives_way() throws IOException {
        try (RawConnection oldest = new RawConnection(port);
                RawConnection busy = new RawConnection(port);
                RawConnection third = new RawConnection(port);
                RawConnection fourth = new RawConnection(port)) {
            busy.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
            fourth.send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(fourth.head()).startsWith("HTTP/1.1 200 ");
            try (RawConnection fifth = new RawConnection(port)) {
                fifth.send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(fifth.head()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(oldest.isOpen()).isFalse();
            busy.send("ok");
            assertThat(busy.head()).startsWith("HTTP/1.1 200 ");
            assertThat(third.isOpen()).isTrue();
        }
    }

    /** Bodies that do not come: of who was refused already, and of who may be anybody. */
    @ParameterizedTest
    @ValueSource(strings = {"/secret", "/nothing", "/length"})
    void who_has_shown_no_secret_closes_the_door_to_nobody(String path) throws IOException {
        List<RawConnection> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * LIMITS.connections(); i++) {
                RawConnection stranger = new RawConnection(port);
                strangers.add(stranger);
                stranger.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
            }
            try (RawConnection known = new RawConnection(port)) {
                known.send("POST /secret HTTP/1.1\r\nHost: a\r\nSecret: yes\r\nContent-Length: 2\r\n\r\nok");
                assertThat(known.head()).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            for (RawConnection stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void who_has_shown_a_secret_is_closed_after_all_strangers() throws IOException {
        String webhook = "POST /secret HTTP/1.1\r\nHost: a\r\nSecret: yes\r\nContent-Length: 2\r\n\r\nok";
        try (RawConnection known = new RawConnection(port)) {
            known.send(webhook);
            assertThat(known.head()).startsWith("HTTP/1.1 200 ");
            List<RawConnection> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < 3 * LIMITS.connections(); i++) {
                    RawConnection stranger = new RawConnection(port);
                    strangers.add(stranger);
                    stranger.send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(stranger.head()).startsWith("HTTP/1.1 200 ");
                }
                known.send(webhook);
                assertThat(known.head()).contains("HTTP/1.1 200 ");
            } finally {
                for (RawConnection stranger : strangers) {
                    stranger.close();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/secret/../text",
                "/secret/..",
                "/./text",
                "/secret/%2e%2E/text",
                "/secret/.%2e/text",
                "/text?a=%",
                "/text?a=%zz&b=c",
                "/text?%c"
            })
    void an_address_that_can_be_read_in_two_ways_or_in_none_is_refused(String path) throws IOException {
        for (String method : List.of("GET", "HEAD")) {
            try (RawConnection client = new RawConnection(port)) {
                client.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/text", "/text?a=../b", "/text?a=%25", "/text?a=%2e"})
    void an_address_that_is_plain_is_served(String path) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** More than the sockets of both sides hold. */
    @Test
    void who_asks_on_and_reads_no_answer_is_answered_once() throws IOException {
        large.set(0);
        try (RawConnection client = new RawConnection(port)) {
            client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5));
            await().until(() -> large.get() > 0);
            await().during(LIMITS.body().plusMillis(800)).until(() -> large.get() == 1);
            assertThat(client.rest().length()).as("what was on its way").isLessThan(1 << 24);
        }
        assertThat(large).hasValue(1);
    }

    @Test
    void who_asks_on_and_reads_has_all_answers() throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            client.send("GET /medium HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5));
            String answers = client.rest();
            assertThat(answers.length()).isGreaterThan(5 << 20);
            assertThat(answers.split("HTTP/1\\.1 200", -1)).hasSize(6);
        }
    }

    @ParameterizedTest
    @CsvSource({"/text, 200", "/text?a=b, 200", "/nothing, 404", "/length, 405"})
    void head_is_answered_as_get_without_a_body(String path, int status) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\nGET /text HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 5000, 0, 414", "GET, 1, 9000, 431", "GET, 1, 1, 404", "G T, 1, 1, 400"})
    void what_the_server_itself_refuses_is_a_problem_too(String method, int path, int header, int status)
            throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            client.send(method + " /" + "x".repeat(path) + " HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(header)
                    + "\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).matches("(?s)HTTP/1\\.[01] " + status + " .*");
        }
    }
}
