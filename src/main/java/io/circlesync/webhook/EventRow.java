package io.circlesync.webhook;

/**
 * One event to store.
 *
 * @param source {@code circle} or {@code workos}
 * @param type may be null, like every column that the event does not fill
 * @param snapshot a whole member as JSON, which saves the fetch
 * @param hint what the event says of one profile field, as JSON
 * @param traceparent where the trace of its sync goes on
 */
record EventRow(
        String source,
        String type,
        Disposition disposition,
        Long memberId,
        String reason,
        String body,
        String snapshot,
        String hint,
        String traceparent) {

    /** What becomes of an event. */
    enum Disposition {
        DUE,
        IGNORED,
        QUARANTINED;

        String columnValue() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
