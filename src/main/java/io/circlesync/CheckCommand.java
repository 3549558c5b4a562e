package io.circlesync;

import io.circlesync.check.Check;
import io.circlesync.check.Check.Standing;
import io.circlesync.settings.CamelSettings;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsFiles;
import io.circlesync.settings.StrippedValues;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** Says whether the service could be started here and would find its partners, without starting it or writing anything. */
final class CheckCommand {

    /** The first argument of the program. */
    static final String NAME = "check";

    private static final int WELL = 0;
    private static final int NOT_WELL = 1;
    private static final int MALFORMED = 2;

    private CheckCommand() {}

    /**
     * Prints a line for each thing.
     *
     * @return 0 if all is well, warnings aside; 1 if something is not; 2 if a setting is malformed, missing or unknown
     */
    static int run(PrintStream out) {
        CircleSync.prepare();
        try {
            SettingsFiles files = CircleSync.settingsFiles();
            CamelContext context = new DefaultCamelContext();
            context.getPropertiesComponent().setLocation(files.locations());
            StrippedValues.in(context);
            CamelSettings source = new CamelSettings(context);
            Settings.Given given = Settings.given(source);
            List<Check> checks =
                    new Checks(given).ofStart(source, told(files), context).run();
            checks.forEach(check -> out.println(check.line()));
            out.println(summary(checks));
            return given.wrong().isEmpty() ? status(checks) : MALFORMED;
        } catch (SettingsException e) {
            out.println(Check.notOk("settings", e.getMessage()).line());
            return MALFORMED;
        }
    }

    private static String told(SettingsFiles files) {
        return files.files().isEmpty()
                ? "from variables, -D and the built-in file; there is no application.properties here"
                : "from variables, -D and "
                        + files.files().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static int status(List<Check> checks) {
        return count(checks, Standing.NOT_OK) == 0 ? WELL : NOT_WELL;
    }

    private static String summary(List<Check> checks) {
        long warnings = count(checks, Standing.WARNING);
        return count(checks, Standing.OK) + " ok, " + warnings + (warnings == 1 ? " warning, " : " warnings, ")
                + count(checks, Standing.NOT_OK) + " not ok";
    }

    private static long count(List<Check> checks, Standing standing) {
        return checks.stream().filter(check -> check.standing() == standing).count();
    }
}
