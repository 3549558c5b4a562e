package io.circlesync.message.mail;

/** No mail can be written to the address that is known. The message does not repeat it. */
public final class UnusableAddressException extends RuntimeException {

    public UnusableAddressException() {
        this("the e-mail address is not usable");
    }

    /** @param reason why not */
    UnusableAddressException(String reason) {
        super(reason);
    }
}
