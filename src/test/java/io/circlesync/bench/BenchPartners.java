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

/** Circle, Slack and a mail server on loopback, which cost next to nothing: whatever is asked for is there. */
final class BenchPartners implements AutoCloseable {

    private static final String ANY_ID = "77777777";

    private final Vertx vertx = Vertx.vertx();
    private final String member;
    private final AtomicLong slackMessages = new AtomicLong();
    private final AtomicLong mails = new AtomicLong();
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
        String id = request.path().substring(request.path().lastIndexOf('/') + 1);
        request.response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(member.replace(ANY_ID, id));
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
