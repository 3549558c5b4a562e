package io.circlesync.sandbox.page;

import io.circlesync.problem.HttpProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** What the page that describes the API is made of: two files of Swagger UI, and the script that starts it. */
public final class ApiDocs {

    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private record File(String type, String resource) {}

    private final Map<String, File> files;

    /** Finds Swagger UI in its own library. */
    public ApiDocs() {
        String swagger = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
        files = Map.of(
                "swagger-ui-bundle.js", new File(JAVASCRIPT, swagger + "swagger-ui-bundle.js"),
                "swagger-ui.css", new File("text/css; charset=utf-8", swagger + "swagger-ui.css"),
                "docs.js", new File(JAVASCRIPT, "/sandbox/scripts/docs.js"));
    }

    /**
     * Answers with one file.
     *
     * @throws HttpProblem 404 if there is none of this name
     */
    public byte[] read(@Header("name") String name, Exchange exchange) {
        File file = Optional.ofNullable(name)
                .map(files::get)
                .orElseThrow(() -> HttpProblem.notFound("The page has no such part."));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("Content-Type", file.type());
        try (InputStream content = open(file.resource())) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        Properties library = new Properties();
        try (InputStream properties = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            library.load(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return library.getProperty("version");
    }

    private static InputStream open(String resource) {
        return ApiDocs.class.getResourceAsStream(resource);
    }
}
