package io.circlesync.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Sends webhooks over keep-alive connections, the next one on each as soon as the last is answered. One thread serves all
 * connections, because the load shares the machine with what it measures.
 */
final class WebhookLoad {

    private static final int LARGEST_ANSWER = 8192;
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    /**
     * How a burst went.
     *
     * @param nanos how long each acknowledged webhook took, in ascending order
     * @param refused how many were answered with anything but 200
     */
    record Result(long[] nanos, int refused, double seconds) {

        double perSecond() {
            return nanos.length / seconds;
        }

        /** The time within which this share of the webhooks was acknowledged, in milliseconds. */
        double quantileMillis(double share) {
            return Figures.quantile(nanos, share) / 1e6;
        }
    }

    private final class Connection {
        private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);
        private ByteBuffer request;
        private long sentAt;
    }

    private final int port;
    private final String secret;
    private final LongSupplier memberIds;
    private long[] nanos = new long[1 << 16];
    private int acknowledged;
    private int refused;
    private int open;

    /** @param memberIds gives the member that the next webhook is about */
    WebhookLoad(int port, String secret, LongSupplier memberIds) {
        this.port = port;
        this.secret = secret;
        this.memberIds = memberIds;
    }

    /** Sends while the condition holds, which is asked before each webhook, and waits for the last answers. */
    Result run(int connections, BooleanSupplier goOn) throws IOException {
        long start = System.nanoTime();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections && goOn.getAsBoolean(); i++) {
                open(selector);
            }
            while (open > 0) {
                selector.select(key -> advance(key, goOn));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = Arrays.copyOf(nanos, acknowledged);
        Arrays.sort(sorted);
        return new Result(sorted, refused, seconds);
    }

    private void open(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection();
        channel.register(selector, SelectionKey.OP_READ, connection);
        open++;
        send(channel, connection);
    }

    private void advance(SelectionKey key, BooleanSupplier goOn) {
        SocketChannel channel = (SocketChannel) key.channel();
        Connection connection = (Connection) key.attachment();
        try {
            if (channel.read(connection.answer) < 0) {
                throw new IOException("The service closed the connection");
            }
            if (!isWhole(connection.answer)) {
                return;
            }
            count(connection);
            if (goOn.getAsBoolean()) {
                send(channel, connection);
            } else {
                channel.close();
                open--;
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void count(Connection connection) {
        if (Arrays.equals(OK, 0, OK.length, connection.answer.array(), 0, OK.length)) {
            if (acknowledged == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * nanos.length);
            }
            nanos[acknowledged++] = System.nanoTime() - connection.sentAt;
        } else {
            refused++;
        }
        connection.answer.clear();
    }

    private void send(SocketChannel channel, Connection connection) throws IOException {
        String body =
                "{\"type\":\"community_member_profile_field_updated\",\"data\":{\"community_id\":393781,\"community_member_id\":"
                        + memberIds.getAsLong() + ",\"profile_field_id\":1}}";
        connection.request = ByteBuffer.wrap(
                ("POST /webhooks/circle HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + secret + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII));
        connection.sentAt = System.nanoTime();
        while (connection.request.hasRemaining()) {
            channel.write(connection.request);
        }
    }

    /** Whether headers and, by Content-Length or the last chunk, the body are there. */
    private static boolean isWhole(ByteBuffer answer) {
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return false;
        }
        String head = text.substring(0, headEnd).toLowerCase(java.util.Locale.ROOT);
        int length = head.indexOf("content-length:");
        if (length < 0) {
            return text.endsWith("\r\n0\r\n\r\n");
        }
        int lineEnd = head.indexOf("\r\n", length);
        String value = head.substring(length + "content-length:".length(), lineEnd < 0 ? head.length() : lineEnd);
        return text.length() >= headEnd + "\r\n\r\n".length() + Integer.parseInt(value.strip());
    }
}
