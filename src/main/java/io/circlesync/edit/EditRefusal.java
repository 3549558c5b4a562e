package io.circlesync.edit;

import java.util.List;

/** Why what an app sent is refused. */
public sealed interface EditRefusal {

    /**
     * One field that is wrong.
     *
     * @param name as the call has it
     * @param detail what was expected, which never repeats what was typed
     */
    record WrongField(String name, String detail) {}

    /** Fields are wrong, of which each is named. */
    record WrongFields(List<WrongField> fields) implements EditRefusal {

        public WrongFields {
            fields = List.copyOf(fields);
        }
    }

    /** It is, or may be, somebody else's; the reason names nobody. */
    record Conflict(String reason) implements EditRefusal {}
}
