package io.circlesync.message.mail;

import io.circlesync.gap.Person;
import io.circlesync.settings.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Fills a person into the links of the mails. */
final class MailLinks {

    private final Settings.Links links;

    MailLinks(Settings.Links links) {
        this.links = links;
    }

    /** Where the person makes an account. */
    String signUp(Person person) {
        return filled(links.signupUrl(), person);
    }

    /** Where the person edits their profile. */
    String profile(Person person) {
        return filled(links.profileUrl(), person);
    }

    private static String filled(String template, Person person) {
        return template.replace("{email}", URLEncoder.encode(person.email().orElse(""), StandardCharsets.UTF_8))
                .replace("{profileId}", person.profileId().map(UUID::toString).orElse(""));
    }
}
