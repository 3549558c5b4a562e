package io.circlesync.message;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.outbox.ChannelKind;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What templates find of a notice; docs/notifications.md names it all. A person's name and number are left out where they are not known. */
public final class NoticeModel {

    private static final int REASON_LENGTH = 200;
    private static final int SUBJECT_LENGTH = 80;

    private final UnaryOperator<String> label;
    private final Optional<String> reportUrl;

    /**
     * @param label gives what people call a field of a profile, by its name in the API
     * @param reportUrl where the team reads what a run has found, as {@link MessageSettings} has it
     */
    public NoticeModel(UnaryOperator<String> label, Optional<String> reportUrl) {
        this.label = label;
        this.reportUrl = reportUrl;
    }

    /**
     * The values by their names.
     *
     * @param nameLength characters of the person's name at most
     */
    public Map<String, Object> of(GapNotice notice, int nameLength) {
        Gap gap = notice.gap();
        Map<String, Object> values = new HashMap<>();
        values.put("kind", notice.kind());
        values.put("about", about(gap));
        values.put("subject", OneLine.of(gap.subject(), SUBJECT_LENGTH));
        values.put("quiet", notice.quiet());
        values.put("reminder", notice.reminder() > 0);
        values.put("openedAt", Date.from(notice.openedAt()));
        values.put("channels", notice.channels());
        values.put(
                "channelKinds", notice.channels().stream().map(ChannelKind::of).toList());
        values.put("missing", notice.missingFields());
        values.put("labels", notice.missingFields().stream().collect(Collectors.toMap(name -> name, label)));
        values.put("fields", fields(gap));
        values.put("reason", OneLine.of(text(gap, "reason"), REASON_LENGTH));
        values.put("cause", text(gap, "cause"));
        values.put("over", notice.isOver());
        values.put("channel", text(gap, "channel"));
        values.put("channelKind", ChannelKind.of(text(gap, "channel")));
        values.put("url", url(notice).orElse(""));
        gap.circleMemberId().map(id -> Long.toString(id)).ifPresent(id -> values.put("memberId", id));
        gap.profileId().map(UUID::toString).ifPresent(id -> values.put("profileId", id));
        notice.person().flatMap(Person::greeting).ifPresent(name -> values.put("firstName", name));
        notice.person().flatMap(person -> person.alertName(nameLength)).ifPresent(name -> values.put("name", name));
        return values;
    }

    private Optional<String> url(GapNotice notice) {
        return notice.gap().concernsReconciliation()
                ? reportUrl.map(
                        url -> url.replace(MessageSettings.RUN, notice.gap().run()))
                : notice.person().flatMap(Person::circleProfileUrl);
    }

    private static String about(Gap gap) {
        if (gap.concernsCircle()) {
            return "circle";
        }
        if (gap.concernsReconciliation()) {
            return "reconciliation";
        }
        return gap.concernsChannel() ? "channel" : "person";
    }

    private static String fields(Gap gap) {
        return gap.detail().get("fields") instanceof List<?> fields
                ? OneLine.of(fields.stream().map(Object::toString).collect(Collectors.joining(", ")), REASON_LENGTH)
                : "";
    }

    private static String text(Gap gap, String name) {
        return Optional.ofNullable(gap.detail().get(name)).map(Object::toString).orElse("");
    }
}
