package io.circlesync.check;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * A look at one thing, which writes nothing there and ends within some seconds.
 *
 * @param what it is about, such as {@code circle}
 * @param answer what was found; an exception if one cannot look at all
 */
public record Question(String what, Callable<List<Check>> answer) {

    /** What is known already. */
    public static Question known(String what, List<Check> checks) {
        return new Question(what, () -> checks);
    }
}
