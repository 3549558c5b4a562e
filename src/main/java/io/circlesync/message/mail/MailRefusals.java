package io.circlesync.message.mail;

import io.circlesync.outbox.Refusal;
import io.circlesync.retry.Causes;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Says whose matter it is that the SMTP server has not taken a mail. A reply of 5yz is a refusal for good, 4yz one for now
 * (RFC 5321, 4.2.1). What fails before the recipient is named is not this mail's fault, nor is a word about our login,
 * sender or right to relay, at whichever command it comes: many servers say it only at the recipient.
 */
public final class MailRefusals {

    private static final int PERMANENT = 500;
    private static final int CLOSING = 421;

    /** Authentication is required, or failed (RFC 4954). */
    private static final Set<Integer> LOGIN = Set.of(530, 534, 535, 538);

    /** Too long for this server. */
    private static final int TOO_MUCH = 552;

    /** RFC 3463: the sender's address, or its domain. */
    private static final Pattern SENDER_STATUS = Pattern.compile("5\\.1\\.[78]");

    /** RFC 3463: security or policy. */
    private static final Pattern POLICY_STATUS = Pattern.compile("5\\.7\\.\\d{1,3}");

    /** RFC 3463: the content, or how much of it. */
    private static final Pattern CONTENT_STATUS = Pattern.compile("5\\.6\\.\\d{1,3}|5\\.3\\.4");

    private static final Pattern ACCOUNT_WORDS = Pattern.compile(
            "relay|sender|authenti|credential|not verified|sending (?:quota|limit)|client host|send as|permission"
                    + "|blocked using|block ?list|black ?list|not allowed to send|rate limit",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -](\\d\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern GREETING = Pattern.compile("(?:bad greeting .*response: |^)(\\d{3})\\b");
    /** A word is looked through once, from its beginning, however long the reply is. */
    private static final Pattern ADDRESS = Pattern.compile("<[^<>]*>|(?<!\\S)[^\\s@]*+@\\S*");

    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cc}]+");

    private static final int LONGEST_WORDS = 200;

    /** What the server answered to a command, without addresses. */
    private record Reply(String command, int code, String words) {

        static Reply of(String command, int code, String words) {
            String said = words == null ? "" : words.strip();
            String own = said.startsWith(Integer.toString(code)) ? said : code + " " + said;
            String line = ADDRESS.matcher(BREAKS.matcher(own).replaceAll(" ")).replaceAll("[address]");
            return new Reply(
                    command == null ? "" : command,
                    code,
                    line.length() > LONGEST_WORDS ? line.substring(0, LONGEST_WORDS) : line);
        }

        boolean isTo(String start) {
            return command.startsWith(start);
        }

        boolean has(Pattern status) {
            Matcher enhanced = ENHANCED.matcher(words);
            return enhanced.find() && status.matcher(enhanced.group(1)).matches();
        }
    }

    private MailRefusals() {}

    /** Understands what sending a mail throws; the error names the server's code, and no address. */
    public static Refusal of(Throwable why) {
        if (why instanceof UnusableAddressException) {
            return Refusal.ofMessage(why.getMessage());
        }
        if (why instanceof MailNotMeantException) {
            return Refusal.ofMessageForNow("Not sent: " + why.getMessage());
        }
        if (why instanceof SmtpHandoverException) {
            return Optional.of(why.getCause())
                    .filter(MessagingException.class::isInstance)
                    .map(MessagingException.class::cast)
                    .flatMap(MailRefusals::reply)
                    .map(MailRefusals::of)
                    .orElseGet(() -> Refusal.inDoubt(
                            "SMTP server has not said whether it took the mail: " + kind(why.getCause())));
        }
        if (why instanceof SmtpConnectException) {
            return ofConnection(why.getCause());
        }
        if (why instanceof MessagingException messaging) {
            return reply(messaging).map(MailRefusals::of).orElseGet(() -> unreached(messaging));
        }
        return Refusal.ofMessage(why.getClass().getSimpleName());
    }

    /** Understands what the server answered to a command. */
    static Refusal ofReply(String command, int code, String words) {
        return of(Reply.of(command, code, words));
    }

    private static Refusal of(Reply reply) {
        String error = "SMTP " + reply.words();
        if (reply.code() < PERMANENT) {
            return reply.code() == CLOSING || reply.isTo("MAIL")
                    ? Refusal.unreached(error)
                    : Refusal.ofMessageForNow(error);
        }
        return isOfAccount(reply) ? Refusal.ofAccount(error) : Refusal.ofMessage(error);
    }

    private static boolean isOfAccount(Reply reply) {
        if (LOGIN.contains(reply.code()) || reply.has(SENDER_STATUS)) {
            return true;
        }
        if (reply.isTo("MAIL")) {
            return reply.code() != TOO_MUCH && !reply.has(CONTENT_STATUS);
        }
        return ACCOUNT_WORDS.matcher(reply.words()).find() || reply.isTo("RCPT") && reply.has(POLICY_STATUS);
    }

    private static Refusal ofConnection(Throwable cause) {
        if (cause instanceof AuthenticationFailedException refused) {
            String error = "SMTP login refused";
            return String.valueOf(refused.getMessage()).startsWith("4")
                    ? Refusal.unreached(error)
                    : Refusal.ofLogin(error);
        }
        String words = String.valueOf(cause.getMessage());
        if (words.contains("STARTTLS is required")) {
            return Refusal.ofAccount("SMTP server offers no STARTTLS; mail.security is starttls");
        }
        Optional<Throwable> tls =
                Causes.of(cause).filter(SSLException.class::isInstance).findFirst();
        if (tls.isPresent()) {
            return Refusal.ofAccount("SMTP TLS failed: " + tls.get().getClass().getSimpleName());
        }
        Matcher greeting = GREETING.matcher(words);
        if (greeting.find()) {
            String said = greeting.start() == 0 ? words : "at the greeting";
            return of(Reply.of("MAIL", Integer.parseInt(greeting.group(1)), said));
        }
        return cause instanceof MessagingException messaging
                ? reply(messaging)
                        .map(reply -> of(new Reply("MAIL", reply.code(), reply.words())))
                        .orElseGet(() -> unreached(cause))
                : unreached(cause);
    }

    private static Refusal unreached(Throwable why) {
        String kind = kind(why);
        // Jakarta Mail has no exception of its own for it.
        return Refusal.unreached("SMTP server not reached: "
                + (kind.equals(MessagingException.class.getSimpleName())
                        ? "it closed the connection before an answer"
                        : kind));
    }

    private static String kind(Throwable why) {
        return Causes.root(why).getClass().getSimpleName();
    }

    private static Optional<Reply> reply(MessagingException exception) {
        // The reply to the recipient says more than that of the whole mail, and comes later in the chain.
        Optional<Reply> found = Optional.empty();
        for (Exception next = exception;
                next instanceof MessagingException messaging;
                next = messaging.getNextException()) {
            if (messaging instanceof SMTPAddressFailedException failed) {
                return Optional.of(Reply.of("RCPT", failed.getReturnCode(), failed.getMessage()));
            } else if (messaging instanceof SMTPSendFailedException failed) {
                found = Optional.of(Reply.of(failed.getCommand(), failed.getReturnCode(), failed.getMessage()));
            }
        }
        // A connection that broke before any reply is told as code -1.
        return found.filter(reply -> reply.code() >= 400);
    }
}
