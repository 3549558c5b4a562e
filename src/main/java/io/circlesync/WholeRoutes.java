package io.circlesync;

import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.support.PluginHelper;

/**
 * Refuses to start with routes that are not whole. A file that is missing from a folder of routes would else be noticed
 * when the first member needs it.
 */
final class WholeRoutes {

    /** Routes of the stand-ins, which are there whatever else is loaded. */
    private static final String SANDBOX = "sandbox";

    private static final Pattern INTERNAL = Pattern.compile("(direct|seda):(?://)?([^?]+).*");
    /** But for one whose name is known only when it is needed. */
    private static final Pattern FILE = Pattern.compile("(?:classpath|file):[^?&\"$]+\\.\\w+");

    private final String pattern;

    /** @param pattern where the routes are looked for */
    WholeRoutes(String pattern) {
        this.pattern = pattern;
    }

    /** Where the settings say that they are. */
    static WholeRoutes in(SettingsSource source) {
        return new WholeRoutes(source.value("camel.main.routes-include-pattern").orElse(""));
    }

    /** Where they are looked for. */
    String pattern() {
        return pattern;
    }

    /**
     * Looks at what was loaded.
     *
     * @throws SettingsException if something is missing, with who needs it
     */
    void require(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        List<RouteDefinition> routes = model.getRouteDefinitions();
        if (routes.stream().allMatch(route -> SANDBOX.equals(route.getGroup()))) {
            throw new SettingsException("camel.main.routes-include-pattern is '" + pattern
                    + "', where there is no route; expected the service's routes, as in classpath:routes/*.camel.yaml or"
                    + " file:/etc/circle-sync/routes/*.camel.yaml");
        }
        Set<String> starts = routes.stream()
                .map(route -> internal(route.getInput().getEndpointUri()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        Set<String> configurations = model.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getId)
                .collect(Collectors.toSet());
        Map<String, Set<String>> missing = new LinkedHashMap<>();
        for (RouteDefinition route : routes) {
            String id = route.getRouteId();
            note(missing, id, "a route from ", calls(route.getOutputs()), called -> !starts.contains(called));
            note(missing, id, "", files(route), file -> !exists(context, file));
            note(missing, id, "the route configuration ", named(route), name -> !configurations.contains(name));
        }
        Set<String> used = routes.stream().flatMap(WholeRoutes::named).collect(Collectors.toSet());
        for (RouteConfigurationDefinition handling : model.getRouteConfigurationDefinitions()) {
            if (used.contains(handling.getId())) {
                Stream<String> calls = handling.getOnExceptions().stream().flatMap(on -> calls(on.getOutputs()));
                note(missing, handling.getId(), "a route from ", calls, called -> !starts.contains(called));
            }
        }
        if (!missing.isEmpty()) {
            throw new SettingsException("camel.main.routes-include-pattern is '" + pattern
                    + "', where something is missing: "
                    + missing.entrySet().stream()
                            .map(entry -> entry.getKey() + ", which " + String.join(", ", entry.getValue())
                                    + (entry.getValue().size() == 1 ? " needs" : " need"))
                            .collect(Collectors.joining("; "))
                    + "; expected the service's routes as a whole");
        }
    }

    private static void note(
            Map<String, Set<String>> missing,
            String needing,
            String what,
            Stream<String> needed,
            Predicate<String> isMissing) {
        needed.filter(isMissing)
                .forEach(name -> missing.computeIfAbsent(what + name, key -> new TreeSet<>())
                        .add(needing));
    }

    /** Other routes of this process that steps send to. */
    private static Stream<String> calls(List<ProcessorDefinition<?>> steps) {
        return uris(steps).map(WholeRoutes::internal).flatMap(Optional::stream);
    }

    private static Stream<String> files(RouteDefinition route) {
        Stream<String> expressions =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ExpressionNode.class).stream()
                        .filter(node -> node.getExpression() != null)
                        .map(node -> node.getExpression().getExpression())
                        .filter(text -> text != null && text.startsWith("resource:"));
        return Stream.concat(
                        Stream.concat(Stream.of(route.getInput().getEndpointUri()), uris(route.getOutputs())),
                        expressions)
                .map(uri -> URLDecoder.decode(uri, StandardCharsets.UTF_8))
                .flatMap(uri -> FILE.matcher(uri).results())
                .map(result -> result.group());
    }

    private static Stream<String> uris(List<ProcessorDefinition<?>> steps) {
        Collection<SendDefinition> sends = ProcessorDefinitionHelper.filterTypeInOutputs(steps, SendDefinition.class);
        Collection<ToDynamicDefinition> taps =
                ProcessorDefinitionHelper.filterTypeInOutputs(steps, ToDynamicDefinition.class);
        return Stream.concat(
                sends.stream().map(send -> String.valueOf(send.getEndpointUri())),
                taps.stream().map(tap -> String.valueOf(tap.getUri())));
    }

    private static Stream<String> named(RouteDefinition route) {
        return Stream.ofNullable(route.getRouteConfigurationId())
                .flatMap(names -> Stream.of(names.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.contains("*"));
    }

    /** The part of a URI that names an endpoint inside this process. */
    private static Optional<String> internal(String uri) {
        Matcher matcher = INTERNAL.matcher(uri);
        return matcher.matches() && !matcher.group(2).matches(".*[{$].*")
                ? Optional.of(matcher.group(1) + ":" + matcher.group(2))
                : Optional.empty();
    }

    private static boolean exists(CamelContext context, String file) {
        return PluginHelper.getResourceLoader(context).resolveResource(file).exists();
    }
}
