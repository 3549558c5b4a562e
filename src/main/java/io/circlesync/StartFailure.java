package io.circlesync;

import io.circlesync.retry.Causes;
import io.circlesync.settings.SettingsException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.PropertyBindingException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Why the service cannot start, in one line. */
final class StartFailure {

    private StartFailure() {}

    /** What a person is to be told of a failure; empty if only its stack trace says it. */
    static Optional<String> words(Throwable failure) {
        return Causes.of(failure).flatMap(cause -> reason(cause).stream()).findFirst();
    }

    private static Optional<String> reason(Throwable cause) {
        if (cause instanceof SettingsException) {
            return Optional.of(cause.getMessage());
        }
        if (cause instanceof FailedToCreateRouteException unmade) {
            // A route's text is in Camel's words as a whole.
            return words(unmade.getCause())
                    .or(() -> Optional.of("the route " + unmade.getRouteId() + " cannot be made: " + deepest(unmade)
                            + "; expected a route that Camel can make of what is there"));
        }
        if (cause instanceof FailedToStartRouteException unstarted) {
            return words(unstarted.getCause())
                    .or(() -> Optional.of(
                            "the route " + unstarted.getRouteId() + " cannot be started: " + deepest(unstarted)));
        }
        if (cause instanceof PropertyBindingException camels && camels.getOptionPrefix() != null) {
            // Its value may be a secret, and Camel's words repeat it.
            String prefix = camels.getOptionPrefix().replaceFirst("\\.$", "");
            return Optional.of(prefix + "." + camels.getPropertyName()
                    + " cannot be set; expected a name and a value that Camel knows");
        }
        if (cause instanceof MarkedYamlEngineException unreadable) {
            String where = unreadable
                    .getProblemMark()
                    .map(mark -> mark.getName() + ", line " + (mark.getLine() + 1))
                    .orElse("a file of routes");
            return Optional.of(where + " cannot be read: " + oneLine(unreadable.getProblem())
                    + "; expected routes in Camel's YAML");
        }
        if (cause instanceof NoSuchFileException missing) {
            return Optional.of("there is no " + missing.getFile()
                    + "; expected a folder or a file that is there, as in camel.main.routes-include-pattern");
        }
        if (cause instanceof IOException && cause.getMessage() != null) {
            return Optional.of(oneLine(cause.getMessage())
                    + "; expected a file that can be read, as in camel.main.routes-include-pattern");
        }
        return Optional.empty();
    }

    private static String deepest(Throwable failure) {
        Throwable root = Causes.root(failure);
        return root.getMessage() == null ? root.getClass().getName() : oneLine(root.getMessage());
    }

    static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
