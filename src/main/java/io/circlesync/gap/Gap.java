package io.circlesync.gap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Something about a member that a person should know or do.
 *
 * @param subject what it is about: {@code profile:<id>} or {@code member:<circle member id>}
 * @param detail what helps to act on it. Words that are shown: {@code missing}, names of fields, for
 *     incomplete-profile; {@code fields}, names of fields, for push-rejected; {@code reason}, a sentence, for any kind
 *     that the team handles. {@code quiet}, true if the person is to be left in peace
 */
public record Gap(
        GapKind kind,
        String subject,
        Optional<UUID> profileId,
        Optional<Long> circleMemberId,
        Map<String, Object> detail) {

    private static final String QUIET = "quiet";

    public Gap {
        detail = detail == null ? Map.of() : Map.copyOf(detail);
    }

    /** A gap that only the team hears of, once: the person has brought it about on purpose. */
    public Gap quietly() {
        Map<String, Object> more = new HashMap<>(detail);
        more.put(QUIET, true);
        return new Gap(kind, subject, profileId, circleMemberId, more);
    }

    /** A gap of somebody who has a profile. */
    public static Gap ofProfile(
            GapKind kind, UUID profileId, Optional<Long> circleMemberId, Map<String, Object> detail) {
        return new Gap(kind, subject(profileId), Optional.of(profileId), circleMemberId, detail);
    }

    /**
     * A conflict over an account of WorkOS. The account is noted, so that the conflict ends when the account is found to
     * be somebody's without doubt.
     *
     * @param profileId whose data stay as they are
     * @param candidates all profiles that the account could be
     */
    public static Gap ofAccount(
            String workosUserId,
            UUID profileId,
            Optional<Long> circleMemberId,
            String reason,
            Collection<UUID> candidates) {
        List<String> ids = candidates.stream().map(UUID::toString).sorted().toList();
        return ofProfile(
                GapKind.IDENTITY_CONFLICT,
                profileId,
                circleMemberId,
                Map.of("reason", reason, "workosUserId", workosUserId, "profileIds", ids));
    }

    /** A gap of a Circle member, whatever profile they have. */
    public static Gap ofMember(
            GapKind kind, long circleMemberId, Optional<UUID> profileId, Map<String, Object> detail) {
        return new Gap(kind, "member:" + circleMemberId, profileId, Optional.of(circleMemberId), detail);
    }

    static String subject(UUID profileId) {
        return "profile:" + profileId;
    }

    boolean wantsQuiet() {
        return Boolean.TRUE.equals(detail.get(QUIET));
    }
}
