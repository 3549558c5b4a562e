package io.circlesync.management.jmx;

import io.circlesync.json.Json;
import io.circlesync.management.PublicApi;
import io.circlesync.management.login.Operator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.util.function.Suppliers;

/** Has the routes of the API do what an operator asks for by JMX, so that there is one way to do it. */
final class PublicApiCalls {

    /** A call to Circle may be among what the API does. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private final PublicApi api;
    /** Made for the first call: it reads the certificates that Java trusts, for which a start need not wait. */
    private final Supplier<HttpClient> client = Suppliers.memorize(() -> HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build());

    PublicApiCalls(PublicApi api) {
        this.api = api;
    }

    /**
     * GETs a path.
     *
     * @return what is answered
     * @throws IllegalStateException why it is refused, or if nothing is answered
     */
    String get(String path) {
        return send(request(path).GET());
    }

    /** As {@link #get}, POSTing nothing. */
    String post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** As {@link #get}, POSTing JSON. */
    String post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(api.url().resolve(path)).timeout(LONGEST);
        api.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        Operator.current().ifPresent(operator -> request.header("X-Operator", operator.name()));
        return request;
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.get().send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(refusal(answer));
            }
            return answer.body().isEmpty() ? "Done" : answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The call was interrupted");
        } catch (IOException e) {
            throw new IllegalStateException("The public port does not answer; expected that it is served");
        }
    }

    /** In the words of the problem (RFC 9457), with the fields that are wrong. */
    private static String refusal(HttpResponse<String> answer) {
        return answer.statusCode() + ": "
                + Json.object(answer.body())
                        .map(problem -> problem.path("detail").asText()
                                + (problem.has("errors") ? " " + problem.path("errors") : ""))
                        .or(() -> Optional.of(answer.body()))
                        .orElse("");
    }
}
