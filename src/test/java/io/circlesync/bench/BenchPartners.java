package io.circlesync.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Circle, Slack and a mail server on loopback, which cost next to nothing: whatever is asked for is there. */
final class BenchPartners implements AutoCloseable {

    private static final int PAGE = 100;

    /** The members that Circle lists. */
    private record LongRange(long first, long size) {}

    private static final String ANY_ID = "77777777";
    private static final String LIST = "/community_members";

    private final Vertx vertx = Vertx.vertx();
    private final String member;
    private final AtomicLong slackMessages = new AtomicLong();
    private final AtomicLong mails = new AtomicLong();
    private volatile LongRange community = new LongRange(0, 0);
    private final HttpServer circle;
    private final HttpServer slack;
    private final NetServer smtp;

    BenchPartners() {
        ObjectNode anyone = StubCircle.member(
                Long.parseLong(ANY_ID),
                ANY_ID + "@example.org",
                "Ada Lovelace",
                Instant.parse("2026-01-22T14:55:35.714Z"));
        member = anyone.toString();
        circle = http(this::answerAsCircle);
        slack = http(request -> {
            slackMessages.incrementAndGet();
            request.response().end("ok");
        });
        smtp = vertx.createNetServer()
                .connectHandler(this::receiveMail)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String circleUrl() {
        return "http://localhost:" + circle.actualPort() + "/api/admin/v2";
    }

    String slackUrl() {
        return "http://localhost:" + slack.actualPort() + "/services/T0/B0/x";
    }

    int smtpPort() {
        return smtp.actualPort();
    }

    /** From now on Circle's list has so many members, the newest first. */
    void lists(long first, long size) {
        community = new LongRange(first, size);
    }

    long slackMessages() {
        return slackMessages.get();
    }

    long mails() {
        return mails.get();
    }

    private HttpServer http(io.vertx.core.Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void answerAsCircle(HttpServerRequest request) {
        if (request.path().endsWith(LIST)) {
            request.response()
                    .putHeader("Content-Type", "application/json; charset=utf-8")
                    .end(page(Integer.parseInt(request.getParam("page", "1")), community));
            return;
        }
        String id = request.path().substring(request.path().lastIndexOf('/') + 1);
        request.response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(member.replace(ANY_ID, id));
    }

    private String page(int page, LongRange all) {
        long from = (long) (page - 1) * PAGE;
        long to = Math.min(from + PAGE, all.size());
        String records = LongStream.range(from, to)
                .mapToObj(i -> member.replace(ANY_ID, Long.toString(all.first() + all.size() - 1 - i)))
                .collect(Collectors.joining(","));
        return "{\"page\":%d,\"per_page\":%d,\"has_next_page\":%b,\"count\":%d,\"page_count\":%d,\"records\":[%s]}"
                .formatted(page, PAGE, to < all.size(), all.size(), all.size(), records);
    }

    private void receiveMail(NetSocket socket) {
        RecordParser lines = RecordParser.newDelimited("\r\n", socket);
        boolean[] inMessage = {false};
        lines.handler(line -> {
            if (inMessage[0]) {
                if (line.length() == 1 && line.getByte(0) == '.') {
                    inMessage[0] = false;
                    mails.incrementAndGet();
                    socket.write("250 ok\r\n");
                }
                return;
            }
            String command = line.length() < 4 ? "" : line.getString(0, 4).toUpperCase(java.util.Locale.ROOT);
            inMessage[0] = command.equals("DATA");
            socket.write(Buffer.buffer(
                    switch (command) {
                        case "DATA" -> "354 go on\r\n";
                        case "QUIT" -> "221 bye\r\n";
                        default -> "250 ok\r\n";
                    }));
        });
        socket.write("220 localhost\r\n");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
