package io.circlesync.mail;

import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.outbox.OutboxEntry;
import io.circlesync.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Words the mails. Nothing that a member typed gets into a header. */
public final class MailComposer {

    private static final int LONGEST_GREETING = 40;

    private final MailTemplates templates = new MailTemplates();
    private final MailLinks links;
    private final String sender;

    /** @param sender the plain address that mails come from */
    public MailComposer(Settings.Links links, String sender) {
        this.links = new MailLinks(links);
        this.sender = sender;
    }

    /**
     * The mail that this entry asks for.
     *
     * @throws UnusableAddressException if the person's address is none that a mail can be sent to
     */
    public Mail compose(List<OutboxEntry> entries) {
        OutboxEntry entry = entries.get(0);
        GapNotice notice = entry.notice();
        Person person = notice.person().orElseThrow(UnusableAddressException::new);
        String to = MailAddress.usable(person.email().orElseThrow(UnusableAddressException::new));
        Map<String, Object> values = values(notice, person);
        String template = notice.kind();
        return new Mail(
                to,
                templates.fill(template + ".subject.ftl", values).strip(),
                templates.fill(template + ".text.ftl", values).strip() + "\n",
                templates.fill(template + ".ftlh", values),
                messageId(entry),
                "<mailto:" + sender + "?subject=unsubscribe>");
    }

    private Map<String, Object> values(GapNotice notice, Person person) {
        Map<String, Object> values = new HashMap<>();
        greetingName(person).ifPresent(name -> values.put("firstName", name));
        values.put("reminder", notice.reminder() > 0);
        values.put("missing", notice.missingFields());
        values.put("signUpLink", links.signUp(person));
        values.put("profileLink", links.profile(person));
        return values;
    }

    /** On one line, and only if it is short enough to be a name. */
    private static Optional<String> greetingName(Person person) {
        return person.firstName()
                .map(name ->
                        name.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip())
                .filter(name -> !name.isEmpty() && name.length() <= LONGEST_GREETING);
    }

    private String messageId(OutboxEntry entry) {
        UUID id = UUID.nameUUIDFromBytes(entry.key().getBytes(StandardCharsets.UTF_8));
        return "<" + id + sender.substring(sender.lastIndexOf('@')) + ">";
    }
}
