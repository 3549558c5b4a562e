package io.circlesync.api;

import io.circlesync.gap.GapKind;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Reads and answers the calls by which a person has all be written to who have a gap of a kind. */
public final class GapReminderCalls {

    private static final String FILTER = "filter";
    private static final String KIND = "kind";

    /** Those that the person whom they are about can close. */
    private static final List<String> KINDS = Arrays.stream(GapKind.values())
            .filter(GapKind::personal)
            .map(GapKind::jsonName)
            .toList();

    private static final String EXPECTED =
            "one of " + String.join(", ", KINDS) + ", which are those that members are written to about";

    private final Duration interval;
    private final Duration pause;

    /**
     * @param interval within which nobody is written to twice about the same
     * @param pause between two mails
     */
    public GapReminderCalls(Duration interval, Duration pause) {
        this.interval = interval;
        this.pause = pause;
    }

    /**
     * The parameters of {@code gap-remind-all.sql}.
     *
     * @throws HttpProblem 400 if there are query parameters, 422 if fields are wrong
     */
    public Map<String, Object> read(ApiCall call) {
        call.requireNoQuery();
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        Optional<String> kind = body.within(FILTER).flatMap(GapReminderCalls::kind);
        if (!body.has(FILTER)) {
            body.refuse(FILTER, "Expected an object with a kind.");
        }
        body.refuseOthers();
        body.requireRight();
        return Map.of(
                KIND,
                kind.orElseThrow(),
                "dryRun",
                dryRun,
                "pauseMillis",
                pause.toMillis(),
                "intervalMillis",
                interval.toMillis());
    }

    /** Answers with how many people are written to, or would be. */
    public void answer(Exchange exchange, long count) {
        JsonAnswer.write(exchange.getMessage(), Json.write(Map.of("count", count)));
    }

    private static Optional<String> kind(CallBody filter) {
        Optional<String> kind = filter.oneOf(KIND, KINDS, EXPECTED);
        if (!filter.has(KIND)) {
            filter.refuse(KIND, "Expected " + EXPECTED + ".");
        }
        filter.refuseOthers();
        return kind;
    }
}
