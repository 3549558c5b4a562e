package io.circlesync.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Imports profiles as an app's table of users would come, made up while they are sent. */
final class ProfileLines {

    private ProfileLines() {}

    /** Sends so many lines, the same for the same round, and gives the lines of the answer as they come. */
    static Stream<String> send(int port, long round, int lines) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/profiles/import"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArrays(() -> IntStream.range(0, lines)
                        .mapToObj(line -> line(round, line))
                        .iterator()))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] line(long round, int number) {
        String id = round + "." + number;
        return ("{\"email\":\"user" + id + "@example.org\",\"workosUserId\":\"user_" + id
                        + "\",\"firstName\":\"Ada\",\"lastName\":\"Lovelace\",\"headline\":\"Analyst " + number
                        + "\",\"bio\":\"Writes notes on the Analytical Engine, and on what it cannot do.\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
