package io.circlesync.api;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.reconcile.FindingKind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
    private static final int WHOLE = 100;

    /** Nothing is loaded from anywhere, and nothing is run. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private final Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);
    private final FindingCalls findings = new FindingCalls();

    ReconciliationReport() {
        freemarker.setTemplateLoader(new ClassTemplateLoader(ReconciliationReport.class.getClassLoader(), "reports"));
        freemarker.setDefaultEncoding("UTF-8");
        freemarker.setOutputEncoding("UTF-8");
        freemarker.setLocalizedLookup(false);
        freemarker.setRecognizeStandardFileExtensions(false);
        freemarker.setOutputFormat(HTMLOutputFormat.INSTANCE);
        freemarker.setLocale(Locale.ENGLISH);
        freemarker.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        freemarker.setLogTemplateExceptions(false);
        freemarker.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    }

    /**
     * Which run and which findings, as the statements take them.
     *
     * @throws HttpProblem as {@link FindingCalls#all}
     */
    public Map<String, Object> filters(ApiCall call) {
        Map<String, Object> filters = findings.all(call);
        filters.putAll(ReconciliationCalls.one((long) filters.get("run")));
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
        int limit = (int) filters.get("limit");
        List<Map<String, Object>> shown = rows.subList(0, Math.min(limit, rows.size()));
        Map<String, Object> page = new HashMap<>();
        page.put("run", plain(run));
        page.put("kinds", bars(kinds(runs.get(0))));
        page.put("fields", bars(fields(fields)));
        page.put("allKinds", FindingKind.names());
        page.put("kind", Optional.ofNullable(filters.get("kind")).orElse(""));
        page.put("state", Optional.ofNullable(filters.get("status")).orElse(""));
        page.put(
                "findings",
                shown.stream().map(row -> plain(FindingCalls.json(row))).toList());
        page.put(
                "next",
                rows.size() > limit
                        ? FindingCalls.query(filters) + "cursor="
                                + Cursor.below((long) shown.get(limit - 1).get("id"))
                        : "");
        JsonAnswer.write(exchange.getMessage(), fill(page));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/html; charset=utf-8");
        exchange.getMessage().setHeader("Content-Security-Policy", POLICY);
        exchange.getMessage().setHeader("X-Content-Type-Options", "nosniff");
        exchange.getMessage().setHeader("Referrer-Policy", "no-referrer");
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
    private static Object plain(Map<String, Object> value) {
        return Json.mapper().convertValue(Json.read(Json.write(value)), Map.class);
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
