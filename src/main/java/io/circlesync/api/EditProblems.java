package io.circlesync.api;

import io.circlesync.edit.EditRefusal;
import io.circlesync.edit.WrongFieldsException;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.HttpProblem.FieldError;
import java.util.List;
import java.util.function.Supplier;

/** Says in HTTP's terms why what an app sent is refused. */
final class EditProblems {

    private EditProblems() {}

    /**
     * What is read.
     *
     * @throws HttpProblem 422 that names every wrong field
     */
    static <T> T readable(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (WrongFieldsException e) {
            throw of(e.refusal());
        }
    }

    /** 422 for wrong fields, 409 for what is somebody else's. */
    static HttpProblem of(EditRefusal refusal) {
        if (refusal instanceof EditRefusal.WrongFields wrong) {
            return HttpProblem.invalid(wrong.fields().stream()
                    .map(field -> new FieldError(field.name(), field.detail()))
                    .toList());
        }
        return HttpProblem.conflict(((EditRefusal.Conflict) refusal).reason());
    }

    /** Field by field why something is refused; one without a field where it is not about fields. */
    static List<FieldError> errors(HttpProblem problem) {
        return problem.errors().isEmpty() ? List.of(new FieldError(null, problem.getMessage())) : problem.errors();
    }
}
