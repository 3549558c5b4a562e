package io.circlesync.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallBudgetTest {

    @Test
    void a_month_is_used_up_when_nobody_can_be_synced_any_more() {
        assertThat(budget(true).usedPercent(4_998)).isEqualTo(99);
        assertThat(budget(true).usedPercent(4_999)).isEqualTo(100);
        assertThat(budget(false).usedPercent(4_999))
                .as("nothing is written, so that the last call serves a member")
                .isEqualTo(99);
        assertThat(budget(false).usedPercent(5_000)).isEqualTo(100);
        assertThat(budget(false).usedPercent(5_100))
                .as("a person's calls are made all the same")
                .isEqualTo(100);
    }

    private static CallBudget budget(boolean isWriting) {
        return new CallBudget(300, 5_000, isWriting, Duration.ofMinutes(1), Map.of());
    }
}
