package io.circlesync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.retry.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

    @Test
    void it_ends_at_the_last_attempt() {
        Patience patience = new Patience(new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), () -> 1), 100);

        assertThat(patience.after(99)).contains(Duration.ofMinutes(10));
        assertThat(patience.after(100)).isEmpty();
    }
}
