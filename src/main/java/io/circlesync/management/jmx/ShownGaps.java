package io.circlesync.management.jmx;

import io.circlesync.watch.ServiceState;
import java.util.Map;

/** The open gaps as operators see them. */
final class ShownGaps implements Gaps {

    private final Shown shown;

    ShownGaps(Shown shown) {
        this.shown = shown;
    }

    @Override
    public Long getOpen() {
        return shown.of(state ->
                state.openGaps().values().stream().mapToLong(Long::longValue).sum());
    }

    @Override
    public Map<String, Long> getOpenByKind() {
        return shown.of(ServiceState::openGaps);
    }
}
