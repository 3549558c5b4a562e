package io.circlesync.message.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.Message;
import io.circlesync.outbox.Refusal;
import io.circlesync.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingWebhookTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);

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
            camel.addComponent(
                    "slack",
                    new IncomingWebhook(
                            new Settings.Slack(
                                    Optional.of(URI.create("http://localhost:" + server.getLocalPort() + "/secret")),
                                    Map.of(),
                                    Optional.empty()),
                            LIMIT));
            camel.start();
            Message message = new Message();
            message.setText("Hello");
            Instant before = Instant.now();

            Exchange exchange = camel.createProducerTemplate()
                    .send("slack:alerts", sent -> sent.getMessage().setBody(new SlackPost("slack", message)));

            assertThat(Duration.between(before, Instant.now())).isBetween(LIMIT, LIMIT.plusSeconds(2));
            assertThat(exchange.getException()).isInstanceOf(IOException.class);
            assertThat(SlackRefusals.of(exchange.getException()))
                    .isEqualTo(Refusal.unreached("InterruptedIOException"));
        } finally {
            thread.shutdownNow();
        }
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
