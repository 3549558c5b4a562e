package io.circlesync.api;

import io.circlesync.json.StorableTime;
import io.circlesync.problem.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Where the next page of a list begins: below the last id of this one, so that rows that arrive in between neither
 * repeat nor hide another. Callers hand it back as it is and need not know what it holds.
 */
final class Cursor {

    private static final String BEFORE = "before:";
    private static final String AFTER = "after:";
    private static final char SEPARATOR = '/';

    /** Where a list goes on that is ordered by a time and, within it, by an id. */
    record Position(Instant time, UUID id) {

        /** Before everything. */
        static final Position START = new Position(Instant.EPOCH, new UUID(0, 0));
    }

    /** Where a list goes on that is ordered by a time and, within it, by a number. */
    record Place(Instant time, long id) {

        /** Before everything. */
        static final Place START = new Place(Instant.EPOCH, 0);
    }

    private Cursor() {}

    static String after(Position position) {
        return encode(AFTER + position.time() + SEPARATOR + position.id());
    }

    static String after(Place place) {
        return encode(AFTER + place.time() + SEPARATOR + place.id());
    }

    /**
     * The position after which the page begins.
     *
     * @throws HttpProblem 400 if the cursor was not made here
     */
    static Position readPosition(String cursor) {
        return readAfter(cursor, (time, id) -> new Position(time, UUID.fromString(id)));
    }

    /**
     * The place after which the page begins.
     *
     * @throws HttpProblem 400 if the cursor was not made here
     */
    static Place readPlace(String cursor) {
        return readAfter(cursor, (time, id) -> new Place(time, Long.parseLong(id)));
    }

    private static <T> T readAfter(String cursor, BiFunction<Instant, String, T> read) {
        String text = decode(cursor);
        int separator = text.indexOf(SEPARATOR);
        if (text.startsWith(AFTER) && separator > 0) {
            try {
                Instant time = StorableTime.of(Instant.parse(text.substring(AFTER.length(), separator)))
                        .orElseThrow(IllegalArgumentException::new);
                return read.apply(time, text.substring(separator + 1));
            } catch (DateTimeException | IllegalArgumentException e) {
                // Said below, like a text with another beginning.
            }
        }
        throw wrong();
    }

    static String below(long id) {
        return encode(BEFORE + id);
    }

    /**
     * The id below which the page begins.
     *
     * @throws HttpProblem 400 if the cursor was not made here
     */
    static long read(String cursor) {
        String text = decode(cursor);
        if (text.startsWith(BEFORE)) {
            try {
                return Long.parseLong(text.substring(BEFORE.length()));
            } catch (NumberFormatException e) {
                // Said below, like a text with another beginning.
            }
        }
        throw wrong();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private static HttpProblem wrong() {
        return QueryReader.wrong("cursor", "the nextCursor of an earlier answer");
    }
}
