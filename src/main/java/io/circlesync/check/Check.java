package io.circlesync.check;

/**
 * What was found out about one thing.
 *
 * @param what it is, such as {@code circle}
 * @param text one line: what was found and, where it is not well, what to do; never a secret
 */
public record Check(String what, Standing standing, String text) {

    /** How well it is. */
    public enum Standing {
        OK("ok"),
        /** Works, and could be better. */
        WARNING("warning"),
        NOT_OK("not ok");

        private final String word;

        Standing(String word) {
            this.word = word;
        }

        /** As it is told. */
        public String word() {
            return word;
        }
    }

    public Check {
        text = text.replaceAll("[\\s\\p{Cc}]+", " ").strip();
    }

    /** It is well. */
    public static Check ok(String what, String text) {
        return new Check(what, Standing.OK, text);
    }

    /** It works, and could be better. */
    public static Check warning(String what, String text) {
        return new Check(what, Standing.WARNING, text);
    }

    /** It is not well. */
    public static Check notOk(String what, String text) {
        return new Check(what, Standing.NOT_OK, text);
    }

    /** As a person reads it. */
    public String line() {
        return "%-8s %-9s %s".formatted(standing.word(), what, text);
    }
}
