package io.circlesync.check;

import io.circlesync.circle.CallLimit;
import io.circlesync.count.Counts;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks a partner as the routes do, by camel-http's own client: redirects are not followed, and a call ends however slowly the
 * answer drips.
 */
final class PartnerHttp implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final Duration NEARLY = LIMIT.minusSeconds(2);
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Timeout ANSWER = Timeout.ofSeconds(10);
    private static final int LARGEST = 1 << 20;

    /**
     * What came back.
     *
     * @param redirect the host that is to be asked instead
     * @param date the partner's clock
     */
    record Reply(int status, Optional<String> redirect, Optional<Instant> date, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8).strip();
        }

        boolean isRedirect() {
            return status >= 300 && status < 400;
        }
    }

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "check-limit");
        thread.setDaemon(true);
        return thread;
    });

    private final CloseableHttpClient client;

    PartnerHttp() {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(ANSWER)
                                .build())
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(ANSWER).build());
        new CallLimit(LIMIT, clock, Counts.unread()).configureHttpClient(builder);
        client = builder.build();
    }

    /** Asks for something. */
    Reply get(String url, String authorization) throws IOException {
        return send(ClassicRequestBuilder.get(url)
                .setHeader("Authorization", authorization)
                .build());
    }

    /** Sends JSON. */
    Reply post(URI url, String json) throws IOException {
        return send(ClassicRequestBuilder.post(url)
                .setEntity(json, ContentType.APPLICATION_JSON)
                .build());
    }

    private Reply send(ClassicHttpRequest request) throws IOException {
        long start = System.nanoTime();
        try {
            return client.execute(request, PartnerHttp::reply);
        } catch (IOException e) {
            // What is ended from outside fails as if the network had.
            throw System.nanoTime() - start < NEARLY.toNanos() ? e : new SocketTimeoutException("Over the limit");
        }
    }

    private static Reply reply(ClassicHttpResponse response) throws IOException {
        byte[] body = {};
        if (response.getEntity() != null) {
            try (InputStream in = response.getEntity().getContent()) {
                body = in.readNBytes(LARGEST);
            }
        }
        return new Reply(
                response.getCode(),
                header(response, "Location").flatMap(PartnerHttp::host),
                header(response, "Date").flatMap(PartnerHttp::time),
                body);
    }

    private static Optional<String> header(ClassicHttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** The rest of it may be a secret. */
    private static Optional<String> host(String location) {
        try {
            URI url = URI.create(location);
            return Optional.ofNullable(url.getHost()).map(host -> url.getScheme() + "://" + host);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        clock.shutdownNow();
    }
}
