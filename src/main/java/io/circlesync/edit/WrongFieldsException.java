package io.circlesync.edit;

/** What an app sent cannot be read, whoever it is about. */
public final class WrongFieldsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient EditRefusal.WrongFields refusal;

    WrongFieldsException(EditRefusal.WrongFields refusal) {
        super("Fields are wrong: "
                + refusal.fields().stream().map(EditRefusal.WrongField::name).toList());
        this.refusal = refusal;
    }

    /** All that is wrong. */
    public EditRefusal.WrongFields refusal() {
        return refusal;
    }
}
