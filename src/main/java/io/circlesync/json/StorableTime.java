package io.circlesync.json;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A time as PostgreSQL keeps it and JSON shows it: of the years 1 to 9999 in UTC, cut to whole microseconds. */
public final class StorableTime {

    private static final Instant BEGIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private StorableTime() {}

    /** The same time, cut and not rounded: the last moment of a year stays in it. Empty for one of another year. */
    public static Optional<Instant> of(Instant time) {
        return time.isBefore(BEGIN) || !time.isBefore(END)
                ? Optional.empty()
                : Optional.of(time.truncatedTo(ChronoUnit.MICROS));
    }
}
