package io.circlesync;

import io.circlesync.circle.CircleAccount;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackSettings;
import io.circlesync.sandbox.Addresses;

/** Where every partner is found, real or not. */
record Partners(CircleAccount circle, SlackSettings slack, SmtpSettings mail) {

    /** All of them are real. */
    static Partners real(Settings settings) {
        return new Partners(
                settings.circle().account().orElseThrow(),
                settings.slack(),
                settings.mail().server().orElseThrow());
    }

    /** Some of them are real, at most. */
    static Partners of(Settings settings, Addresses standIns) {
        return new Partners(
                standIns.circle().or(() -> settings.circle().account()).orElseThrow(),
                standIns.slack().map(settings.slack()::standingIn).orElse(settings.slack()),
                standIns.mail().or(() -> settings.mail().server()).orElseThrow());
    }
}
