package io.circlesync.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines of a body while it comes, of which only one is held. Blank lines are counted and left out. */
final class Lines {

    /**
     * One line.
     *
     * @param number the first one's is 1
     * @param bytes without the line's end; of a line that is too long, its beginning
     */
    record Line(int number, byte[] bytes, boolean isTooLong) {}

    private static final int CHUNK = 8_192;

    private final InputStream body;
    private final int longest;
    private final byte[] chunk = new byte[CHUNK];
    private int position;
    private int filled;
    private int number;
    private long read;
    private boolean complete = true;

    /** @param longest bytes that a line may have */
    Lines(InputStream body, int longest) {
        this.body = body;
        this.longest = longest;
    }

    /** How many bytes were read. */
    long bytesRead() {
        return read;
    }

    /** How many lines were read, of the last one its beginning at least. */
    int count() {
        return number;
    }

    /** The line that is being read, or else the next one. */
    int unfinished() {
        return complete ? number + 1 : number;
    }

    /**
     * The next line; empty at the end.
     *
     * @throws IOException if the body does not come to its end
     */
    Optional<Line> next() throws IOException {
        while (fill()) {
            Line line = line();
            if (line.isTooLong() || !isBlank(line.bytes())) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private Line line() throws IOException {
        number++;
        complete = false;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        while (fill()) {
            int end = position;
            while (end < filled && chunk[end] != '\n') {
                end++;
            }
            int room = Math.min(end - position, longest - line.size());
            line.write(chunk, position, room);
            tooLong |= room < end - position;
            position = end;
            if (end < filled) {
                position++;
                break;
            }
        }
        complete = true;
        return new Line(number, line.toByteArray(), tooLong);
    }

    private boolean fill() throws IOException {
        if (position < filled) {
            return true;
        }
        position = 0;
        filled = Math.max(body.read(chunk), 0);
        read += filled;
        return filled > 0;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte character : bytes) {
            if (character != ' ' && character != '\t' && character != '\r') {
                return false;
            }
        }
        return true;
    }
}
