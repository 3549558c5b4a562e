package io.circlesync.message.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A socket from which no more than 1 MiB is read: Jakarta Mail reads a reply to its end, however long it is, and all replies to
 * a mail have some hundred bytes.
 */
final class BoundedSocket extends Socket {

    private static final long MOST_BYTES = 1 << 20;

    private final AtomicLong read = new AtomicLong();

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {

            @Override
            public int read() throws IOException {
                int next = in.read();
                count(next < 0 ? 0 : 1);
                return next;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int given = in.read(bytes, offset, length);
                count(Math.max(0, given));
                return given;
            }
        };
    }

    private void count(int bytes) throws IOException {
        if (read.addAndGet(bytes) > MOST_BYTES) {
            throw new IOException("The SMTP server has sent more than " + MOST_BYTES + " bytes");
        }
    }
}
