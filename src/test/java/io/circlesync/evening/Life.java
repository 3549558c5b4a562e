package io.circlesync.evening;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes on in a community all the while: people join, edit themselves in Circle, edit themselves in the app, and fill in
 * its form without being members. A caller who is told to come again does, to whichever node answers.
 */
final class Life implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final StubCircle circle;
    private final List<String> nodes;
    private final Map<Long, UUID> profiles;
    private final AtomicLong newest;
    private final long first;
    private final int most;
    private final int oneIn;
    private final Random random = new Random(7);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final AtomicInteger signUps = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger toldToComeAgain = new AtomicInteger();
    private volatile boolean ending;

    /**
     * @param nodes URLs of the public ports
     * @param profiles ids of the profiles of the members who are there already
     * @param first id of the first member
     * @param most how many members there may be in the end
     * @param oneIn so many things happen for each that is somebody new
     */
    Life(StubCircle circle, List<String> nodes, Map<Long, UUID> profiles, long first, int most, int oneIn) {
        this.circle = circle;
        this.nodes = nodes;
        this.profiles = Map.copyOf(profiles);
        this.first = first;
        this.newest = new AtomicLong(first + profiles.size() - 1);
        this.most = most;
        this.oneIn = oneIn;
    }

    /** Begins; something happens that often. */
    void begin(Duration pace) {
        clock.scheduleWithFixedDelay(this::circleMoves, 0, pace.toMillis(), TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(this::appMoves, 0, pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whatever was neither taken nor told to come again. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    int taken() {
        return taken.get();
    }

    int toldToComeAgain() {
        return toldToComeAgain.get();
    }

    /** How many have filled in the form. */
    int signUps() {
        return signUps.get();
    }

    long members() {
        return newest.get() - first + 1;
    }

    /** A member of this number, as Circle has them. */
    static ObjectNode member(long id) {
        return StubCircle.member(
                id, "person" + id + "@example.org", "Person " + id, Instant.parse("2026-01-22T14:55:35Z"));
    }

    /** The address of somebody who fills in the form. */
    static String signUp(int number) {
        return "signup" + number + "@example.org";
    }

    static String event(long id) {
        return "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}";
    }

    private void circleMoves() {
        long id;
        if (members() < most && random.nextInt(oneIn) == 0) {
            id = newest.incrementAndGet();
            circle.put(member(id));
        } else {
            id = first + random.nextInt((int) members());
            ObjectNode member = circle.member(id);
            synchronized (member) {
                member.put("headline", "Headline " + taken.get())
                        .put(
                                "updated_at",
                                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            }
        }
        send("POST", "/webhooks/circle", event(id), "webhook-secret");
    }

    private void appMoves() {
        if (signUps.get() < most && random.nextInt(oneIn) == 0) {
            send("POST", "/api/profiles", "{\"email\":\"" + signUp(signUps.getAndIncrement()) + "\"}", "api-token");
            return;
        }
        long id = first + random.nextInt(profiles.size());
        send("PATCH", "/api/profiles/" + profiles.get(id), "{\"bio\":\"Note " + taken.get() + "\"}", "api-token");
    }

    private void send(String method, String path, String body, String token) {
        for (int i = 0; !ending; i++) {
            String node = nodes.get((taken.get() + i) % nodes.size());
            try {
                HttpResponse<String> answer = HTTP.send(
                        HttpRequest.newBuilder(URI.create(node + path))
                                .timeout(Duration.ofSeconds(30))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) {
                    taken.incrementAndGet();
                    return;
                }
                if (answer.statusCode() != 503) {
                    surprises.add(method + " " + answer.statusCode());
                    return;
                }
                toldToComeAgain.incrementAndGet();
                clock.awaitTermination(100, TimeUnit.MILLISECONDS);
            } catch (IOException e) {
                // A node that is gone; the other one is asked.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ends it; whatever is under way comes to its end. */
    void end() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
            surprises.add("a call that came to no end");
        }
    }

    @Override
    public void close() {
        ending = true;
        clock.shutdownNow();
    }
}
