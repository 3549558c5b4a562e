package io.circlesync.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A shell as a reader of the docs has it open: what one block of commands sets is there for the next. */
final class Bash implements AutoCloseable {

    private static final String END = "--- end of the answer ---";
    private static final int PATIENCE_S = 120;

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    Bash() {
        try {
            ProcessBuilder builder = new ProcessBuilder("bash").redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("NO_PROXY", "*");
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Whether all of these commands are there. */
    static boolean knows(String... commands) {
        try {
            return new ProcessBuilder("bash", "-c", "command -v " + String.join(" && command -v ", commands))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Types commands, and gives what they print.
     *
     * @throws AssertionError if they do not end within two minutes
     */
    String type(String commands) {
        try {
            input.write(commands + "\nprintf '\\n%s\\n' '" + END + "'\n");
            input.flush();
            return CompletableFuture.supplyAsync(this::answer).get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("No end within " + PATIENCE_S + " s of: " + commands, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String answer() {
        StringBuilder answer = new StringBuilder();
        output.lines()
                .takeWhile(line -> !line.equals(END))
                .forEach(line -> answer.append(line).append('\n'));
        return answer.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
