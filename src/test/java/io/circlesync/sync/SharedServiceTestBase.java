package io.circlesync.sync;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** One service and one Circle for all tests of a class, which starts them with {@link #startWith}. */
abstract class SharedServiceTestBase extends SyncTestBase {

    static StubCircle circle;
    static RunningService service;

    /** @param more settings beside those that lead to the stub of Circle */
    static void startWith(Map<String, String> more) {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.putAll(more);
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @AfterEach
    void circleIsWellAgain() {
        circle.answerNormally();
    }

    @Override
    RunningService service() {
        return service;
    }

    @Override
    StubCircle circle() {
        return circle;
    }
}
