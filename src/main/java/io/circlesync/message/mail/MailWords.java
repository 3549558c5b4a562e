package io.circlesync.message.mail;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.OutputFormat;
import freemarker.core.PlainTextOutputFormat;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.message.Samples;
import io.circlesync.message.Templates;
import io.circlesync.outbox.OutboxEntry;
import io.circlesync.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words the mails by the templates in {@code messages/mail}: each is filled in twice, as text, whose first line is the
 * subject, and as HTML. Nothing that a member typed gets into a header.
 */
public final class MailWords {

    private static final String FOLDER = "mail";

    private static final int NAME_LENGTH = 80;

    private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");

    private record Words(String subject, String text, String html) {}

    private final Templates asText;
    private final Templates asHtml;
    private final NoticeModel model;
    private final MailLinks links;
    private final String sender;

    /**
     * @param sender the plain address that mails come from
     * @throws SettingsException if a template that is not as it was packed cannot be filled in
     */
    public MailWords(MessageFiles files, NoticeModel model, MailLinks links, String sender) {
        this.model = model;
        this.asText = templates(files, PlainTextOutputFormat.INSTANCE, "text");
        this.asHtml = templates(files, HTMLOutputFormat.INSTANCE, "html");
        this.links = links;
        this.sender = sender;
        files.tryOut(FOLDER, () -> fillInAll(files));
    }

    /** With samples. */
    void fillInAll(MessageFiles files) {
        Stream.of(GapKind.values())
                .filter(kind -> files.has(MessageFiles.path(FOLDER, kind)))
                .flatMap(kind -> Samples.of(kind).stream())
                .forEach(notice -> words(notice, notice.person().orElseThrow()));
    }

    /**
     * The mail that this entry asks for.
     *
     * @throws UnusableAddressException if the person's address is none that a mail can be sent to
     */
    public Mail word(List<OutboxEntry> entries) {
        OutboxEntry entry = entries.get(0);
        GapNotice notice = entry.notice();
        Person person = notice.person().orElseThrow(UnusableAddressException::new);
        String to = MailAddress.usable(person.email().orElseThrow(UnusableAddressException::new));
        Words words = words(notice, person);
        return new Mail(
                entry.id(),
                to,
                words.subject(),
                words.text(),
                words.html(),
                messageId(entry),
                "<mailto:" + sender + "?subject=unsubscribe>");
    }

    private Words words(GapNotice notice, Person person) {
        Map<String, Object> values = model.of(notice, NAME_LENGTH);
        values.put("signUpLink", links.signUp(person));
        values.put("profileLink", links.profile(person));
        String path = MessageFiles.path(FOLDER, notice.gap().kind());
        String text = asText.fill(path, values).strip();
        int firstLine = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
        Words words = new Words(
                text.substring(0, firstLine).strip(),
                BLANK_LINES.matcher(text.substring(firstLine).strip()).replaceAll("\n\n") + "\n",
                asHtml.fill(path, values).strip());
        if (words.subject().isEmpty() || words.text().isBlank() || words.html().isEmpty()) {
            throw asText.lacking(path, "comes to a mail without a subject or without a text");
        }
        return words;
    }

    private static Templates templates(MessageFiles files, OutputFormat format, String name) {
        return new Templates(files, format, List.of(FOLDER + "/layout." + name + ".ftl", FOLDER + "/fields.ftl"));
    }

    private String messageId(OutboxEntry entry) {
        UUID id = UUID.nameUUIDFromBytes(entry.key().getBytes(StandardCharsets.UTF_8));
        return "<" + id + sender.substring(sender.lastIndexOf('@')) + ">";
    }
}
