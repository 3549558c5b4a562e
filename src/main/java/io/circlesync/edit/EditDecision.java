package io.circlesync.edit;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.profile.Profile;
import java.util.Locale;
import java.util.Optional;

/**
 * What a call of the app comes to. The change is written in one transaction, also where the call is refused: the team is
 * to hear of a conflict.
 *
 * @param outcome what becomes of the profile
 * @param refusal what to answer instead of the profile
 * @param shown the profile as it would be, where nothing is written
 */
public record EditDecision(Change change, Outcome outcome, Optional<EditRefusal> refusal, Optional<Profile> shown)
        implements Decision {

    /** What becomes of a profile. */
    public enum Outcome {
        /** It is new. */
        CREATED,
        /** It was there, and is linked to an account from now on. */
        LINKED,
        /** It was there, and something of it has changed. */
        MERGED,
        /** It was there, just as it is to be. */
        UNCHANGED,
        /** It is left as it is, if there is any. */
        REFUSED;

        /** Its name in JSON. */
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A decision of which all is written. */
    EditDecision(Change change, Outcome outcome, Optional<EditRefusal> refusal) {
        this(change, outcome, refusal, Optional.empty());
    }

    /** A refusal that changes nothing at all. */
    static EditDecision refused(EditRefusal refusal) {
        return new EditDecision(Change.nothing(), Outcome.REFUSED, Optional.of(refusal));
    }

    /** What is there already, and is not shown: nobody has proven that it is the caller's. */
    static EditDecision nothingNew(EditRefusal refusal) {
        return new EditDecision(Change.nothing(), Outcome.UNCHANGED, Optional.of(refusal));
    }

    /** Whether the profile is new. */
    public boolean created() {
        return outcome == Outcome.CREATED;
    }

    /** The profile as it is, or would be; empty where there is none. */
    public Optional<Profile> profile() {
        return shown.or(change::profile);
    }

    /** The same, asked for by somebody. */
    public EditDecision by(Optional<String> operator) {
        return new EditDecision(change.by(operator), outcome, refusal, shown);
    }

    /** The same, of which nothing is written. */
    public EditDecision onlyShown() {
        return new EditDecision(Change.nothing(), outcome, refusal, profile());
    }

    /** Whether it only shows what would be. */
    public boolean isShownOnly() {
        return shown.isPresent();
    }

    /** Whether Circle's side is to follow. */
    public boolean syncDue() {
        return change.syncDue();
    }
}
