package io.circlesync.check;

import io.circlesync.message.mail.SmtpLook;
import io.circlesync.message.mail.SmtpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Talks to the SMTP server up to the sender's address, and sends no mail. */
public final class MailCheck {

    /** What its lines are about. */
    public static final String WHAT = "mail";

    /** Some servers greet late, to see whether somebody cannot wait. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private MailCheck() {}

    /** The question. */
    public static Question of(SmtpSettings settings) {
        return of(settings, LIMIT);
    }

    static Question of(SmtpSettings settings, Duration limit) {
        return new Question(WHAT, () -> List.of(ask(settings, limit)));
    }

    private static Check ask(SmtpSettings settings, Duration limit) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "check-limit");
            thread.setDaemon(true);
            return thread;
        });
        try {
            String server = settings.host() + ":" + settings.port();
            String security = settings.security().name().toLowerCase(Locale.ROOT);
            return SmtpLook.at(settings, limit, clock)
                    .map(fault -> Check.notOk(WHAT, server + " with mail.security = " + security + ": " + fault))
                    .orElseGet(() -> Check.ok(
                            WHAT,
                            server + " lets us in with mail.security = " + security
                                    + (settings.username().isPresent() ? " and the login" : " and no login")
                                    + ", and takes the sender; no mail was sent"));
        } finally {
            clock.shutdownNow();
        }
    }
}
