package io.circlesync.slack;

import com.slack.api.model.Message;
import com.slack.api.model.block.LayoutBlock;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Many alerts in one message: how many of each kind, and the first few names. */
final class SlackDigest {

    private static final int NAMES = 5;
    /** Short enough for a block's limit of 3,000 characters, whatever escaping and links add. */
    private static final int NAME_LENGTH = 40;

    private SlackDigest() {}

    static Message of(List<GapNotice> notices) {
        Map<GapKind, List<GapNotice>> byKind = notices.stream()
                .collect(Collectors.groupingBy(
                        notice -> notice.gap().kind(), () -> new EnumMap<>(GapKind.class), Collectors.toList()));
        String title = notices.size() + " alerts";
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(SlackMessages.text(":bell: *" + title + "*"));
        byKind.forEach((kind, ofKind) -> blocks.add(SlackMessages.text(line(kind, ofKind))));
        blocks.add(SlackMessages.hint("All of them, with details: `GET /api/gaps`"));
        return SlackMessages.message(
                title + ": "
                        + byKind.entrySet().stream()
                                .map(entry -> entry.getValue().size() + " " + label(entry.getKey()))
                                .collect(Collectors.joining(", ")),
                blocks);
    }

    private static String line(GapKind kind, List<GapNotice> notices) {
        String names = notices.stream()
                .limit(NAMES)
                .map(notice -> SlackWording.linkedName(notice, NAME_LENGTH))
                .collect(Collectors.joining(", "));
        String rest = notices.size() > NAMES ? " and " + (notices.size() - NAMES) + " more" : "";
        return "*" + notices.size() + " " + label(kind) + "*: " + names + rest;
    }

    private static String label(GapKind kind) {
        return switch (kind) {
            case MISSING_WORKOS -> "without an account";
            case INCOMPLETE_PROFILE -> "with an incomplete profile";
            case IDENTITY_CONFLICT -> "with an identity conflict";
            case SYNC_FAILED -> "not synced";
            case PUSH_REJECTED -> "not kept by Circle";
            case MEMBER_LEFT -> "left the community";
            case MESSAGE_FAILED -> "about messages that did not go out";
        };
    }
}
