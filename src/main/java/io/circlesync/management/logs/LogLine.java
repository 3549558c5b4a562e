package io.circlesync.management.logs;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.LogEvent;

/**
 * What the log said once.
 *
 * @param at in milliseconds since 1970, and no other's: one that is said within the same is a millisecond later
 * @param exception the first lines of where it was thrown; null if there is none
 */
record LogLine(long at, String level, String logger, String thread, String message, String exception) {

    private static final int LONGEST_MESSAGE = 4_000;
    private static final int MOST_FRAMES = 30;

    static LogLine of(LogEvent event, long at) {
        return new LogLine(
                at,
                event.getLevel().name(),
                event.getLoggerName(),
                event.getThreadName(),
                cut(event.getMessage().getFormattedMessage()),
                event.getThrown() == null ? null : cut(trace(event.getThrown())));
    }

    /** As hawtio's page reads it. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("seq", at);
        shown.put("timestamp", Instant.ofEpochMilli(at).toString());
        shown.put("level", level);
        shown.put("logger", logger);
        shown.put("message", message);
        shown.put("thread", thread);
        shown.put("exception", exception);
        shown.put("properties", Map.of());
        for (String unknown :
                new String[] {"className", "containerName", "fileName", "host", "lineNumber", "methodName"}) {
            shown.put(unknown, null);
        }
        return shown;
    }

    private static String trace(Throwable thrown) {
        return thrown
                + Arrays.stream(thrown.getStackTrace())
                        .limit(MOST_FRAMES)
                        .map(frame -> "\n  at " + frame)
                        .collect(Collectors.joining());
    }

    private static String cut(String text) {
        return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "…" : text;
    }
}
