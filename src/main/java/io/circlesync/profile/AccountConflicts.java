package io.circlesync.profile;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What speaks against an account of WorkOS.
 *
 * @param subjects of the open conflicts about it
 * @param isDeleted whether WorkOS has said that the account is no more, which is final
 */
public record AccountConflicts(List<String> subjects, boolean isDeleted) {

    public AccountConflicts {
        subjects = List.copyOf(subjects);
    }

    /** Reads the rows of {@code account-conflicts.sql} of one account. */
    public static AccountConflicts of(List<Map<String, Object>> rows) {
        return new AccountConflicts(
                rows.stream()
                        .map(row -> (String) row.get("subject"))
                        .filter(Objects::nonNull)
                        .toList(),
                rows.stream().anyMatch(row -> row.get("deleted").equals(true)));
    }
}
