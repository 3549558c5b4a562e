package io.circlesync.message.mail;

import io.circlesync.gap.Person;
import io.circlesync.settings.SettingText;
import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the links in mails lead; {@code {email}} and {@code {profileId}} are filled in. */
public record MailLinks(String signupUrl, String profileUrl) {

    private static final String EMAIL = "{email}";
    private static final String PROFILE_ID = "{profileId}";
    private static final String EXPECTED =
            "an http or https URL, with {email} and {profileId} where they are to be filled in";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");

    /**
     * Reads them.
     *
     * @param required whether the mails are real, so that pages of the sandbox will not do
     * @param publicUrl where this service is reached from its own machine
     */
    static MailLinks read(SettingsReader reader, boolean required, URI publicUrl) {
        return new MailLinks(
                link(reader, "links.signup-url", required).orElse(publicUrl + "/sandbox#sign-up=" + EMAIL),
                link(reader, "links.profile-url", required).orElse(publicUrl + "/sandbox#profile=" + PROFILE_ID));
    }

    private static Optional<String> link(SettingsReader reader, String name, boolean required) {
        Optional<String> link = reader.text(name, EXPECTED);
        String filled = link.orElse("").replace(EMAIL, "x").replace(PROFILE_ID, "x");
        Matcher unknown = PLACEHOLDER.matcher(filled);
        if (unknown.find()) {
            reader.wrong(
                    name,
                    "is " + SettingText.quoted(link.get()) + ", where nobody knows " + unknown.group() + "; expected "
                            + EXPECTED);
        } else if (link.isPresent() && !SettingText.isHttpUrl(filled)) {
            reader.wrong(name, link.get(), EXPECTED);
        } else if (link.isEmpty() && required) {
            reader.wrong(
                    name, "is missing; expected the http or https URL for the mails that go out through mail.host");
        }
        return link;
    }

    /** Where the person makes an account. */
    String signUp(Person person) {
        return filled(signupUrl, person);
    }

    /** Where the person edits their profile. */
    String profile(Person person) {
        return filled(profileUrl, person);
    }

    private static String filled(String template, Person person) {
        return template.replace(EMAIL, URLEncoder.encode(person.email().orElse(""), StandardCharsets.UTF_8))
                .replace(PROFILE_ID, person.profileId().map(UUID::toString).orElse(""));
    }
}
