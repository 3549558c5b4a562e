package io.circlesync.api;

import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What lines of an import would have written that writes nothing: a line after them finds it as if it were there. It is some 80 MB
 * for 100,000 lines.
 */
final class EarlierLines {

    private final Map<UUID, Profile> profiles = new HashMap<>();
    private final Map<String, UUID> byAccount = new HashMap<>();
    private final Map<String, UUID> byEmail = new HashMap<>();
    private final Map<String, UUID> byReferralCode = new HashMap<>();

    /** Remembers what a line would have written. */
    void add(Collection<Profile> written) {
        for (Profile profile : written) {
            profiles.put(profile.id(), profile);
            byEmail.put(key(profile.email()), profile.id());
            profile.workosUserId().ifPresent(account -> byAccount.put(account, profile.id()));
            profile.referralCode().ifPresent(code -> byReferralCode.put(code, profile.id()));
        }
    }

    /** The profiles that a line meets: those that are stored, but as they would be now, and those that there would be. */
    List<FoundProfile> found(ProfileKeys keys, List<FoundProfile> stored) {
        if (profiles.isEmpty()) {
            return stored;
        }
        Map<UUID, FoundProfile> found = new LinkedHashMap<>();
        stored.forEach(one -> found.put(one.profile().id(), one));
        Stream.of(
                        stored.stream().map(one -> one.profile().id()),
                        keys.workosUserId().map(byAccount::get).stream(),
                        keys.email().map(EarlierLines::key).map(byEmail::get).stream(),
                        keys.referralCode().map(byReferralCode::get).stream())
                .flatMap(ids -> ids)
                .map(profiles::get)
                .filter(Objects::nonNull)
                .forEach(profile -> found.put(
                        profile.id(), match(keys, profile, isInDoubt(Optional.ofNullable(found.get(profile.id()))))));
        return found.values().stream()
                .filter(one -> one.byAccount() || one.byCircleAccount() || one.byEmail() || one.byReferralCode())
                .toList();
    }

    private static boolean isInDoubt(Optional<FoundProfile> stored) {
        return stored.filter(FoundProfile::addressInDoubt).isPresent();
    }

    private static FoundProfile match(ProfileKeys keys, Profile profile, boolean inDoubt) {
        return new FoundProfile(
                profile,
                false,
                isSame(keys.workosUserId(), profile.workosUserId()),
                isSame(keys.workosUserId(), profile.circleAccount())
                        && profile.workosUserId().isEmpty(),
                isSame(keys.email().map(EarlierLines::key), Optional.of(key(profile.email()))),
                isSame(keys.referralCode(), profile.referralCode()),
                inDoubt,
                false);
    }

    private static boolean isSame(Optional<String> asked, Optional<String> had) {
        return asked.isPresent() && asked.equals(had);
    }

    private static String key(String email) {
        return EmailAddress.of(email).key();
    }
}
