package io.circlesync.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls of the service's HTTP API by somebody who holds its token. */
final class ApiCalls {

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    ApiCalls(int port) {
        this.port = port;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return Json.read(send(request(path).GET()).body());
    }

    /** Answers where what was begun is found. */
    String post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .headers()
                .firstValue("Location")
                .map(location -> URI.create(location).getPath())
                .orElse(path);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer api-token");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer;
    }
}
