package io.circlesync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told goes to whom the route of gaps names, once. */
class OutboxTellRouteTest {

    private static final GapNotice NOTICE = GapNotice.opened(
            Gap.ofMember(GapKind.SYNC_FAILED, 5, Optional.empty(), Map.of()),
            Instant.parse("2026-03-01T10:00:00.123Z"),
            Optional.empty());

    private static NotifyingService service;

    @BeforeAll
    static void start() {
        service = NotifyingService.start(1, Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void clear() {
        service.clear();
    }

    @Test
    void a_notice_becomes_a_message_of_each_channel_that_hears_it() {
        service.send(List.of(NOTICE));

        assertThat(service.only("slack").get("key"))
                .isEqualTo(service.route(List.of(NOTICE)).get(0).key());
        assertThat(service.states("mail")).isEmpty();
    }

    @Test
    void the_same_notice_is_told_once() {
        service.send(List.of(NOTICE));
        service.send(List.of(NOTICE));

        assertThat(service.states("slack")).hasSize(1);
    }

    @Test
    void nothing_to_tell_is_nothing_told() {
        service.send(List.of());

        assertThat(service.states("slack")).isEmpty();
    }
}
