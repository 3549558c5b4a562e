package io.circlesync.gap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Something about a member that a person should know or do.
 *
 * @param subject what it is about: {@code profile:<id>}, {@code member:<circle member id>}, {@code circle:account},
 *     {@code channel:<name>}, {@code reconciliation:<id>}, or {@code message:<outbox id>} where a message does not tell whom it is about
 * @param detail what helps to act on it. Words that are shown: {@code missing}, names of fields, for
 *     incomplete-profile; {@code fields}, names of fields, for push-rejected; {@code reason}, a sentence, for any kind
 *     that the team handles. {@code quiet}, true if the person is to be left in peace, and with it {@code cause} where that is so
 *     only until somebody says that they may be told: {@code import} if they are one of many that an app has sent, {@code reconciliation} if a run has found them. {@code channel}, such as {@code
 *     mail} or {@code slack:members}, for message-failed, and {@code about}, the kind of the gap that could not be told;
 *     {@code cause}, for what is about Circle as a whole: {@code refused}, {@code busy}, {@code away} or {@code quota}; for one about a run:
 *     {@code waiting}, {@code done} or {@code failed}
 */
public record Gap(
        GapKind kind,
        String subject,
        Optional<UUID> profileId,
        Optional<Long> circleMemberId,
        Map<String, Object> detail) {

    /** The subject of a gap that is about nobody: about the token or the plan by which Circle lets us in. */
    public static final String CIRCLE_ACCOUNT = "circle:account";

    private static final String PROFILE = "profile:";
    private static final String MEMBER = "member:";
    private static final String CIRCLE = "circle:";
    private static final String CAUSE = "cause";
    private static final String QUIET = "quiet";
    private static final String CHANNEL = "channel:";
    private static final String RECONCILIATION = "reconciliation:";

    /** @throws NullPointerException if it has no kind or subject */
    public Gap {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(subject);
        detail = detail == null ? Map.of() : Map.copyOf(detail);
    }

    /** A gap that only the team hears of, once: the person has brought it about on purpose. */
    public Gap quietly() {
        return with(Map.of(QUIET, true));
    }

    /**
     * A gap that was found together with many others, and of which nobody hears until somebody says so.
     *
     * @param cause what has found them, such as {@code import}
     */
    public Gap foundInBulk(String cause) {
        return with(Map.of(QUIET, true, CAUSE, cause));
    }

    private Gap with(Map<String, Object> marks) {
        Map<String, Object> more = new HashMap<>(detail);
        more.putAll(marks);
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
        return new Gap(kind, subject(circleMemberId), profileId, Optional.of(circleMemberId), detail);
    }

    /** A channel whose partner takes no message, whichever it is. */
    public static Gap ofChannel(String channel, String reason) {
        return new Gap(
                GapKind.MESSAGE_FAILED,
                CHANNEL + channel,
                Optional.empty(),
                Optional.empty(),
                Map.of("reason", reason, "channel", channel));
    }

    /** A message that does not tell what it is about, by its number in the outbox. */
    public static Gap ofMessage(String channel, long id, Optional<UUID> profileId, String reason) {
        return new Gap(
                GapKind.MESSAGE_FAILED,
                profileId.map(Gap::subject).orElse("message:" + id),
                profileId,
                Optional.empty(),
                Map.of("reason", reason, "channel", channel));
    }

    /** This gap could not be told through a channel. */
    Gap untold(String channel, String reason) {
        return new Gap(
                GapKind.MESSAGE_FAILED,
                subject,
                profileId,
                circleMemberId,
                Map.of("reason", reason, "channel", channel, "about", kind.jsonName()));
    }

    /** Whether it is about one profile or member. */
    public boolean concernsSomebody() {
        return subject.startsWith(PROFILE) || subject.startsWith(MEMBER);
    }

    /** Whether it is about a whole channel, and about nobody. */
    public boolean concernsChannel() {
        return subject.startsWith(CHANNEL);
    }

    /** Whether it is about everything that goes through this channel. */
    public boolean concernsChannel(String channel) {
        return subject.equals(CHANNEL + channel);
    }

    /** A gap that is about all of Circle, whoever it was found with. */
    public static Gap ofCircleAccount(GapKind kind, String reason) {
        return new Gap(kind, CIRCLE_ACCOUNT, Optional.empty(), Optional.empty(), Map.of("reason", reason));
    }

    /**
     * That Circle is not called.
     *
     * @param cause {@code refused}, {@code busy} or {@code away}
     */
    public static Gap ofCircle(String reason, String cause) {
        return new Gap(
                GapKind.SYNC_FAILED,
                CIRCLE_ACCOUNT,
                Optional.empty(),
                Optional.empty(),
                Map.of("reason", reason, CAUSE, cause));
    }

    /** That a share of the month's calls to Circle is used up, in percent. */
    public static Gap ofCircleQuota(int share, String reason) {
        return new Gap(
                GapKind.SYNC_FAILED,
                CIRCLE + "quota:" + share,
                Optional.empty(),
                Optional.empty(),
                Map.of("reason", reason, CAUSE, "quota"));
    }

    /**
     * A run about which the team is to know something.
     *
     * @param cause {@code waiting} for a person, {@code done} or {@code failed}
     * @param reason figures, and nobody's data
     */
    public static Gap ofReconciliation(long id, String cause, String reason) {
        return new Gap(
                GapKind.RECONCILIATION,
                RECONCILIATION + id,
                Optional.empty(),
                Optional.empty(),
                Map.of("reason", reason, CAUSE, cause));
    }

    /** The number of the run that it is about. */
    public String run() {
        return subject.substring(RECONCILIATION.length());
    }

    /** Whether it is about a run, and about nobody. */
    public boolean concernsReconciliation() {
        return subject.startsWith(RECONCILIATION);
    }

    /** Whether it is about Circle as a whole. */
    public boolean concernsCircle() {
        return subject.startsWith(CIRCLE);
    }

    static String subject(UUID profileId) {
        return PROFILE + profileId;
    }

    static String subject(long circleMemberId) {
        return MEMBER + circleMemberId;
    }

    boolean wantsQuiet() {
        return Boolean.TRUE.equals(detail.get(QUIET));
    }

    boolean isFoundInBulk() {
        return wantsQuiet() && detail.containsKey(CAUSE);
    }
}
