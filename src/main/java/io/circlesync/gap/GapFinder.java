package io.circlesync.gap;

import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the gaps that a profile has by its own state. */
public final class GapFinder {

    private GapFinder() {}

    /** The profile's gaps; of somebody who left only that they left, because nobody writes to them any more; and of somebody
     * who is invited and has not come, neither to Circle nor to the app, none yet. */
    public static List<Gap> find(Profile profile) {
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
    public static List<String> missingFields(Profile profile) {
        List<String> missing = new ArrayList<>();
        if (profile.fields().get(SyncedField.HEADLINE).isEmpty()) {
            missing.add(SyncedField.HEADLINE.jsonName());
        }
        if (profile.thingsICanOffer().stream().allMatch(String::isBlank)) {
            missing.add(Profile.THINGS_I_CAN_OFFER);
        }
        return List.copyOf(missing);
    }

    private static Gap gap(GapKind kind, Profile profile, Map<String, Object> detail) {
        return Gap.ofProfile(kind, profile.id(), profile.circleMemberId(), detail);
    }
}
