package io.circlesync.reconcile;

import io.circlesync.circle.CirclePage;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A run whose next step this process takes, as its row tells.
 *
 * @param token proves the lease; empty if it is not held
 * @param pass 2 where the list is read once more before something is written
 * @param isFirst whether no profile was linked to a member when it began
 * @param page pages that are compared
 * @param members members on them, each once
 * @param planned members that Circle counted before the first page
 * @param counted members that it counted on the last one
 * @param linked profiles that are linked to a member who has not left
 */
record Run(
        long id,
        Optional<UUID> token,
        String state,
        boolean dryRun,
        int pass,
        boolean isFirst,
        int attempts,
        int page,
        long members,
        long planned,
        long counted,
        long linked) {

    /** Whoever counts more pages than twice as many as there can be does not come to an end. */
    private static final int MOST_LAPS = 2;

    /** Of a row of {@code reconciliation}. */
    static Run of(Map<String, Object> row) {
        return new Run(
                number(row, "id"),
                Optional.ofNullable((UUID) row.get("lease_token")),
                (String) row.get("state"),
                (Boolean) row.get("dry_run"),
                (int) number(row, "pass"),
                (Boolean) row.get("first"),
                (int) number(row, "attempts"),
                (int) number(row, "page"),
                number(row, "members"),
                number(row, "members_total"),
                number(row, "counted"),
                number(row, "linked"));
    }

    /**
     * Whether the list goes on and on.
     *
     * @param size members of the page; Circle may give fewer than were asked for, and says nothing of it
     */
    boolean isEndless(int size) {
        return page > MOST_LAPS * CirclePage.pages(Math.max(planned, counted), Math.max(size, 1)) + 1;
    }

    /** Proves the lease to a statement that needs it. */
    UUID lease() {
        return token.orElseThrow();
    }

    private static long number(Map<String, Object> row, String column) {
        return Optional.ofNullable((Number) row.get(column))
                .map(Number::longValue)
                .orElse(0L);
    }
}
