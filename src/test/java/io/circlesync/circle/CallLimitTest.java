package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.NoCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call ends in time, wherever its answer drips. */
class CallLimitTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService server = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        clock.shutdownNow();
        server.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nX-", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"})
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void an_answer_that_drips_is_ended(String beginning) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new CallLimit(LIMIT, clock, NoCounts.counts()).configureHttpClient(builder);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CloseableHttpClient client = builder.disableAutomaticRetries().build()) {
            server.submit(() -> drip(socket, beginning));
            Instant asked = Instant.now();

            assertThatThrownBy(() -> client.execute(
                            new HttpGet("http://localhost:" + socket.getLocalPort()),
                            answer -> EntityUtils.toByteArray(answer.getEntity())))
                    .isInstanceOf(IOException.class);

            assertThat(Duration.between(asked, Instant.now())).isLessThan(LIMIT.multipliedBy(30));
        }
    }

    private static Void drip(ServerSocket server, String beginning) throws IOException, InterruptedException {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            CountDownLatch never = new CountDownLatch(1);
            while (!never.await(50, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write('H');
                socket.getOutputStream().flush();
            }
        }
        return null;
    }
}
