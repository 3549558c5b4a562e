package io.circlesync.message.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.Message;
import io.circlesync.fixture.BadAnswer;
import io.circlesync.fixture.RawPartner;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.outbox.ChannelKind.Digest;
import io.circlesync.outbox.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingWebhookTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** An answer that drips would go on for ever; a machine with more to do only takes longer to notice. */
    private static final Duration MUCH_LATER = Duration.ofSeconds(30);

    private static final int MANY = 60;

    /** Of those that were given up; a server with more to do notices it later. */
    private static final int FEW = 30;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nX-Slow: ",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nok",
                "HTTP/1.1 500 Server Error\r\nContent-Length: 1000\r\n\r\n"
            })
    void a_call_ends_in_time_however_slowly_the_answer_drips(String beginning) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CamelContext camel = new DefaultCamelContext()) {
            thread.submit(() -> drip(server, beginning));
            camel.addComponent("slack", webhook(URI.create("http://localhost:" + server.getLocalPort() + "/secret")));
            camel.start();
            Instant before = Instant.now();

            Exchange exchange = camel.createProducerTemplate().send("slack:alerts", IncomingWebhookTest::hello);

            assertThat(Duration.between(before, Instant.now())).isBetween(LIMIT, MUCH_LATER);
            assertThat(exchange.getException()).isInstanceOf(IOException.class);
            assertThat(SlackRefusals.of(exchange.getException()))
                    .isEqualTo(Refusal.unreached("InterruptedIOException"));
        } finally {
            thread.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void bad_answers_cost_no_connection(BadAnswer bad) throws Exception {
        try (RawPartner slack = new RawPartner(bad.instead("ok"));
                CamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("slack", webhook(URI.create(slack.url())));
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            for (int i = 0; i < MANY; i++) {
                assertThat(template.send("slack:alerts", IncomingWebhookTest::hello)
                                .getException())
                        .isNotNull();
            }

            slack.answer(BadAnswer.none("text/plain", "ok"));
            Instant asked = Instant.now();

            assertThat(template.send("slack:alerts", IncomingWebhookTest::hello).getException())
                    .isNull();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(slack.asked("/")).as("posts").isEqualTo(MANY + 1);
            assertThat(slack.mostOpen()).as("connections").isLessThan(FEW);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void a_redirect_is_not_followed(int status) throws Exception {
        try (StubPartner elsewhere = new StubPartner(call -> Answer.text(200, "ok"));
                StubPartner slack = new StubPartner(
                        call -> Answer.text(status, "").with("Location", elsewhere.url() + "/services"));
                CamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("slack", webhook(URI.create(slack.url())));
            camel.start();

            Exchange exchange = camel.createProducerTemplate().send("slack:alerts", IncomingWebhookTest::hello);

            assertThat(SlackRefusals.of(exchange.getException()))
                    .isEqualTo(Refusal.ofAccount(Integer.toString(status)));
            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    void what_is_about_the_webhook_is_not_about_the_message(Answer answer, String error) throws Exception {
        try (StubPartner slack = new StubPartner(call -> answer);
                CamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("slack", webhook(URI.create(slack.url())));
            camel.start();

            Exchange exchange = camel.createProducerTemplate().send("slack:alerts", IncomingWebhookTest::hello);

            assertThat(SlackRefusals.of(exchange.getException())).isEqualTo(Refusal.ofAccount(error));
        }
    }

    static Stream<Arguments> what_is_about_the_webhook_is_not_about_the_message() {
        return Stream.of(
                Arguments.of(Answer.text(200, "no_service"), "200 no_service"),
                Arguments.of(Answer.text(200, "<html>Please log in</html>"), "200 with another answer than Slack's ok"),
                Arguments.of(Answer.text(200, ""), "200 with another answer than Slack's ok"),
                Arguments.of(Answer.json(200, "{\"ok\":true}"), "200 with another answer than Slack's ok"),
                Arguments.of(Answer.text(200, "ok".repeat(3000)), "200 with another answer than Slack's ok"),
                Arguments.of(Answer.text(204, ""), "204"),
                Arguments.of(Answer.text(302, "").with("Location", "https://login.example.org/"), "302"),
                Arguments.of(Answer.text(400, "no_team"), "400 no_team"),
                Arguments.of(Answer.text(400, "channel_not_found"), "400 channel_not_found"),
                Arguments.of(Answer.text(401, "invalid_token"), "401 invalid_token"),
                Arguments.of(Answer.text(403, "action_prohibited"), "403 action_prohibited"),
                Arguments.of(Answer.text(403, "<html>blocked</html>"), "403"),
                Arguments.of(Answer.text(404, "no_service"), "404 no_service"),
                Arguments.of(Answer.text(404, "channel_not_found"), "404 channel_not_found"),
                Arguments.of(Answer.text(410, "channel_is_archived"), "410 channel_is_archived"));
    }

    private static IncomingWebhook webhook(URI url) {
        return new IncomingWebhook(
                new SlackSettings(Optional.of(url), Map.of(), Optional.empty(), new Digest(5, Duration.ofMinutes(1))),
                LIMIT,
                Clock.systemUTC());
    }

    private static void hello(Exchange exchange) {
        Message message = new Message();
        message.setText("Hello");
        exchange.getMessage().setBody(new SlackPost("slack", message));
    }

    /** Ends when the other side has had enough. */
    private static Void drip(ServerSocket server, String beginning) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (!never.await(100, TimeUnit.MILLISECONDS)) {
                out.write('o');
                out.flush();
            }
        } catch (SocketException e) {
            // The other side has had enough.
        }
        return null;
    }
}
