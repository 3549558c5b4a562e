package io.circlesync.api;

import io.circlesync.problem.HttpProblem.FieldError;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An import while it goes on: gives its lines batch by batch, and answers each. Of its lines no more than one batch is held. */
public final class ImportedLines {

    private static final Logger LOG = LoggerFactory.getLogger(ImportedLines.class);

    static final int MOST_LINES = 100_000;
    static final long MOST_BYTES = 1L << 28;

    /** So many that a transaction costs little for each, and so few that nobody waits long for a row that it holds. */
    private static final int BATCH_LINES = 200;

    private static final int BATCH_BYTES = 1 << 20;

    /** Each costs a call. Members of many more are found cheaper in Circle's list, which has a hundred a call. */
    private static final int MOST_SEARCHES = 500;

    private static final int MOST_TRIES = 3;

    private static final String FROM_HERE = "; nothing from here on is written.";

    private final Upload upload;
    private final boolean dryRun;
    private final Lines lines;
    private final Function<Lines.Line, ImportLine> reader;
    private final long mostUnwritten;
    private final BooleanSupplier stopping;
    private final Deque<ImportLine> waiting = new ArrayDeque<>();
    private final Map<String, Integer> results = new TreeMap<>();
    private final EarlierLines unwritten = new EarlierLines();
    private int searches;
    private int singly;
    private int failures;
    private boolean ended;

    /**
     * @param dryRun whether nothing is written
     * @param reader of one line that is not too long
     * @param mostUnwritten bytes of lines of which a dry run remembers what they would have written
     * @param stopping whether the service is about to stop
     */
    ImportedLines(
            Upload upload,
            boolean dryRun,
            int longestLine,
            Function<Lines.Line, ImportLine> reader,
            long mostUnwritten,
            BooleanSupplier stopping) {
        this.upload = upload;
        this.dryRun = dryRun;
        this.lines = new Lines(upload.body(), longestLine);
        this.reader = reader;
        this.mostUnwritten = mostUnwritten;
        this.stopping = stopping;
    }

    boolean isDryRun() {
        return dryRun;
    }

    /** Who sends them, where they say so. */
    Optional<String> operator() {
        return upload.call().operator();
    }

    /** What the lines so far would have written; nothing where they have. */
    EarlierLines unwritten() {
        return unwritten;
    }

    /** Whether there is another batch; waits until a line is there, or none is to come. */
    public boolean hasNext() {
        return peek().isPresent();
    }

    /** Lines of which no two name the same person, for the later one is to find what the earlier one has written. */
    ImportBatch next() {
        List<ImportLine> batch = new ArrayList<>();
        Set<Object> marks = new HashSet<>();
        int most = singly > 0 ? 1 : BATCH_LINES;
        int bytes = 0;
        while (batch.size() < most && bytes < BATCH_BYTES) {
            Optional<ImportLine> line = peek();
            if (line.isEmpty() || !Collections.disjoint(marks, line.get().marks())) {
                break;
            }
            waiting.removeFirst();
            batch.add(line.get());
            bytes += line.get().bytes();
            marks.addAll(line.get().marks());
        }
        singly = Math.max(singly - 1, 0);
        return new ImportBatch(this, batch);
    }

    /** Whether one more profile may be looked for in Circle. */
    boolean maySearch() {
        return searches++ < MOST_SEARCHES;
    }

    /** Has these lines come one by one, because one of them has failed all. */
    void singly(List<ImportLine> failed) {
        singly = failed.size();
    }

    /** Whether a line that was in somebody's way may come once more. */
    boolean mayComeAgain() {
        return ++failures <= MOST_TRIES;
    }

    /** Lets nothing follow. */
    void end() {
        waiting.clear();
        ended = true;
    }

    /** Sends what lines have come to; those that were left come again. */
    void answer(ImportOutcome outcome) {
        for (int i = outcome.rest().size() - 1; i >= 0; i--) {
            waiting.addFirst(outcome.rest().get(i));
        }
        if (!outcome.results().isEmpty()) {
            failures = 0;
        }
        if (dryRun) {
            unwritten.add(outcome.change().profiles());
        }
        outcome.results().forEach(result -> results.merge(result.result(), 1, Integer::sum));
        try {
            upload.answer().write(outcome.text());
        } catch (IOException e) {
            LOG.info("An import ends after line {}: {}", lines.count(), e.getMessage());
            end();
        }
    }

    /** Ends the answer. */
    void close() {
        LOG.info("{} of {} lines: {}", dryRun ? "A dry run" : "An import", lines.count(), results);
        try {
            upload.answer().end();
        } catch (IOException e) {
            LOG.debug("Nobody hears the end of an import", e);
        }
    }

    private Optional<ImportLine> peek() {
        if (waiting.isEmpty()) {
            read().ifPresent(waiting::add);
        }
        return Optional.ofNullable(waiting.peekFirst());
    }

    private Optional<ImportLine> read() {
        if (ended) {
            return Optional.empty();
        }
        if (stopping.getAsBoolean()) {
            return last(lines.unfinished(), "The service is stopping" + FROM_HERE);
        }
        try {
            Optional<Lines.Line> line = lines.next();
            if (line.isEmpty()) {
                ended = true;
                return Optional.empty();
            }
            if (line.get().number() > MOST_LINES || lines.bytesRead() > MOST_BYTES) {
                return last(
                        line.get().number(),
                        "Expected at most " + MOST_LINES + " lines and " + MOST_BYTES + " bytes" + FROM_HERE);
            }
            if (dryRun && lines.bytesRead() > mostUnwritten) {
                return last(
                        line.get().number(),
                        "A dry run remembers what " + mostUnwritten
                                + " bytes of lines would write; expected a shorter file, or none of it to be dry"
                                + FROM_HERE);
            }
            return Optional.of(reader.apply(line.get()));
        } catch (IOException e) {
            return last(lines.unfinished(), "The body did not come to its end (" + e.getMessage() + ")" + FROM_HERE);
        }
    }

    private Optional<ImportLine> last(int number, String detail) {
        ended = true;
        return Optional.of(ImportLine.refused(number, List.of(new FieldError(null, detail))));
    }
}
