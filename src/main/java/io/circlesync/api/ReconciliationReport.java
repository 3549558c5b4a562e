package io.circlesync.api;

import com.fasterxml.jackson.core.type.TypeReference;
import freemarker.cache.ClassTemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import io.circlesync.change.Timeline;
import io.circlesync.json.Json;
import io.circlesync.message.SafeTemplates;
import io.circlesync.problem.HttpProblem;
import io.circlesync.reconcile.FindingKind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** What a run has found, as a page for people. All that stands in it is escaped, for members typed it. */
public final class ReconciliationReport {

    private static final String TEMPLATE = "reconciliation.ftl";
    private static final String BUTTONS = "buttons";
    private static final int WHOLE = 100;

    /** Nothing is loaded from anywhere, and nothing is run. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action ";

    /** As people write times. All of ours are in UTC, and so is what the partners tell. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Configuration freemarker = SafeTemplates.of(
            new ClassTemplateLoader(ReconciliationReport.class.getClassLoader(), "reports"), HTMLOutputFormat.INSTANCE);
    private final FindingCalls findings = new FindingCalls();

    /**
     * Which run and which findings, as the statements take them.
     *
     * @throws HttpProblem as {@link FindingCalls#all}
     */
    public Map<String, Object> filters(ApiCall call) {
        Map<String, Object> filters = findings.all(call);
        filters.putAll(ReconciliationCalls.one((long) filters.get("run")));
        filters.put(BUTTONS, call.buttons());
        return filters;
    }

    /**
     * Answers with the page.
     *
     * @throws HttpProblem 404 if there is no such run
     */
    public void answer(
            Exchange exchange,
            Map<String, Object> filters,
            List<Map<String, Object>> runs,
            List<Map<String, Object>> fields,
            List<Map<String, Object>> rows) {
        findings.requireFound(runs);
        Map<String, Object> run = RunJson.of(runs.get(0));
        ListedRows listed = FindingCalls.listed(filters, rows);
        Map<String, Object> page = new HashMap<>();
        boolean buttons = (boolean) filters.get(BUTTONS);
        Map<String, Object> plain = plain(run);
        page.put("run", plain);
        page.put("begun", time(run.get("startedAt")));
        page.put("ended", time(run.get("endedAt")));
        page.put(BUTTONS, buttons);
        page.put("kinds", bars(kinds(runs.get(0))));
        page.put("fields", bars(fields(fields)));
        page.put("allKinds", FindingKind.names());
        page.put("kind", Optional.ofNullable(filters.get("kind")).orElse(""));
        page.put("state", Optional.ofNullable(filters.get("status")).orElse(""));
        page.put(
                "findings",
                listed.shown().stream().map(row -> finding(plain, row)).toList());
        page.put(
                "next",
                listed.next(FindingCalls::cursor)
                        .map(cursor -> FindingCalls.query(filters) + "cursor=" + cursor)
                        .orElse(""));
        JsonAnswer.write(exchange.getMessage(), fill(page));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/html; charset=utf-8");
        exchange.getMessage().setHeader("Content-Security-Policy", POLICY + (buttons ? "'self'" : "'none'"));
        exchange.getMessage().setHeader("X-Content-Type-Options", "nosniff");
        exchange.getMessage().setHeader("Referrer-Policy", "same-origin");
    }

    /** A finding with what a person may decide about it, and times as people write them. */
    @SuppressWarnings("unchecked")
    private static Object finding(Map<String, Object> run, Map<String, Object> row) {
        Map<String, Object> finding = plain(FindingCalls.json(row));
        boolean isOpen = "open".equals(row.get("state"));
        boolean isLeft = FindingKind.LEFT.jsonName().equals(row.get("kind"));
        boolean isToBeWritten =
                !Collections.disjoint((List<String>) run.get("decisions"), List.of("continue", "apply"));
        boolean isApproved = isOpen && isLeft && row.get("approved").equals(true);
        finding.put("isApproved", isApproved);
        finding.put("mayBeApproved", isOpen && isLeft && !isApproved);
        finding.put("mayBeIgnored", isOpen && (isLeft || isToBeWritten));
        ((List<Map<String, Object>>) finding.get("fields"))
                .stream()
                        .filter(field -> Timeline.LEFT_AT.equals(field.get("field")))
                        .forEach(field -> {
                            field.computeIfPresent("localValue", (name, value) -> time(value));
                            field.computeIfPresent("circleValue", (name, value) -> time(value));
                        });
        return finding;
    }

    private static String time(Object instant) {
        return instant == null ? "" : TIME.format(Instant.parse(instant.toString()));
    }

    private static Map<String, Long> kinds(Map<String, Object> run) {
        Map<String, Long> kinds = new LinkedHashMap<>();
        Json.read(run.get("findings").toString())
                .properties()
                .forEach(kind -> kinds.put(kind.getKey(), kind.getValue().longValue()));
        return kinds;
    }

    private static Map<String, Long> fields(List<Map<String, Object>> rows) {
        Map<String, Long> fields = new LinkedHashMap<>();
        rows.forEach(row -> fields.put((String) row.get("field"), (Long) row.get("findings")));
        return fields;
    }

    /** Figures with the lengths of their bars, in percent of the largest. */
    private static List<Map<String, Object>> bars(Map<String, Long> figures) {
        long most = figures.values().stream().mapToLong(Long::longValue).max().orElse(1);
        List<Map<String, Object>> bars = new ArrayList<>();
        figures.forEach((name, count) ->
                bars.add(Map.of("name", name, "count", count, "percent", Math.max(1, count * WHOLE / most))));
        return bars;
    }

    /** As its JSON is: texts, numbers, lists and maps, which is what a template reads. */
    private static Map<String, Object> plain(Map<String, Object> value) {
        return Json.read(Json.write(value), new TypeReference<Map<String, Object>>() {});
    }

    private String fill(Map<String, Object> page) {
        StringWriter text = new StringWriter();
        try {
            freemarker.getTemplate(TEMPLATE).process(page, text);
        } catch (TemplateException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
