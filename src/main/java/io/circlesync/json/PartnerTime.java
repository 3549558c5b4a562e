package io.circlesync.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the times that partners give: ISO-8601 with {@code T} or a blank in the middle, with any offset or none, which is
 * UTC; seconds or milliseconds since 1970, as numbers or as texts. What is given and cannot be read, or kept, is something
 * else than what is not given: the latter is merely unknown.
 */
public final class PartnerTime {

    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][ ]")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[ ]['UTC']['GMT'][XXX][XX][X]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}(\\.\\d{1,9})?");

    /** No partner is older; a smaller number is something else than a time. */
    private static final BigDecimal EARLIEST_SECOND =
            BigDecimal.valueOf(Instant.parse("2000-01-01T00:00:00Z").getEpochSecond());

    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1000);
    private static final BigDecimal EARLIEST_MILLI = EARLIEST_SECOND.multiply(MILLIS_PER_SECOND);
    private static final BigDecimal END_OF_MILLIS = EARLIEST_MILLI.multiply(MILLIS_PER_SECOND);

    private PartnerTime() {}

    /**
     * The time; empty if none is given.
     *
     * @throws DateTimeException if what is given is not a time
     */
    public static Optional<Instant> read(JsonNode node) {
        if (node.isMissingNode()
                || node.isNull()
                || node.isTextual() && node.textValue().isBlank()) {
            return Optional.empty();
        }
        Instant time = node.isNumber() ? number(node) : text(node);
        return Optional.of(StorableTime.of(time).orElseThrow(PartnerTime::unreadable));
    }

    private static Instant number(JsonNode node) {
        // A number of more digits than a double has room for is read as infinite.
        if (!Double.isFinite(node.doubleValue())) {
            throw unreadable();
        }
        return sinceEpoch(node.decimalValue());
    }

    private static Instant text(JsonNode node) {
        if (!node.isTextual()) {
            throw unreadable();
        }
        String text = node.textValue().strip();
        return NUMBER.matcher(text).matches() ? sinceEpoch(new BigDecimal(text)) : Instant.from(TEXT.parse(text));
    }

    private static Instant sinceEpoch(BigDecimal number) {
        if (number.compareTo(EARLIEST_SECOND) < 0 || number.compareTo(END_OF_MILLIS) >= 0) {
            throw unreadable();
        }
        BigDecimal millis = number.compareTo(EARLIEST_MILLI) < 0 ? number.multiply(MILLIS_PER_SECOND) : number;
        return Instant.ofEpochMilli(millis.longValue());
    }

    /** Without what was given, which may be anything. */
    private static DateTimeException unreadable() {
        return new DateTimeException("Expected ISO-8601, or seconds or milliseconds since 1970");
    }
}
