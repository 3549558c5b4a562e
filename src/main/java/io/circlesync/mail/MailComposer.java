package io.circlesync.mail;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.outbox.OutboxEntry;
import io.circlesync.settings.Settings;
import io.circlesync.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Words the mails. Nothing that a member typed gets into a header. */
public final class MailComposer {

    /** Kinds of gaps that the delivered routes write mails about. */
    private static final List<GapKind> KINDS = List.of(GapKind.MISSING_WORKOS, GapKind.INCOMPLETE_PROFILE);

    private static final UUID SAMPLE = new UUID(0, 0);
    /** Every name that {@link io.circlesync.gap.GapFinder} gives, and one that the templates do not know. */
    private static final List<String> MISSING = List.of("headline", "thingsICanOffer", "somethingNew");

    private record Words(String subject, String text, String html) {}

    private final MailTemplates templates;
    private final MailLinks links;
    private final String sender;

    /**
     * Fills in each template once, so that a slip in it is told now and not by the first mail.
     *
     * @param sender the plain address that mails come from
     * @throws SettingsException if a template cannot be filled in
     */
    public MailComposer(Settings.Links links, String sender) {
        this(new MailTemplates(), links, sender);
    }

    MailComposer(MailTemplates templates, Settings.Links links, String sender) {
        this.templates = templates;
        this.links = new MailLinks(links);
        this.sender = sender;
        try {
            KINDS.forEach(this::tryOut);
        } catch (TemplateFaultException e) {
            throw new SettingsException(e.getMessage() + "; expected a template that can be filled in");
        }
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
        Words words = words(notice, person);
        return new Mail(
                to,
                words.subject(),
                words.text(),
                words.html(),
                messageId(entry),
                "<mailto:" + sender + "?subject=unsubscribe>");
    }

    private Words words(GapNotice notice, Person person) {
        Map<String, Object> values = values(notice, person);
        String template = notice.kind();
        return new Words(
                templates.fill(template + ".subject.ftl", values).strip(),
                templates.fill(template + ".text.ftl", values).strip() + "\n",
                templates.fill(template + ".ftlh", values));
    }

    /** With and without all that can be absent, so that no branch of a template stays untried. */
    private void tryOut(GapKind kind) {
        for (Optional<String> firstName : List.of(Optional.of("Ada"), Optional.<String>empty())) {
            for (List<String> missing : List.of(MISSING, List.<String>of())) {
                for (int reminder = 0; reminder <= 1; reminder++) {
                    Person person = new Person(
                            Optional.of(SAMPLE),
                            Optional.of("ada@example.org"),
                            firstName,
                            firstName,
                            Optional.empty());
                    Gap gap = Gap.ofProfile(kind, SAMPLE, Optional.empty(), Map.of());
                    words(
                            new GapNotice(
                                    gap, Instant.EPOCH, reminder, Optional.of(person), true, missing, false, true),
                            person);
                }
            }
        }
    }

    private Map<String, Object> values(GapNotice notice, Person person) {
        Map<String, Object> values = new HashMap<>();
        person.greeting().ifPresent(name -> values.put("firstName", name));
        values.put("reminder", notice.reminder() > 0);
        values.put("missing", notice.missingFields());
        values.put("signUpLink", links.signUp(person));
        values.put("profileLink", links.profile(person));
        return values;
    }

    private String messageId(OutboxEntry entry) {
        UUID id = UUID.nameUUIDFromBytes(entry.key().getBytes(StandardCharsets.UTF_8));
        return "<" + id + sender.substring(sender.lastIndexOf('@')) + ">";
    }
}
