package io.circlesync.api;

import io.circlesync.edit.EditDecision;
import io.circlesync.edit.MemberLinking;
import io.circlesync.edit.WrittenProfile;
import io.circlesync.json.Json;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stands between the call that says whose a member is, its SQL, and {@link MemberLinking}, which decides. */
public final class MemberLinks {

    /** A call that links a member to a profile. */
    public record Link(long memberId, UUID profileId, boolean dryRun, Optional<String> operator) {}

    private record Found(WrittenProfile written, boolean inConflict, boolean besideAnother, WrittenForOthers known) {

        static Found of(Map<String, Object> row) {
            return new Found(
                    WrittenProfileRows.of(row),
                    row.get("in_conflict").equals(true),
                    row.get("beside_another").equals(true),
                    Json.read((String) row.get("for_others"), WrittenForOthers.class));
        }

        Profile profile() {
            return written.profile();
        }
    }

    private final MemberLinking linking;

    MemberLinks(MemberLinking linking) {
        this.linking = linking;
    }

    /**
     * Reads the call.
     *
     * @throws HttpProblem 404 if the path names no member, 400 if there are query parameters, 422 if fields are wrong
     */
    public Link read(ApiCall call) {
        long memberId = MemberCalls.id(call);
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        Optional<UUID> profileId = body.text("profileId").flatMap(QueryReader::parseUuid);
        if (profileId.isEmpty()) {
            body.refuse("profileId", "Expected the id of the profile that is theirs.");
        }
        body.refuseOthers();
        body.requireRight();
        return new Link(memberId, profileId.orElseThrow(), dryRun, call.operator());
    }

    /**
     * Decides what the call comes to.
     *
     * @param rows of {@code member-link.sql}
     * @throws HttpProblem 404 if there is no such profile, 409 if the member is, and was, in no conflict with it
     */
    public EditDecision decide(Link link, List<Map<String, Object>> rows) {
        List<Found> found = rows.stream().map(Found::of).toList();
        Found theirs = found.stream()
                .filter(one -> one.profile().id().equals(link.profileId()))
                .findFirst()
                .orElseThrow(ProfileLookup::noSuchProfile);
        boolean isLinked = isLinked(link, theirs.profile());
        if (!theirs.inConflict() || isLinked && !theirs.besideAnother()) {
            throw HttpProblem.conflict(
                    "It is not in doubt whether the member is this profile's person; expected an identity-conflict of the"
                            + " member that names the profile, and another one where the profile is linked to them already;"
                            + " or one of theirs, and a profile whose member has left.");
        }
        EditDecision decision = isLinked
                ? linking.confirm(theirs.profile())
                : linking.link(
                        link.memberId(),
                        theirs.written(),
                        found.stream()
                                // Between the look-up and the lock it may have become another member's.
                                .filter(one -> one != theirs && isLinked(link, one.profile()))
                                .map(Found::written)
                                .findFirst(),
                        theirs.known());
        return link.dryRun() ? decision.onlyShown() : decision.by(link.operator());
    }

    private static boolean isLinked(Link link, Profile profile) {
        return profile.circleMemberId().equals(Optional.of(link.memberId()));
    }
}
