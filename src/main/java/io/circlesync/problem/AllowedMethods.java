package io.circlesync.problem;

import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Which methods a path takes; what the header {@code Allow} of a 405 names (RFC 9110, section 15.5.6). */
public final class AllowedMethods {

    private AllowedMethods() {}

    /** The methods in alphabetical order; empty if there is nothing at the path. What names the path as it is stands before what fits many. */
    public static Set<String> at(VertxPlatformHttpRouter router, String path) {
        Set<String> literal = ofNamed(router, path);
        return literal.isEmpty() ? methods(router, template -> matches(template, path)) : literal;
    }

    /** The methods of a path that is named as it is; empty if none is. */
    public static Set<String> ofNamed(VertxPlatformHttpRouter router, String path) {
        return methods(router, path::equals);
    }

    private static Set<String> methods(VertxPlatformHttpRouter router, Predicate<String> isMeant) {
        Set<String> methods = router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null && isMeant.test(route.getPath()))
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** Whether a path is one of those that a template of Camel's ({id}) or of the server's (:id) fits. */
    static boolean matches(String template, String path) {
        String[] expected = template.split("/");
        String[] actual = path.split("/");
        return expected.length == actual.length
                && IntStream.range(0, expected.length)
                        .allMatch(i -> expected[i].startsWith(":")
                                || expected[i].startsWith("{")
                                || expected[i].equals(actual[i]));
    }
}
