package io.circlesync.message.slack;

import static com.slack.api.model.block.Blocks.context;
import static com.slack.api.model.block.Blocks.section;

import com.slack.api.model.Message;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import freemarker.template.TemplateDirectiveModel;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.message.EscapedFormat;
import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.message.Samples;
import io.circlesync.message.Templates;
import io.circlesync.outbox.OutboxEntry;
import io.circlesync.settings.SettingsException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words messages for Slack by the templates in {@code messages/slack}: one gap as an alert, more as a digest. */
public final class SlackWords {

    /** Slack's own rule: these three could be a link or a mention. */
    private static final EscapedFormat FORMAT = new EscapedFormat(
            "Slack", text -> text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));

    private static final String FOLDER = "slack";
    private static final String DIGEST = FOLDER + "/digest.ftl";
    /** What a digest calls those that tell the end of something. */
    private static final String OVER = "over";

    private static final int NAME_LENGTH = 80;

    /** A message has 50 blocks at most, and each takes some of them. */
    private static final int IN_OWN_WORDS = 10;

    /** Short enough for a block's limit of 3,000 characters, whatever escaping and links add. */
    private static final int DIGEST_NAME_LENGTH = 40;

    private final NoticeModel model;
    private final Templates templates;

    /** @throws SettingsException if a template that is not as it was packed cannot be filled in */
    public SlackWords(MessageFiles files, NoticeModel model) {
        this.model = model;
        templates = new Templates(files, FORMAT, List.of(FOLDER + "/layout.ftl"));
        files.tryOut(FOLDER, this::fillInAll);
    }

    /** With samples. */
    void fillInAll() {
        List<GapNotice> all = Stream.of(GapKind.values())
                .flatMap(kind -> Samples.of(kind).stream())
                .toList();
        all.forEach(this::alert);
        digest(all);
    }

    /** The message that tells all of these entries of one channel. */
    public SlackPost word(List<OutboxEntry> entries) {
        List<GapNotice> notices = entries.stream().map(OutboxEntry::notice).toList();
        return new SlackPost(entries.get(0).channel(), notices.size() == 1 ? alert(notices.get(0)) : digest(notices));
    }

    /** Throws if the entry cannot be worded; alone, so that it does not hold up a digest. */
    void check(OutboxEntry entry) {
        word(List.of(entry));
    }

    /** The message about one gap. */
    public Message alert(GapNotice notice) {
        return fill(MessageFiles.path(FOLDER, notice.gap().kind()), model.of(notice, NAME_LENGTH));
    }

    /**
     * The message about several gaps. What is about nobody, as that Circle lets us in no more, concerns all, and is not to be
     * missed among what is about single members: it stands first, in its own words.
     */
    Message digest(List<GapNotice> notices) {
        Map<Boolean, List<GapNotice>> bySomebody = notices.stream()
                .collect(Collectors.partitioningBy(notice -> notice.gap().concernsSomebody()));
        List<GapNotice> ofAll = bySomebody.get(false);
        List<GapNotice> others = Stream.concat(
                        bySomebody.get(true).stream(), ofAll.stream().skip(IN_OWN_WORDS))
                .toList();
        return joined(Stream.concat(ofAll.stream().limit(IN_OWN_WORDS).map(this::alert), others(others).stream())
                .toList());
    }

    private Optional<Message> others(List<GapNotice> notices) {
        return notices.size() > 1
                ? Optional.of(summary(notices))
                : notices.stream().findFirst().map(this::alert);
    }

    private static Message joined(List<Message> parts) {
        Message message = new Message();
        message.setText(parts.stream().map(Message::getText).collect(Collectors.joining("; ")));
        message.setBlocks(
                parts.stream().flatMap(part -> part.getBlocks().stream()).toList());
        return message;
    }

    private Message summary(List<GapNotice> notices) {
        Map<String, List<GapNotice>> byKind = notices.stream()
                .sorted(Comparator.comparing((GapNotice notice) -> notice.gap().kind()))
                .collect(Collectors.groupingBy(
                        notice -> notice.isOver() ? OVER : notice.kind(), LinkedHashMap::new, Collectors.toList()));
        List<Map<String, Object>> groups = byKind.entrySet().stream()
                .map(group -> Map.of(
                        "kind", group.getKey(),
                        "notices",
                                group.getValue().stream()
                                        .map(notice -> model.of(notice, DIGEST_NAME_LENGTH))
                                        .toList()))
                .toList();
        return fill(DIGEST, Map.of("count", notices.size(), "groups", groups));
    }

    private Message fill(String template, Map<String, Object> values) {
        Message message = new Message();
        List<LayoutBlock> blocks = new ArrayList<>();
        Map<String, Object> model = new HashMap<>(values);
        model.put("link", new SlackLink(FORMAT));
        model.put("notification", part(message::setText));
        model.put("section", part(text -> blocks.add(section(block -> block.text(verbatim(text))))));
        model.put("hint", part(text -> blocks.add(context(block -> block.elements(List.of(verbatim(text)))))));
        templates.fill(template, model);
        if (message.getText() == null || message.getText().isEmpty() || blocks.isEmpty()) {
            throw templates.lacking(template, "comes to a message without a notification or without a section");
        }
        message.setBlocks(blocks);
        return message;
    }

    /** A directive whose content becomes a part of the message. */
    private static TemplateDirectiveModel part(Consumer<String> taker) {
        return (environment, parameters, loopVariables, content) -> {
            StringWriter text = new StringWriter();
            if (content != null) {
                content.render(text);
            }
            taker.accept(text.toString().strip());
        };
    }

    /** Verbatim, so that Slack makes no links or mentions out of names. */
    private static MarkdownTextObject verbatim(String mrkdwn) {
        return MarkdownTextObject.builder().text(mrkdwn).verbatim(true).build();
    }
}
