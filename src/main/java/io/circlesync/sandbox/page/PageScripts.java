package io.circlesync.sandbox.page;

import io.circlesync.problem.HttpProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Header;

/** The page's scripts. Only these are served, whatever else a name may lead to. */
public final class PageScripts {

    private static final List<String> NAMES = List.of(
            "page.js",
            "calls.js",
            "elements.js",
            "forms.js",
            "circle.js",
            "profiles.js",
            "timeline.js",
            "messages.js",
            "runs.js");

    private final Map<String, String> scripts =
            NAMES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), PageScripts::load));

    /**
     * One script.
     *
     * @throws HttpProblem 404 if there is none of this name
     */
    public String read(@Header("name") String name) {
        return Optional.ofNullable(name)
                .map(scripts::get)
                .orElseThrow(() -> HttpProblem.notFound("The page has no such script."));
    }

    private static String load(String name) {
        try (InputStream script = PageScripts.class.getResourceAsStream("/sandbox/scripts/" + name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
