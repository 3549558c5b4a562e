package io.circlesync.api;

import io.circlesync.edit.EditDecision;
import io.circlesync.edit.FoundProfiles;
import io.circlesync.edit.LostValue;
import io.circlesync.edit.ProfileEdit;
import io.circlesync.edit.ProfileEditing;
import io.circlesync.edit.ProfileForm;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.AccountConflicts;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileKeys;
import io.circlesync.profile.TextField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;

/** Stands between the calls that write profiles, their SQL, and {@link ProfileEditing}, which decides. */
public final class ProfileWrites {

    /** A call that writes a profile, and by what the profiles are found that it may be about. */
    public sealed interface Write {
        ProfileKeys keys();

        /** Who asked for it, where that is said. */
        Optional<String> operator();
    }

    private record FormWrite(ProfileForm form, Optional<String> operator) implements Write {
        @Override
        public ProfileKeys keys() {
            return form.keys();
        }
    }

    private record EditWrite(UUID id, Preconditions preconditions, ProfileEdit edit, Optional<String> operator)
            implements Write {
        @Override
        public ProfileKeys keys() {
            return new ProfileKeys(Optional.of(id), Optional.empty(), edit.email(), edit.referralCode());
        }
    }

    private record FlipWrite(LostValue value, boolean dryRun, Optional<String> operator) implements Write {
        @Override
        public ProfileKeys keys() {
            return ProfileKeys.ofId(value.profileId());
        }
    }

    private final ProfileEditing editing;
    private final ProfileFormReader reader;
    private final ProfileAnswer profileAnswer;
    private final boolean trustEmails;

    /** @param trustEmails whether the address in a form counts as verified where the form does not say */
    ProfileWrites(ProfileEditing editing, ProfileFormReader reader, ProfileAnswer profileAnswer, boolean trustEmails) {
        this.editing = editing;
        this.reader = reader;
        this.profileAnswer = profileAnswer;
        this.trustEmails = trustEmails;
    }

    /**
     * Reads a profile form.
     *
     * @throws HttpProblem 400 if there are query parameters, 422 if fields are wrong
     */
    public Write form(ApiCall call) {
        call.requireNoQuery();
        return new FormWrite(
                EditProblems.readable(() -> reader.form(call.content().orElseThrow(), trustEmails)), call.operator());
    }

    /**
     * Reads an edit.
     *
     * @throws HttpProblem 404 if the id is no UUID, 400 if there are query parameters, 422 if fields are wrong
     */
    public Write edit(ApiCall call) {
        call.requireNoQuery();
        UUID id = call.profileId();
        return new EditWrite(
                id,
                call.preconditions(),
                EditProblems.readable(() -> reader.patch(call.content().orElseThrow())),
                call.operator());
    }

    /**
     * Reads what it takes to let the value win that lost a conflict.
     *
     * @param conflict the row of {@code conflict-find.sql}; null if there is none
     * @throws HttpProblem 404 if there is none, 422 if fields are wrong
     */
    public Write flip(ApiCall call, Map<String, Object> conflict) {
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        body.refuseOthers();
        body.requireRight();
        if (conflict == null) {
            throw HttpProblem.notFound("There is no such conflict.");
        }
        return new FlipWrite(LostValue.of(conflict), dryRun, call.operator());
    }

    /** The parameters of {@code profile-candidates.sql} and {@code account-conflicts.sql}. */
    public Map<String, Object> wanted(Write write) {
        return write.keys().parameters();
    }

    /**
     * Decides what the call comes to.
     *
     * @param profiles rows of {@code profile-candidates.sql}
     * @param conflicts rows of {@code account-conflicts.sql}
     * @throws HttpProblem 404 if there is no such profile, 412 if it is not as the caller knows it, 409 if a field has changed
     *     since its conflict
     */
    public EditDecision decide(Write write, List<Map<String, Object>> profiles, List<Map<String, Object>> conflicts) {
        FoundProfiles found =
                FoundProfiles.of(profiles.stream().map(FoundProfile::of).toList(), AccountConflicts.of(conflicts));
        return decide(write, found).by(write.operator());
    }

    private EditDecision decide(Write write, FoundProfiles found) {
        if (write instanceof FormWrite form) {
            return editing.submit(form.form(), found);
        }
        if (found.byId().isEmpty()) {
            throw ProfileLookup.noSuchProfile();
        }
        Profile known = found.byId().get();
        if (write instanceof FlipWrite flip) {
            return flip(flip, known);
        }
        EditWrite edit = (EditWrite) write;
        profileAnswer.requireKnown(edit.preconditions(), known);
        return editing.edit(edit.edit(), known, found);
    }

    /**
     * Answers with the profile as it is now.
     *
     * @throws HttpProblem whatever the call was refused for
     */
    public void answer(Exchange exchange, EditDecision decision) {
        if (decision.refusal().isPresent()) {
            throw EditProblems.of(decision.refusal().get());
        }
        Profile profile = decision.profile().orElseThrow();
        profileAnswer.write(exchange.getMessage(), profile);
        if (decision.created()) {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 201);
            exchange.getMessage().setHeader("Location", "/api/profiles/" + profile.id());
        }
    }

    private EditDecision flip(FlipWrite flip, Profile known) {
        LostValue value = flip.value();
        if (!value.isOf(known)) {
            throw HttpProblem.conflict(
                    "The conflict was with the member " + value.circleMemberId()
                            + ", to whom the profile is not linked any more.",
                    List.of());
        }
        Optional<String> now = TextField.named(value.field()).flatMap(field -> field.of(known));
        if (!value.isStillAsDecided(now)) {
            throw HttpProblem.conflict(
                    "The field has changed since the conflict; expected it to have what won, or what lost.",
                    List.of(new HttpProblem.FieldError(value.field(), now.orElse("(empty)"))));
        }
        EditDecision decision = editing.flip(value, known);
        return flip.dryRun() ? decision.onlyShown() : decision;
    }
}
