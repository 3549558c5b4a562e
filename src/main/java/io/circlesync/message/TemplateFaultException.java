package io.circlesync.message;

/** A template cannot be used; the message names the file, the line as far as it is known, and what is wrong. */
public final class TemplateFaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param line counted from one; null where it is not about a line */
    TemplateFaultException(String file, Integer line, String fault, Exception cause) {
        super(file + (line == null ? "" : ", line " + line) + ": " + firstLine(fault), cause);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
