package io.circlesync.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of route files that visual editors open and save without a difference, and that reads the same everywhere.
 * What may stand where is in Camel's canonical schema, which is checked apart; these are the rules that it leaves open.
 */
final class RouteRules {

    /** In the order in which Kaoto saves them. */
    private static final List<String> ENTRIES = List.of("routeConfiguration", "route", "beans");

    /** Kaoto saves these first and all other keys after them, by their names as a dictionary orders them. */
    private static final List<String> FIRST = List.of("id", "description", "uri", "parameters", "steps");

    private static final Comparator<String> SAVED = Comparator.comparingInt(
                    (String key) -> FIRST.contains(key) ? FIRST.indexOf(key) : FIRST.size())
            .thenComparing(Collator.getInstance(Locale.ENGLISH)::compare);

    private static final Set<String> GROUPS =
            Set.of("inbound", "profiles", "sync", "gaps", "reconcile", "shared", "sandbox", "console");
    private static final Pattern ROUTE_DESCRIPTION = Pattern.compile("[A-Z][a-z]+s .*[^.]", Pattern.DOTALL);
    private static final Pattern STEP_DESCRIPTION = Pattern.compile("[A-Z0-9]\\S*( \\S+){0,6}");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+-]*|\\{\\{[^{}]+}}");
    private static final Pattern COMMENT = Pattern.compile("\\s*#.*");

    /** Lists whose elements name their kind, and blocks whose kind is the key. */
    private static final Set<String> WRAPPED = Set.of("steps", "onException", "onCompletion", "intercept");

    private static final Set<String> BARE = Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

    private static final Set<String> MAIL = Set.of("smtp", "smtps");

    private static final Set<String> SQL_OPTIONS =
            Set.of("query", "onConsume", "onConsumeFailed", "onConsumeBatchComplete");

    private static final Set<String> INTERNAL = Set.of("direct", "seda");
    private static final Set<String> BLOCKS =
            Set.of("transacted", "filter", "choice", "split", "doTry", "aggregate", "loop", "multicast");
    private static final int DEEPEST = 3;
    private static final int LONGEST = 165;

    /** What a step works out, or sends: the places where decisions would hide. */
    private static final Set<String> WORKED_OUT = Set.of("expression", "method", "message");

    private static final Pattern JAVA_CLASS = Pattern.compile("\\b(java|javax|org|com|io)\\.[a-z]\\w*\\.");
    private static final Pattern BY_POSITION = Pattern.compile("\\$\\{[^}]*\\[\\d+]");
    private static final Pattern OF_A_LIST = Pattern.compile("\\$\\{[^}]*\\.size\\b");

    /** Camel would look through all 800 methods of its context, at each start. */
    private static final Pattern OF_THE_CONTEXT = Pattern.compile("\\$\\{camelContext\\b");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{variable\\.(\\w+)");

    private final Map<String, Variables> variables = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, String> routeIds = new HashMap<>();
    private final Map<String, String> stepIds = new HashMap<>();
    private String file;
    private String route;

    private RouteRules() {}

    /**
     * The variables of a route or of a handling of failures.
     *
     * @param told its words about itself, which name what it takes and leaves
     * @param calls ids of the routes that it calls and waits for
     */
    private record Variables(String file, String told, Set<String> set, Set<String> read, Set<String> calls) {

        boolean tells(String variable) {
            return told.contains('"' + variable + '"');
        }
    }

    /** Each violation names the file, the route and the rule. */
    static List<String> violations(List<RouteFile> files) {
        RouteRules rules = new RouteRules();
        files.forEach(rules::check);
        rules.checkVariables();
        return List.copyOf(rules.violations);
    }

    private void check(RouteFile routeFile) {
        file = routeFile.path().toString();
        route = "";
        require(routeFile.isNamedForEditors(), "file name ends with .camel.yaml");
        checkComments(routeFile.text());
        SavedScalars.violations(routeFile.text()).forEach(violation -> require(false, violation));
        require(routeFile.entries().isArray(), "a file is a list of entries");
        require(
                routeFile.stem().equals("errors")
                        || routeFile.isSandbox()
                        || routeFile.text().lines().count() <= LONGEST,
                "a file has at most " + LONGEST + " lines");
        int before = 0;
        for (JsonNode entry : routeFile.entries()) {
            String kind = entry.fieldNames().hasNext() ? entry.fieldNames().next() : "";
            require(ENTRIES.contains(kind), "entry '" + kind + "' is one of " + ENTRIES);
            require(ENTRIES.indexOf(kind) >= before, "entries stand in the order " + ENTRIES + ", as Kaoto saves them");
            before = ENTRIES.indexOf(kind);
            checkOrder(kind, entry);
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
        checkEndpoint(definition.path("from"));
        checkDepth(definition, 0);
        noteVariables(definition);
        walk("route", definition);
    }

    private void checkConfiguration(JsonNode definition) {
        route = definition.path("id").asText("(without id)");
        unique(routeIds, route);
        requireRouteDescription(definition);
        noteVariables(definition);
        walk("routeConfiguration", definition);
    }

    private void requireRouteDescription(JsonNode definition) {
        require(
                ROUTE_DESCRIPTION
                        .matcher(definition.path("description").asText(""))
                        .matches(),
                "description starts with a capital verb as in 'Answers …' and ends without a full stop");
    }

    private void checkOrder(String key, JsonNode node) {
        List<String> keys = node.properties().stream().map(Map.Entry::getKey).toList();
        List<String> saved = keys.stream().sorted(SAVED).toList();
        require(
                keys.equals(saved),
                key + " '" + node.path("id").asText("") + "': " + keys + " stand in the order " + saved
                        + ", as Kaoto saves them");
        node.properties().forEach(field -> checkOrder(field.getKey(), field.getValue()));
        node.elements().forEachRemaining(element -> {
            if (node.isArray()) {
                checkOrder(key, element);
            }
        });
    }

    private void checkEndpoint(JsonNode from) {
        String name = from.path("parameters").path("name").asText("");
        require(
                !INTERNAL.contains(from.path("uri").asText()) || name.equals(route),
                "the name of its endpoint, '" + name + "', is its id");
    }

    private void checkDepth(JsonNode node, int depth) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            int within = BLOCKS.contains(field.getKey()) ? depth + 1 : depth;
            require(
                    within == depth || within != DEEPEST + 1,
                    "step '" + field.getValue().path("id").asText("") + "': at most " + DEEPEST
                            + " blocks stand in each other; the rest is a route of its own");
            checkDepth(field.getValue(), within);
        }
        if (node.isArray()) {
            node.forEach(element -> checkDepth(element, depth));
        }
    }

    private void noteVariables(JsonNode definition) {
        Variables found = new Variables(
                file,
                definition.path("description").asText("")
                        + definition.path("note").asText(""),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>());
        inOrder(definition, (key, value) -> {
            if (key.equals("setVariable")) {
                found.set().add(value.path("name").asText());
            } else if (key.equals("variableReceive")) {
                found.set().add(value.asText());
            } else if (key.equals("variableSend")) {
                found.read().add(value.asText());
            } else if (value.isTextual()) {
                VARIABLE.matcher(value.asText())
                        .results()
                        .forEach(match -> found.read().add(match.group(1)));
            } else if (value.path("uri").asText().equals("direct")) {
                found.calls().add(value.path("parameters").path("name").asText());
            }
        });
        variables.put(route, found);
    }

    /** A variable that goes from one route into another is part of what both promise. */
    private void checkVariables() {
        variables.forEach((id, own) -> {
            file = own.file();
            route = id;
            for (String name : own.read()) {
                Set<String> calls = calledFrom(id, new TreeSet<>());
                require(
                        own.tells(name)
                                || own.set().contains(name)
                                || calls.stream()
                                        .anyMatch(called ->
                                                variables.get(called).set().contains(name)),
                        "its note names the variable \"" + name + "\", which it does not set itself");
                for (String called : calls) {
                    Variables other = variables.get(called);
                    require(
                            other.tells(name) || !other.set().contains(name),
                            "the note of " + called + ", which it calls, names the variable \"" + name
                                    + "\" that it leaves");
                }
            }
        });
    }

    private Set<String> calledFrom(String id, Set<String> found) {
        variables.get(id).calls().stream()
                .filter(called -> variables.containsKey(called) && !called.equals(id))
                .filter(found::add)
                .forEach(called -> calledFrom(called, found));
        return found;
    }

    private void checkWorkedOut(String where, String words) {
        require(!JAVA_CLASS.matcher(words).find(), where + "names no class of Java in '" + words + "'");
        require(!BY_POSITION.matcher(words).find(), where + "reads no list by position in '" + words + "'");
        require(!OF_A_LIST.matcher(words).find(), where + "counts no list in '" + words + "'");
        require(!OF_THE_CONTEXT.matcher(words).find(), where + "asks a bean, not Camel's context, in '" + words + "'");
    }

    /** Goes through everything below a route, step by step. */
    private void walk(String key, JsonNode node) {
        if (node.isObject()) {
            checkUri(key, node);
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String name = field.getKey();
                if (name.equals("parameters") || name.equals("properties")) {
                    continue;
                }
                checkSteps(name, field.getValue());
                require(
                        !name.equals("beanType"),
                        key + " '" + node.path("id").asText("") + "': names a bean, not a class");
                if (WORKED_OUT.contains(name) && field.getValue().isTextual()) {
                    checkWorkedOut(
                            key + " '" + node.path("id").asText("") + "': ",
                            field.getValue().asText());
                }
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

    private void unique(Map<String, String> ids, String id) {
        String other = id.isEmpty() ? null : ids.putIfAbsent(id, file);
        require(other == null, "id '" + id + "' is used once; it is also in " + other);
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            violations.add(file + (route.isEmpty() ? "" : ", " + route) + ": " + rule);
        }
    }

    private static Stream<JsonNode> children(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        return children.stream();
    }
}
