package io.circlesync;

import io.circlesync.management.login.HashPassword;
import io.circlesync.settings.SettingsException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Starts Circle Sync. */
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private Application() {}

    /** Runs until the process is told to stop; ends it with status 1 if it cannot start. */
    public static void main(String[] args) throws Exception {
        if (args.length == 1 && args[0].equals(HashPassword.NAME)) {
            System.exit(HashPassword.run(System.in, System.out, System.err));
        }
        Main main = null;
        try {
            main = CircleSync.main();
            main.run(args);
        } catch (Exception e) {
            if (main != null && main.getCamelContext() != null) {
                main.getCamelContext().stop();
            }
            if (!isTheProcessEnding()) {
                sayWhy(e);
            }
            System.exit(1);
        }
    }

    /** Whoever tells the service to stop during its start wants to hear no reason why it did not start. */
    private static boolean isTheProcessEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread());
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void sayWhy(Exception failure) {
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .flatMap(cause -> reason(cause).stream())
                .findFirst()
                .ifPresentOrElse(
                        reason -> LOG.error("Circle Sync cannot start: {}", reason),
                        () -> LOG.error("Circle Sync cannot start", failure));
    }

    private static Optional<String> reason(Throwable cause) {
        if (cause instanceof SettingsException) {
            return Optional.of(cause.getMessage());
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

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
