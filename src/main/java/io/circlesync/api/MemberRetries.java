package io.circlesync.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import java.util.Optional;

/** Reads which of the members who were given up are to be tried again. */
public final class MemberRetries {

    /** As {@code member-retry-all.sql} reads it. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Wanted(Optional<String> error, boolean dryRun, Optional<String> operator) {}

    /**
     * Which ones a call wants tried again, as JSON for {@code member-retry-all.sql}: all, or those whose error holds a text.
     *
     * @throws HttpProblem 400 if there are query parameters, 422 if fields are wrong
     */
    public String read(ApiCall call) {
        call.requireNoQuery();
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        Optional<String> error = body.within("filter").flatMap(filter -> {
            Optional<String> text = filter.text("error");
            filter.refuseOthers();
            return text;
        });
        body.refuseOthers();
        body.requireRight();
        return Json.write(new Wanted(error, dryRun, call.operator()));
    }
}
