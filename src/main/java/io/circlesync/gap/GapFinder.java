package io.circlesync.gap;

import io.circlesync.profile.Profile;
import io.circlesync.profile.TextField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the gaps that a profile has by its own state. */
public final class GapFinder {

    private final List<String> required;

    /** @param required names of the fields that make a profile complete, as they are in the API */
    public GapFinder(List<String> required) {
        this.required = List.copyOf(required);
    }

    /** The profile's gaps; of somebody who left only that they left, because nobody writes to them any more; and of somebody
     * who is invited and has not come, neither to Circle nor to the app, none yet. */
    public List<Gap> find(Profile profile) {
        if (profile.leftAt().isPresent()) {
            return List.of(gap(GapKind.MEMBER_LEFT, profile, Map.of()));
        }
        if (profile.invited() && profile.workosUserId().isEmpty()) {
            return List.of();
        }
        List<Gap> gaps = new ArrayList<>();
        if (lacksAccount(profile)) {
            gaps.add(gap(GapKind.MISSING_WORKOS, profile, Map.of()));
        }
        List<String> missing = missingFields(profile);
        if (!missing.isEmpty()) {
            gaps.add(gap(GapKind.INCOMPLETE_PROFILE, profile, Map.of("missing", missing)));
        }
        return List.copyOf(gaps);
    }

    /** Whether the person has no account: none is linked, nor does Circle name one that is only not known here yet. */
    public static boolean lacksAccount(Profile profile) {
        return profile.workosUserId().isEmpty() && profile.circleAccount().isEmpty();
    }

    /** JSON names of the fields that make a profile incomplete; empty when none is missing. */
    public List<String> missingFields(Profile profile) {
        return required.stream().filter(name -> isMissing(name, profile)).toList();
    }

    /** The first word on a gap of this person, with all that a message about it may mention. */
    public GapNotice opened(Gap gap, Instant openedAt, Profile profile) {
        return GapNotice.opened(gap, openedAt, Optional.of(profile)).lacking(missingFields(profile));
    }

    /** The first word on a gap of somebody who is filling in their profile at this moment. */
    public GapNotice openedByForm(Gap gap, Instant openedAt, Profile profile) {
        return opened(gap, openedAt, profile).whileFillingIn();
    }

    private static boolean isMissing(String name, Profile profile) {
        return name.equals(Profile.THINGS_I_CAN_OFFER)
                ? profile.thingsICanOffer().stream().allMatch(String::isBlank)
                : TextField.named(name).flatMap(field -> field.of(profile)).isEmpty();
    }

    private static Gap gap(GapKind kind, Profile profile, Map<String, Object> detail) {
        return Gap.ofProfile(kind, profile.id(), profile.circleMemberId(), detail);
    }
}
