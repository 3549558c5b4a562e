package io.circlesync.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of route files that visual editors open and save without damage, and that reads the same everywhere. Camel's
 * schema is checked apart; these are the rules that it leaves open.
 */
final class RouteRules {

    private static final Set<String> ENTRIES = Set.of("route", "routeConfiguration", "beans");
    private static final Set<String> GROUPS =
            Set.of("inbound", "profiles", "sync", "gaps", "reconcile", "shared", "sandbox", "console");
    private static final Pattern ROUTE_DESCRIPTION = Pattern.compile("[A-Z][a-z]+s .*[^.]", Pattern.DOTALL);
    private static final Pattern STEP_DESCRIPTION = Pattern.compile("[A-Z0-9]\\S*( \\S+){0,6}");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+-]*|\\{\\{[^{}]+}}");
    private static final Pattern COMMENT = Pattern.compile("\\s*#.*");

    /** Where a language may stand; anywhere else it is a shorthand. */
    private static final Pattern EXPRESSION =
            Pattern.compile(".*[eE]xpression|.*[pP]redicate|handled|continued|retryWhile|onWhen");

    private static final Set<String> LANGUAGES = Set.of(
            "simple",
            "csimple",
            "constant",
            "jsonpath",
            "jq",
            "xpath",
            "groovy",
            "exchangeProperty",
            "datasonnet",
            "tokenize",
            "xtokenize",
            "spel",
            "ognl",
            "mvel",
            "javaScript",
            "js",
            "python");

    /** What may follow the steps of a block: its further branches. */
    private static final Set<String> BRANCHES = Set.of("doCatch", "doFinally", "onFallback");

    /** Lists whose elements name their kind, and blocks whose kind is the key. */
    private static final Set<String> WRAPPED = Set.of("steps", "onException", "onCompletion", "intercept");

    private static final Set<String> BARE = Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

    private static final Set<String> MAIL = Set.of("smtp", "smtps");

    private static final Set<String> SQL_OPTIONS =
            Set.of("query", "onConsume", "onConsumeFailed", "onConsumeBatchComplete");

    private final List<String> violations = new ArrayList<>();
    private final Map<String, String> routeIds = new HashMap<>();
    private final Map<String, String> stepIds = new HashMap<>();
    private String file;
    private String route;

    private RouteRules() {}

    /** Each violation names the file, the route and the rule. */
    static List<String> violations(List<RouteFile> files) {
        RouteRules rules = new RouteRules();
        files.forEach(rules::check);
        return List.copyOf(rules.violations);
    }

    private void check(RouteFile routeFile) {
        file = routeFile.path().toString();
        route = "";
        require(routeFile.isNamedForEditors(), "file name ends with .camel.yaml");
        checkComments(routeFile.text());
        require(routeFile.entries().isArray(), "a file is a list of entries");
        for (JsonNode entry : routeFile.entries()) {
            String kind = entry.fieldNames().hasNext() ? entry.fieldNames().next() : "";
            require(ENTRIES.contains(kind), "entry '" + kind + "' is one of " + ENTRIES);
            if (kind.equals("route")) {
                checkRoute(routeFile, entry.get(kind));
            } else if (kind.equals("routeConfiguration")) {
                checkConfiguration(entry.get(kind));
            }
        }
    }

    private void checkComments(String text) {
        List<String> lines = text.lines().toList();
        boolean begun = false;
        for (int i = 0; i < lines.size(); i++) {
            begun = begun || lines.get(i).startsWith("- ");
            boolean lost = begun && COMMENT.matcher(lines.get(i)).matches();
            require(!lost, "line " + (i + 1) + ": comments stand above the first entry only (editors drop the others)");
        }
    }

    private void checkRoute(RouteFile routeFile, JsonNode definition) {
        route = definition.path("id").asText("(without id)");
        require(first(definition).equals("id"), "a route starts with its id");
        require(last(definition).equals("from"), "a route ends with its from");
        require(
                !definition.has("errorHandler"),
                "errorHandler stands in errors.camel.yaml; hawtio's diagrams stop at a route with one of its own");
        if (routeFile.isSandbox()) {
            require(route.startsWith("sandbox-"), "route id starts with 'sandbox-'");
        } else {
            String stem = routeFile.stem();
            require(
                    route.equals(stem) || route.startsWith(stem + "-"),
                    "route id is the file's name '" + stem + "', or starts with '" + stem + "-'");
        }
        unique(routeIds, route);
        String group = definition.path("group").asText("");
        require(
                routeFile.isSandbox() ? group.equals("sandbox") : GROUPS.contains(group),
                "group '" + group + "' is one of " + GROUPS);
        requireRouteDescription(definition);
        checkStep("from", definition.path("from"));
        checkMailHeaders(definition);
        walk("route", definition);
    }

    private void checkConfiguration(JsonNode definition) {
        route = definition.path("id").asText("(without id)");
        require(first(definition).equals("id"), "a route configuration starts with its id");
        unique(routeIds, route);
        requireRouteDescription(definition);
        walk("routeConfiguration", definition);
    }

    private void requireRouteDescription(JsonNode definition) {
        require(
                ROUTE_DESCRIPTION
                        .matcher(definition.path("description").asText(""))
                        .matches(),
                "description starts with a capital verb as in 'Answers …' and ends without a full stop");
    }

    /** Goes through everything below a route, step by step. */
    private void walk(String key, JsonNode node) {
        if (node.isObject()) {
            checkUri(key, node);
            checkStepsLast(node);
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String name = field.getKey();
                if (name.equals("parameters") || name.equals("properties")) {
                    continue;
                }
                checkLanguage(key, name, field.getValue());
                checkSteps(name, field.getValue());
                walk(name, field.getValue());
            }
        } else if (node.isArray()) {
            node.forEach(element -> walk(key, element));
        }
    }

    private void checkSteps(String name, JsonNode value) {
        if (value.isArray() && WRAPPED.contains(name)) {
            children(value).forEach(step -> step.properties().forEach(eip -> checkStep(eip.getKey(), eip.getValue())));
        } else if (BARE.contains(name)) {
            (value.isArray() ? children(value) : Stream.of(value)).forEach(branch -> checkStep(name, branch));
        }
    }

    /** A header {@code mail.smtp...} would change how the server is spoken to (CVE-2026-46584). */
    private void checkMailHeaders(JsonNode route) {
        boolean[] clean = {false};
        inOrder(route, (eip, step) -> {
            clean[0] |= eip.equals("removeHeaders")
                    && List.of("*", "mail.smtp*").contains(step.path("pattern").asText());
            require(
                    clean[0] || !MAIL.contains(step.path("uri").asText()),
                    "step '" + step.path("id").asText("") + "': headers 'mail.smtp*' are removed before");
        });
    }

    private static void inOrder(JsonNode node, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                visitor.accept(field.getKey(), field.getValue());
                inOrder(field.getValue(), visitor);
            });
        } else {
            node.forEach(element -> inOrder(element, visitor));
        }
    }

    private void checkStep(String eip, JsonNode step) {
        String id = step.path("id").asText("");
        String where = "step '" + (id.isEmpty() ? eip : id) + "': ";
        if (!step.isObject()) {
            require(false, where + "is written in full, not as a shorthand");
            return;
        }
        require(first(step).equals("id"), where + "starts with its id");
        require(id.startsWith(route + "-"), where + "id starts with '" + route + "-'");
        unique(stepIds, id);
        require(
                STEP_DESCRIPTION.matcher(step.path("description").asText("")).matches(),
                where + "has a description of a few words that starts with a capital");
    }

    private void checkUri(String eip, JsonNode node) {
        JsonNode uri = node.path("uri");
        if (uri.isMissingNode()) {
            return;
        }
        String where = eip + " '" + node.path("id").asText("") + "': ";
        require(SCHEME.matcher(uri.asText()).matches(), where + "uri holds a scheme only; the rest are parameters");
        if (uri.asText().equals("sql")) {
            for (Map.Entry<String, JsonNode> option : node.path("parameters").properties()) {
                boolean inline = SQL_OPTIONS.contains(option.getKey())
                        && !option.getValue().asText().startsWith("classpath:");
                require(!inline, where + option.getKey() + " starts with classpath: (SQL lies in files)");
            }
        }
    }

    private void checkLanguage(String container, String name, JsonNode value) {
        boolean isPlace = EXPRESSION.matcher(name).matches();
        if (LANGUAGES.contains(name)) {
            require(EXPRESSION.matcher(container).matches(), container + ": '" + name + "' stands under 'expression:'");
            require(value.isObject(), container + ": '" + name + "' is written in full, with 'expression:' below it");
        } else if (isPlace && value.isObject()) {
            value.properties()
                    .forEach(language -> require(
                            language.getValue().isObject() || LANGUAGES.contains(container),
                            container + ": '" + language.getKey() + "' is written in full"));
        }
    }

    private void checkStepsLast(JsonNode node) {
        if (node.has("steps")) {
            boolean behind = false;
            for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                require(
                        !behind || BRANCHES.contains(name),
                        "step '" + node.path("id").asText("") + "': '" + name + "' stands before the steps");
                behind = behind || name.equals("steps");
            }
        }
    }

    private void unique(Map<String, String> ids, String id) {
        String other = id.isEmpty() ? null : ids.putIfAbsent(id, file);
        require(other == null, "id '" + id + "' is used once; it is also in " + other);
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            violations.add(file + (route.isEmpty() ? "" : ", " + route) + ": " + rule);
        }
    }

    private static String first(JsonNode node) {
        return node.fieldNames().hasNext() ? node.fieldNames().next() : "";
    }

    private static String last(JsonNode node) {
        String last = "";
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            last = names.next();
        }
        return last;
    }

    private static Stream<JsonNode> children(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        return children.stream();
    }
}
