package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.edit.ProfileForm;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.HttpProblem.FieldError;
import io.circlesync.profile.ProfileKeys;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A line of an import as it was read.
 *
 * @param number the first one's is 1
 * @param bytes how long it is
 * @param form the profile; empty if something is wrong with the line, whoever it is about
 * @param errors what that is
 */
record ImportLine(int number, int bytes, Optional<ProfileForm> form, List<FieldError> errors) {

    private static final int BYTE_ORDER_MARK = 3;

    /**
     * Reads a line as {@code POST /api/profiles} reads its body.
     *
     * @param longest bytes that a line may have
     * @param trustEmails whether an address counts as verified where the line does not say
     */
    static ImportLine read(Lines.Line line, int longest, ProfileFormReader reader, boolean trustEmails) {
        if (line.isTooLong()) {
            return refused(
                    line.number(),
                    List.of(new FieldError(null, "The line is too long; expected at most " + longest + " bytes.")));
        }
        byte[] bytes = line.bytes();
        int start = line.number() == 1 && beginsWithByteOrderMark(bytes) ? BYTE_ORDER_MARK : 0;
        try {
            JsonNode json = JsonBody.object(bytes, start, bytes.length - start, "line");
            ProfileForm form = EditProblems.readable(() -> reader.form(json, trustEmails));
            return new ImportLine(line.number(), bytes.length, Optional.of(form), List.of());
        } catch (HttpProblem problem) {
            return refused(line.number(), EditProblems.errors(problem));
        }
    }

    /** A line that is refused, whoever it is about. */
    static ImportLine refused(int number, List<FieldError> errors) {
        return new ImportLine(number, 0, Optional.empty(), errors);
    }

    /** As {@link ProfileKeys#marks}; of a line that is refused there are none. */
    Set<Object> marks() {
        return form.map(typed -> typed.keys().marks()).orElse(Set.of());
    }

    private static boolean beginsWithByteOrderMark(byte[] bytes) {
        return bytes.length >= BYTE_ORDER_MARK
                && (bytes[0] & 0xFF) == 0xEF
                && (bytes[1] & 0xFF) == 0xBB
                && (bytes[2] & 0xFF) == 0xBF;
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "ImportLine[" + number + "]";
    }
}
