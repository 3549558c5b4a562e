package io.circlesync.circle;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections to Circle that are kept, but not once something has come on them that nobody had asked for, such as the rest of
 * an answer that was longer than it said. The HTTP client would read that as the next answer, and so take somebody's words for
 * those about another call; RFC 9112, section 9.2, forbids it. Such a connection is closed before anything is sent on it.
 */
final class QuietConnections implements HttpClientConfigurer {

    /** More than are ever at work, so that nobody waits for one. */
    private static final int MOST = 256;

    /** Until somebody is there to talk to. */
    private static final Timeout CONNECT = Timeout.ofSeconds(5);

    /** While somebody says hello; how long an answer may take is the route's to say. */
    private static final Timeout HELLO = Timeout.ofSeconds(10);

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(socket -> new QuietConnection())
                .setMaxConnTotal(MOST)
                .setMaxConnPerRoute(MOST)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(HELLO)
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build());
    }

    /** Is stale, and so closed by whoever keeps it, when it is not quiet. */
    private static final class QuietConnection extends DefaultBHttpClientConnection
            implements ManagedHttpClientConnection {

        /** After which the other side may have closed it. */
        private static final Duration LONG = Duration.ofSeconds(2);

        private final AtomicBoolean closed = new AtomicBoolean();
        private SessionInputBuffer read;
        private InputStream unread;
        private long restsSince = System.nanoTime();

        QuietConnection() {
            super(Http1Config.DEFAULT);
        }

        /** Listening costs a millisecond, and tells alone of an end and of what comes encrypted; the rest is known at once. */
        @Override
        public boolean isStale() throws IOException {
            boolean listens = getSSLSession() != null || System.nanoTime() - restsSince > LONG.toNanos();
            return listens && super.isStale() || read == null || read.length() > 0 || unread.available() > 0;
        }

        @Override
        protected InputStream createContentInputStream(long length, SessionInputBuffer buffer, InputStream stream) {
            read = buffer;
            unread = stream;
            return super.createContentInputStream(length, buffer, stream);
        }

        @Override
        public void passivate() {
            restsSince = System.nanoTime();
        }

        @Override
        public void activate() {
            // The next call brings its own time limits.
        }

        @Override
        public void bind(Socket socket) throws IOException {
            super.bind(socket);
        }

        @Override
        public void bind(SSLSocket tls, Socket socket) throws IOException {
            bind(new SocketHolder(tls, socket));
        }

        /** A call that has been ended meanwhile needs none. */
        @Override
        protected void bind(SocketHolder socket) throws IOException {
            if (closed.get()) {
                socket.getSocket().close();
                throw new InterruptedIOException("The call was ended while it was connecting");
            }
            super.bind(socket);
        }

        @Override
        public void close() throws IOException {
            closed.set(true);
            super.close();
        }

        @Override
        public void close(CloseMode mode) {
            closed.set(true);
            super.close(mode);
        }

        @Override
        public Socket getSocket() {
            SocketHolder holder = getSocketHolder();
            return holder == null ? null : holder.getSocket();
        }
    }
}
