package io.circlesync.api;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.edit.EditDecision.Outcome;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What lines of an import come to.
 *
 * @param change all that they change
 * @param results one for each line that was decided
 * @param rest lines that were not, because what they are about is touched by one before them
 */
public record ImportOutcome(Change change, List<Result> results, List<ImportLine> rest) implements Decision {

    public ImportOutcome {
        results = List.copyOf(results);
        rest = List.copyOf(rest);
    }

    /** What one line comes to, as it is answered. */
    record Result(int line, String result, Optional<UUID> profileId, List<FieldError> errors) {

        static Result of(ImportLine line, Outcome outcome, Optional<UUID> profileId) {
            return new Result(line.number(), outcome.jsonName(), profileId, List.of());
        }

        static Result refused(ImportLine line, List<FieldError> errors) {
            return new Result(line.number(), Outcome.REFUSED.jsonName(), Optional.empty(), errors);
        }
    }

    /** The answer, a line for each. */
    String text() {
        return results.stream().map(result -> Json.write(result) + "\n").collect(Collectors.joining());
    }
}
