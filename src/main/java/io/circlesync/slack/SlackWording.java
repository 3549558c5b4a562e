package io.circlesync.slack;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the team is told about one gap, in Slack's mrkdwn, escaped.
 *
 * @param plain one line without links, for notifications
 * @param whatHappened what happened, and to whom
 * @param whatToDo what somebody should do now
 */
record SlackWording(String plain, String whatHappened, String whatToDo) {

    private static final int NAME_LENGTH = 80;
    private static final int REASON_LENGTH = 200;
    private static final String NOT_WRITTEN = "No mail goes out to them.";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    static SlackWording of(GapNotice notice) {
        Gap gap = notice.gap();
        if (gap.subject().equals(Gap.CIRCLE_ACCOUNT)) {
            return ofAccount(notice);
        }
        return switch (gap.kind()) {
            case MISSING_WORKOS ->
                notice.quiet()
                        ? wording(
                                notice,
                                ":wave:",
                                "has no account any more",
                                "",
                                "It was deleted in WorkOS. Their profile is kept, and no mail goes out to them.")
                        : wording(
                                notice,
                                ":wave:",
                                "has no account yet",
                                "",
                                notice.mailed() ? "A mail with the sign-up link goes out to them." : NOT_WRITTEN);
            case INCOMPLETE_PROFILE ->
                wording(
                        notice,
                        ":memo:",
                        "has an incomplete profile",
                        "",
                        notice.mailed() ? "A mail that says so goes out to them." : NOT_WRITTEN);
            case IDENTITY_CONFLICT ->
                wording(
                        notice,
                        ":busts_in_silhouette:",
                        "cannot be told from somebody else",
                        reason(gap),
                        "Nothing was merged. Decide who is who, correct the e-mail address or the account"
                                + " on one side, and the next sync goes on by itself.");
            case SYNC_FAILED ->
                wording(
                        notice,
                        ":warning:",
                        "cannot be synced",
                        reason(gap),
                        "See why. Once it is mended, the next change of the member, in Circle or in the app, starts again.");
            case PUSH_REJECTED ->
                wording(
                        notice,
                        ":warning:",
                        "has changes that Circle did not keep",
                        fields(gap) + reason(gap),
                        "Check in Circle that these profile fields exist and can be written.");
            case MEMBER_LEFT ->
                wording(notice, ":door:", "left the community", "", "Their profile is kept. There is nothing to do.");
            case MESSAGE_FAILED -> gap.concernsChannel() ? channelRefused(notice) : messageFailed(notice);
        };
    }

    private static SlackWording channelRefused(GapNotice notice) {
        String fact = "No mail goes out";
        return new SlackWording(
                fact + again(notice),
                ":warning: *" + fact + "*" + again(notice) + reason(notice.gap()),
                "The mail server refuses all of them. They wait, and go out by themselves once it is mended."
                        + " Look at the settings `mail.*` and at the account.");
    }

    private static SlackWording messageFailed(GapNotice notice) {
        boolean mail = "mail".equals(notice.gap().detail().get("channel"));
        return wording(
                notice,
                ":warning:",
                mail ? "cannot be written to" : "has an alert that Slack does not take",
                reason(notice.gap()),
                mail
                        ? "Their mail was given up. Look at the address; once it is mended, the next mail goes out."
                        : "The alert was given up. What it is about is in `GET /api/gaps`.");
    }

    /** Circle lets nobody be read, or nobody be written to: about no member in particular. */
    private static SlackWording ofAccount(GapNotice notice) {
        return notice.gap().kind() == GapKind.PUSH_REJECTED
                ? wording(
                        notice,
                        ":warning:",
                        "takes no changes from us",
                        reason(notice.gap()),
                        "Check that the API token and the plan may write. What changes in Circle still comes in;"
                                + " what was changed in the app is sent once Circle takes it.")
                : wording(
                        notice,
                        ":warning:",
                        "lets us in no more",
                        reason(notice.gap()),
                        "Check the API token and the plan. Once Circle lets us in, the sync goes on by itself.");
    }

    /**
     * The person's name as a link to their page in Circle, as far as both are known; else what else identifies them.
     * Never an e-mail address.
     *
     * @param max characters of the name at most
     */
    static String linkedName(GapNotice notice, int max) {
        return SlackText.link(notice.person().flatMap(Person::circleProfileUrl), name(notice, max));
    }

    private static String name(GapNotice notice, int max) {
        if (notice.gap().subject().equals(Gap.CIRCLE_ACCOUNT)) {
            return "Circle";
        }
        return notice.person()
                .flatMap(person -> person.alertName(max))
                .map(SlackText::name)
                .or(() -> notice.gap().circleMemberId().map(id -> "Member " + id))
                .or(() -> notice.gap().concernsChannel() ? Optional.of("all mails") : Optional.empty())
                .orElseGet(() -> SlackText.safe(notice.gap().subject(), NAME_LENGTH));
    }

    private static SlackWording wording(GapNotice notice, String emoji, String fact, String more, String whatToDo) {
        String again = again(notice);
        return new SlackWording(
                name(notice, NAME_LENGTH) + " " + fact + again,
                emoji + " *" + linkedName(notice, NAME_LENGTH) + "* " + fact + again + more,
                whatToDo);
    }

    private static String again(GapNotice notice) {
        return notice.reminder() == 0 ? "" : " (open since " + DAY.format(notice.openedAt()) + ")";
    }

    private static String reason(Gap gap) {
        return Optional.ofNullable(gap.detail().get("reason"))
                .map(reason -> "\n>" + SlackText.safe(reason.toString(), REASON_LENGTH))
                .orElse("");
    }

    private static String fields(Gap gap) {
        if (gap.detail().get("fields") instanceof List<?> fields && !fields.isEmpty()) {
            String names = fields.stream().map(Object::toString).collect(Collectors.joining(", "));
            return ": " + SlackText.safe(names, REASON_LENGTH);
        }
        return "";
    }
}
