package io.circlesync.management.jmx;

import io.circlesync.json.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operations send to the API, which judges it. */
final class Requests {

    private Requests() {}

    static String retry(Optional<String> error, boolean dryRun) {
        Map<String, Object> request = new LinkedHashMap<>();
        error.ifPresent(text -> request.put("filter", Map.of("error", text)));
        request.put("dryRun", dryRun);
        return Json.write(request);
    }

    /** @param event as JSON; a text that is none is sent as a text */
    static String release(String event) {
        return Json.write(
                Map.of("body", Json.object(event).<Object>map(node -> node).orElse(event)));
    }

    static String run(boolean dryRun) {
        return Json.write(Map.of("dryRun", dryRun));
    }

    /** @param kinds with commas between them; may be empty */
    static String without(String kinds) {
        List<String> names = Arrays.stream(Optional.ofNullable(kinds).orElse("").split(","))
                .map(String::strip)
                .filter(kind -> !kind.isEmpty())
                .toList();
        return Json.write(names.isEmpty() ? Map.of() : Map.of("without", names));
    }
}
