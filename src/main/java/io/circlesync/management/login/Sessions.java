package io.circlesync.management.login;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is logged in, in the memory of this process. Vert.x's own sessions begin with whoever shows any cookie; these begin with
 * a password.
 */
final class Sessions {

    /** A page that is open asks all the time. */
    private static final Duration IDLE = Duration.ofMinutes(30);

    private static final Duration LONGEST = Duration.ofHours(12);
    /** Whoever logs in again and again ends their own sessions, and nobody else's. */
    private static final int MOST_OF_ONE = 50;

    private static final int ID_BYTES = 32;

    private record Session(Operator operator, Instant begun, Instant used) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Begins a session, and says what its owner has to show. */
    synchronized String begin(Operator operator) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        List<String> theirs = sessions.entrySet().stream()
                .filter(session -> session.getValue().operator().name().equals(operator.name()))
                .map(Map.Entry::getKey)
                .toList();
        if (theirs.size() >= MOST_OF_ONE) {
            sessions.remove(theirs.get(0));
        }
        sessions.put(id, new Session(operator, now, now));
        return id;
    }

    /** Whose session it is, if it has not ended. */
    synchronized Optional<Operator> find(String id) {
        Instant now = clock.instant();
        Session session = sessions.get(id);
        if (session == null) {
            return Optional.empty();
        }
        if (now.isAfter(session.used().plus(IDLE))
                || now.isAfter(session.begun().plus(LONGEST))) {
            sessions.remove(id);
            return Optional.empty();
        }
        sessions.put(id, new Session(session.operator(), session.begun(), now));
        return Optional.of(session.operator());
    }

    synchronized void end(String id) {
        sessions.remove(id);
    }
}
