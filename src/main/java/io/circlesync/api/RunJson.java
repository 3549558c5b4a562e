package io.circlesync.api;

import com.fasterxml.jackson.databind.util.RawValue;
import io.circlesync.circle.CirclePage;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells how a run stands, and how long its scan still takes. */
final class RunJson {

    private RunJson() {}

    /** A run as callers see it, of a row of {@code reconciliation-list.sql}. */
    static Map<String, Object> of(Map<String, Object> row) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("id", row.get("id"));
        run.put("dryRun", row.get("dry_run"));
        run.put("applied", (Boolean) row.get("dry_run") && row.get("pass").equals(2));
        run.put("state", row.get("state"));
        run.put("plan", row.get("calls") == null ? null : plan(row));
        run.put("progress", progress(row));
        run.put("findings", new RawValue(row.get("findings").toString()));
        run.put("waitingFor", new RawValue(row.get("waiting_for").toString()));
        run.put("decisions", new RawValue(row.get("decisions").toString()));
        run.put("reason", row.get("reason"));
        run.put("startedAt", instant(row, "started_at").orElse(null));
        run.put("endedAt", instant(row, "ended_at").orElse(null));
        return run;
    }

    private static Map<String, Object> plan(Map<String, Object> row) {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("calls", row.get("calls"));
        plan.put("seconds", row.get("seconds"));
        plan.put("quotaShare", row.get("quota_share"));
        return plan;
    }

    private static Map<String, Object> progress(Map<String, Object> row) {
        int pages = (Integer) row.get("page");
        long membersTotal =
                number(row, "counted").or(() -> number(row, "members_total")).orElse(0L);
        long pagesTotal = CirclePage.pages(membersTotal);
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("pages", pages);
        progress.put("pagesTotal", pagesTotal);
        progress.put("members", row.get("members"));
        progress.put("membersTotal", membersTotal);
        progress.put("secondsLeft", secondsLeft(row, pages, pagesTotal));
        return progress;
    }

    /** By the pace so far; before the first page by the plan's, and nothing once the list is read. */
    private static long secondsLeft(Map<String, Object> row, int pages, long pagesTotal) {
        Optional<Instant> since = instant(row, "scanned_since");
        if (!"running".equals(row.get("state")) || !"scan".equals(row.get("step")) || since.isEmpty()) {
            return 0;
        }
        if (pages == 0) {
            return number(row, "seconds").orElse(0L);
        }
        Duration so = Duration.between(since.get(), instant(row, "at").orElseThrow());
        return so.toMillis() * Math.max(0, pagesTotal - pages) / pages / 1_000;
    }

    private static Optional<Long> number(Map<String, Object> row, String column) {
        return Optional.ofNullable((Number) row.get(column)).map(Number::longValue);
    }

    private static Optional<Instant> instant(Map<String, Object> row, String column) {
        return Optional.ofNullable((Timestamp) row.get(column)).map(Timestamp::toInstant);
    }
}
