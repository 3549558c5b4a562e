package io.circlesync.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import freemarker.core.OutputFormat;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.OutboxEntry;
import java.util.List;
import java.util.stream.Stream;

/**
 * Words a message of a kind of channel that has no code of its own: {@code messages/<kind>/<gap>.ftl}, or {@code
 * messages/<kind>/message.ftl} where there is none. What is filled in is escaped as within a text of JSON.
 */
public final class PlainWords {

    private static final OutputFormat FORMAT = new EscapedFormat(
            "JSON", text -> new String(JsonStringEncoder.getInstance().quoteAsString(text)));

    private static final int NAME_LENGTH = 80;

    private final MessageFiles files;
    private final NoticeModel model;
    private final Templates templates;

    PlainWords(MessageFiles files, NoticeModel model) {
        this.files = files;
        this.model = model;
        this.templates = new Templates(files, FORMAT, List.of());
    }

    /** The words for this entry. */
    public String word(List<OutboxEntry> entries) {
        OutboxEntry entry = entries.get(0);
        return word(ChannelKind.of(entry.channel()), entry.notice());
    }

    /**
     * Fills in each of a kind's templates with samples.
     *
     * @throws TemplateFaultException if one cannot be filled in
     */
    void tryOut(String kind) {
        Stream.of(GapKind.values())
                .filter(gap -> files.has(path(kind, gap)))
                .flatMap(gap -> Samples.of(gap).stream())
                .forEach(notice -> word(kind, notice));
    }

    void check(OutboxEntry entry) {
        word(List.of(entry));
    }

    private String word(String kind, GapNotice notice) {
        return templates
                .fill(path(kind, notice.gap().kind()), model.of(notice, NAME_LENGTH))
                .strip();
    }

    private String path(String kind, GapKind gap) {
        String own = MessageFiles.path(kind, gap);
        return files.has(own) ? own : kind + "/message.ftl";
    }
}
