package io.circlesync.mail;

import io.circlesync.outbox.Refusal;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * Understands what the SMTP client throws. A reply of 5yz is a refusal for good, 4yz one for now (RFC 5321, 4.2.1);
 * without a reply the server was not reached.
 */
public final class MailRefusals {

    private static final Pattern ADDRESS = Pattern.compile("<[^>]*>|\\S*@\\S*");
    private static final int LONGEST_WORDS = 200;

    /** What the server answered. */
    private record Reply(int code, String words) {}

    private MailRefusals() {}

    /** Says whether the failure passes; the error names the server's code. */
    public static Refusal of(Throwable why) {
        if (why instanceof UnusableAddressException) {
            return Refusal.permanent(why.getMessage());
        }
        if (why instanceof AuthenticationFailedException) {
            // Our own password is wrong, which is not this mail's fault: it goes out once that is mended.
            return Refusal.passing("SMTP login refused");
        }
        if (!(why instanceof MessagingException messaging)) {
            return Refusal.permanent(why.getClass().getSimpleName());
        }
        return reply(messaging)
                .map(reply -> new Refusal(text(reply), reply.code() >= 500, Optional.empty()))
                .orElseGet(() -> Refusal.passing("SMTP server not reached: " + rootName(messaging)));
    }

    private static Optional<Reply> reply(MessagingException exception) {
        // The reply to the recipient says more than that of the whole mail, and comes later in the chain.
        Optional<Reply> found = Optional.empty();
        for (Exception next = exception;
                next instanceof MessagingException messaging;
                next = messaging.getNextException()) {
            if (messaging instanceof SMTPAddressFailedException failed) {
                return Optional.of(new Reply(failed.getReturnCode(), failed.getMessage()));
            } else if (messaging instanceof SMTPSenderFailedException failed) {
                found = Optional.of(new Reply(failed.getReturnCode(), failed.getMessage()));
            } else if (messaging instanceof SMTPSendFailedException failed) {
                found = Optional.of(new Reply(failed.getReturnCode(), failed.getMessage()));
            }
        }
        // A connection that broke before any reply is told as code -1.
        return found.filter(reply -> reply.code() >= 400);
    }

    private static String text(Reply reply) {
        String words = reply.words() == null ? "" : reply.words().strip();
        String own = words.startsWith(Integer.toString(reply.code())) ? words : reply.code() + " " + words;
        String line = ADDRESS.matcher(own.replaceAll("\\s+", " ")).replaceAll("[address]");
        return "SMTP " + (line.length() > LONGEST_WORDS ? line.substring(0, LONGEST_WORDS) : line);
    }

    private static String rootName(Throwable exception) {
        Throwable root = exception;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
