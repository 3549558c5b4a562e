package io.circlesync.check;

import io.circlesync.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks all questions at the same time, and waits for nobody for longer than somebody waits for the answer. */
public final class CheckRun {

    /** A shorter one may be a word of ours. */
    private static final int SHORTEST = 8;

    private final List<Question> questions;
    private final List<String> secrets;
    private final Duration limit;

    /**
     * @param secrets are not repeated, whoever says them
     * @param limit for all questions together
     */
    public CheckRun(List<Question> questions, Collection<String> secrets, Duration limit) {
        this.questions = List.copyOf(questions);
        this.secrets = List.copyOf(secrets);
        this.limit = limit;
    }

    /** What was found, in the order of the questions. */
    public List<Check> run() {
        ExecutorService threads = Executors.newFixedThreadPool(questions.size(), task -> {
            Thread thread = new Thread(task, "check");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<List<Check>>> answers = threads.invokeAll(
                    questions.stream().map(Question::answer).toList(), limit.toMillis(), TimeUnit.MILLISECONDS);
            List<Check> checks = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                checks.addAll(answer(questions.get(i).what(), answers.get(i)));
            }
            return checks.stream().map(this::withoutSecrets).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Check.notOk("check", "was interrupted; run it again"));
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Check> answer(String what, Future<List<Check>> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException e) {
            return List.of(Check.notOk(
                    what,
                    "has not answered within " + limit.toSeconds()
                            + " s; look at it, and at what stands in between, and run this again"));
        } catch (ExecutionException e) {
            return List.of(Check.notOk(
                    what,
                    e.getCause() instanceof SettingsException wrong
                            ? wrong.getMessage()
                            // Its words may hold anything.
                            : "could not be looked at ("
                                    + e.getCause().getClass().getName() + "); start the service, whose log says more"));
        }
    }

    private Check withoutSecrets(Check check) {
        String text = check.text();
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST) {
                text = text.replace(secret, "…");
            }
        }
        return new Check(check.what(), check.standing(), text);
    }
}
