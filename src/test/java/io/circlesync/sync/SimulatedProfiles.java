package io.circlesync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.change.Change;
import io.circlesync.circle.CircleMember;
import io.circlesync.edit.FoundProfiles;
import io.circlesync.edit.ProfileEditing;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.SetClock;
import io.circlesync.gap.GapFinder;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.Profile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The profiles in memory, as their table keeps them: it finds them by key, and takes no key twice. */
final class SimulatedProfiles {

    private final Map<UUID, Profile> rows = new LinkedHashMap<>();
    private final ProfileEditing editing;
    private final ProfileFormReader reader = new ProfileFormReader(SimulatedSync.FIELDS);

    SimulatedProfiles(SetClock time) {
        editing = new ProfileEditing(new GapFinder(Fields.REQUIRED), time);
    }

    Collection<Profile> all() {
        return List.copyOf(rows.values());
    }

    Optional<Profile> ofMember(long memberId) {
        return find(profile ->
                profile.circleMemberId().filter(linked -> linked == memberId).isPresent());
    }

    /** Those that a member may be. */
    MemberCandidates candidates(FetchedMember fetched) {
        Optional<String> account = fetched.member().flatMap(CircleMember::ssoUserId);
        return new MemberCandidates(
                ofMember(fetched.due().memberId()),
                account.flatMap(id -> find(profile -> profile.workosUserId().equals(Optional.of(id)))),
                fetched.member().flatMap(member -> ofAddress(member.email())),
                ToldApart.fromNobody(),
                Optional.empty());
    }

    /** Writes a profile, new or not. */
    void write(Profile profile) {
        boolean taken = ofAddress(profile.email())
                        .filter(other -> isOther(other, profile))
                        .isPresent()
                || profile.circleMemberId()
                        .flatMap(this::ofMember)
                        .filter(other -> isOther(other, profile))
                        .isPresent();
        if (taken) {
            throw new IllegalStateException("A unique index refuses what is to be written");
        }
        rows.put(profile.id(), profile);
    }

    /** The app edits a profile; true if Circle's side is to follow. */
    boolean patch(Profile known, JsonNode patch) {
        Optional<Profile> byEmail =
                Optional.ofNullable(patch.get("email")).flatMap(address -> ofAddress(address.textValue()));
        Change change = editing.edit(reader.patch(patch), known, found(Optional.of(known), byEmail))
                .change();
        change.profile().ifPresent(this::write);
        return change.syncDue();
    }

    /** The app sends a form with an address of which nobody knows whose it is; empty if it is refused. */
    Optional<Profile> submit(JsonNode form) {
        Change change = editing.submit(
                        reader.form(form, false),
                        found(Optional.empty(), ofAddress(form.get("email").textValue())))
                .change();
        change.profile().ifPresent(this::write);
        return change.profile();
    }

    private static FoundProfiles found(Optional<Profile> byId, Optional<Profile> byEmail) {
        return new FoundProfiles(byId, Optional.empty(), byEmail, Optional.empty(), List.of(), false, false);
    }

    private static boolean isOther(Profile one, Profile other) {
        return !one.id().equals(other.id());
    }

    private Optional<Profile> ofAddress(String address) {
        return find(profile -> EmailAddress.of(address).isSameAs(profile.email()));
    }

    private Optional<Profile> find(Predicate<Profile> condition) {
        return rows.values().stream().filter(condition).findFirst();
    }
}
