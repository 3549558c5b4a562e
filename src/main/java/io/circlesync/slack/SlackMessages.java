package io.circlesync.slack;

import static com.slack.api.model.block.Blocks.context;
import static com.slack.api.model.block.Blocks.section;

import com.slack.api.model.Message;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import io.circlesync.gap.GapNotice;
import io.circlesync.outbox.OutboxEntry;
import java.util.List;

/** Words alerts for Slack: one as a message of its own, more as a digest. */
public final class SlackMessages {

    /** The message that tells all of these alerts. */
    public Message compose(List<OutboxEntry> entries) {
        List<GapNotice> notices = entries.stream().map(OutboxEntry::notice).toList();
        return notices.size() == 1 ? alert(notices.get(0)) : SlackDigest.of(notices);
    }

    /** Throws if the entry cannot be worded; alone, so that it does not hold up a digest. */
    public void check(OutboxEntry entry) {
        compose(List.of(entry));
    }

    private static Message alert(GapNotice notice) {
        SlackWording wording = SlackWording.of(notice);
        return message(wording.plain(), List.of(text(wording.whatHappened()), hint(wording.whatToDo())));
    }

    /** Blocks with the text that notifications show instead of them. */
    static Message message(String fallback, List<LayoutBlock> blocks) {
        Message message = new Message();
        message.setText(fallback);
        message.setBlocks(blocks);
        return message;
    }

    static LayoutBlock text(String mrkdwn) {
        return section(section -> section.text(verbatim(mrkdwn)));
    }

    static LayoutBlock hint(String mrkdwn) {
        return context(context -> context.elements(List.of(verbatim(mrkdwn))));
    }

    /** Verbatim, so that Slack makes no links or mentions out of names. */
    private static MarkdownTextObject verbatim(String mrkdwn) {
        return MarkdownTextObject.builder().text(mrkdwn).verbatim(true).build();
    }
}
