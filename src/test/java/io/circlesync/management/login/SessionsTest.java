package io.circlesync.management.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.SetClock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final Sessions sessions = new Sessions(new SetClock(Instant.parse("2026-01-22T03:00:00Z")));

    @Test
    void whoever_logs_in_again_and_again_logs_nobody_else_out() {
        Operator ada = new Operator("ada", Role.ACT);
        Operator bob = new Operator("bob", Role.WATCH);
        String adas = sessions.begin(ada);
        String first = sessions.begin(bob);

        List<String> others =
                Stream.generate(() -> sessions.begin(bob)).limit(2_000).toList();

        assertThat(sessions.find(adas)).contains(ada);
        assertThat(sessions.find(others.get(others.size() - 1))).contains(bob);
        assertThat(sessions.find(first)).isEmpty();
    }
}
