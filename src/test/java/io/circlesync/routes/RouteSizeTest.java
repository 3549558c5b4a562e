package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Routes read as the story as long as few of their steps only carry things about. The bounds are where they stand. */
class RouteSizeTest {

    private static final int LINES = 6_376;
    private static final int STEPS = 685;
    private static final int PLUMBING = 64;

    /** Steps that put something where a later one finds it, or take it away; they decide and bring about nothing. */
    private static final Set<String> CARRIES = Set.of(
            "setBody",
            "setHeader",
            "setHeaders",
            "setVariable",
            "setVariables",
            "setProperty",
            "removeHeader",
            "removeHeaders",
            "removeVariable",
            "removeProperty");

    @Test
    void few_steps_only_carry_things_about() {
        Map<String, Integer> kinds = new HashMap<>();
        long lines = 0;
        for (RouteFile file : RouteFile.in("routes")) {
            lines += file.text().lines().count();
            count(file.entries(), kinds);
        }
        int steps = kinds.values().stream().mapToInt(Integer::intValue).sum();
        int plumbing = kinds.entrySet().stream()
                .filter(kind -> CARRIES.contains(kind.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        System.out.printf(
                "Routes: %d lines, %d steps, of which %d only carry things: %s%n", lines, steps, plumbing, kinds);

        assertThat(lines).as("lines of all routes").isLessThanOrEqualTo(LINES);
        assertThat(steps).as("steps").isLessThanOrEqualTo(STEPS);
        assertThat(plumbing).as("steps that only carry things").isLessThanOrEqualTo(PLUMBING);
    }

    private static void count(JsonNode node, Map<String, Integer> kinds) {
        node.path("steps")
                .forEach(step -> step.fieldNames().forEachRemaining(kind -> kinds.merge(kind, 1, Integer::sum)));
        node.forEach(child -> count(child, kinds));
    }
}
