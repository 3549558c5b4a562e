package io.circlesync.api;

import io.circlesync.change.Change;
import io.circlesync.database.DatabaseFailure;
import io.circlesync.edit.EditDecision;
import io.circlesync.edit.EditDecision.Outcome;
import io.circlesync.edit.FoundProfiles;
import io.circlesync.edit.ProfileEditing;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.HttpProblem.FieldError;
import io.circlesync.profile.AccountConflicts;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionException;

/**
 * Takes many profiles with one call. Each line is read and decided as {@code POST /api/profiles} reads and decides its
 * body; what is different is that nobody is told of the gaps that it opens.
 */
public final class ProfileImports {

    /** A JSON object a line. */
    static final String TYPE = "application/x-ndjson";

    private static final Logger LOG = LoggerFactory.getLogger(ProfileImports.class);
    private static final String DRY_RUN = "dryRun";
    private static final String LINE = "line";
    private static final String ACCOUNT = "userId";

    private final ProfileEditing editing;
    private final ProfileFormReader reader;
    private final boolean trustEmails;
    private final int longestLine;
    private final long mostUnwritten;

    /**
     * @param trustEmails whether the address in a line counts as verified where the line does not say
     * @param longestLine bytes that a line may have
     * @param mostUnwritten bytes of lines of which a dry run remembers what they would have written
     */
    ProfileImports(
            ProfileEditing editing,
            ProfileFormReader reader,
            boolean trustEmails,
            int longestLine,
            long mostUnwritten) {
        this.editing = editing;
        this.reader = reader;
        this.trustEmails = trustEmails;
        this.longestLine = longestLine;
        this.mostUnwritten = mostUnwritten;
    }

    /**
     * Begins an import, and its answer.
     *
     * @throws HttpProblem 400 if a query parameter is unknown or malformed
     */
    public ImportedLines begin(Exchange exchange, Upload upload) {
        QueryReader query = new QueryReader(upload.call());
        boolean dryRun = query.oneOf(DRY_RUN, List.of("true", "false"))
                .map(Boolean::valueOf)
                .orElse(false);
        query.refuseOthers();
        upload.answer().begin(TYPE);
        return new ImportedLines(
                upload, dryRun, longestLine, this::read, mostUnwritten, exchange.getContext()::isStopping);
    }

    /** The next lines. */
    public ImportBatch next(ImportedLines lines) {
        return lines.next();
    }

    /** The parameters of {@code profile-candidates.sql} and {@code account-conflicts.sql}, line by line. */
    public Map<String, Object> wanted(ImportBatch batch) {
        Map<Integer, ProfileKeys> wanted = new LinkedHashMap<>();
        for (ImportLine line : batch.lines()) {
            line.form().ifPresent(form -> wanted.put(line.number(), form.keys()));
        }
        return ProfileKeys.wanted(wanted);
    }

    /**
     * Decides what the lines come to, as far as none is about a profile that one before it is about.
     *
     * @param profiles rows of {@code profile-candidates.sql}
     * @param conflicts rows of {@code account-conflicts.sql}
     */
    public ImportOutcome decide(
            ImportBatch batch, List<Map<String, Object>> profiles, List<Map<String, Object>> conflicts) {
        Map<Object, List<FoundProfile>> found = profiles.stream()
                .collect(Collectors.groupingBy(
                        row -> row.get(LINE), Collectors.mapping(FoundProfile::of, Collectors.toList())));
        Map<Object, List<Map<String, Object>>> ofAccounts =
                conflicts.stream().collect(Collectors.groupingBy(row -> row.get(ACCOUNT)));
        List<Change> changes = new ArrayList<>();
        List<ImportOutcome.Result> results = new ArrayList<>();
        Set<UUID> touched = new HashSet<>();
        for (ImportLine line : batch.lines()) {
            List<FoundProfile> stored = found.getOrDefault(line.number(), List.of());
            List<FoundProfile> candidates = line.form()
                    .map(form -> batch.upload().unwritten().found(form.keys(), stored))
                    .orElse(stored);
            List<UUID> ids = candidates.stream().map(one -> one.profile().id()).toList();
            if (!Collections.disjoint(touched, ids)) {
                break;
            }
            touched.addAll(ids);
            Optional<EditDecision> decision = line.form()
                    .map(form -> editing.submit(
                            form,
                            FoundProfiles.of(
                                    candidates,
                                    AccountConflicts.of(ofAccounts.getOrDefault(
                                            form.workosUserId().orElse(""), List.of())))));
            decision.ifPresent(decided -> changes.add(quiet(decided.change(), batch.upload())));
            results.add(result(line, decision, stored, batch.isWritten()));
        }
        return new ImportOutcome(
                Change.of(changes).by(batch.upload().operator()),
                results,
                batch.lines().subList(results.size(), batch.lines().size()));
    }

    /**
     * What becomes of lines that could not be written: they come again one by one, and one that fails alone is refused.
     * While the database is away nothing follows, for all would be refused.
     */
    public ImportOutcome failed(ImportBatch batch, Throwable failure) {
        boolean away = isAway(failure);
        boolean many = batch.lines().size() > 1;
        if (!away && (many || isToPass(failure) && batch.upload().mayComeAgain())) {
            batch.upload().singly(batch.lines());
            return new ImportOutcome(Change.nothing(), List.of(), batch.lines());
        }
        ImportLine line = batch.lines().get(0);
        if (away) {
            batch.upload().end();
        } else if (!isToPass(failure)) {
            LOG.error("Line {} of an import failed", line.number(), failure);
        }
        List<FieldError> errors = List.of(new FieldError(null, words(failure)));
        return new ImportOutcome(Change.nothing(), List.of(ImportOutcome.Result.refused(line, errors)), List.of());
    }

    /** Answers each line. */
    public void answer(ImportedLines lines, ImportOutcome outcome) {
        lines.answer(outcome);
    }

    /** Ends the answer. */
    public void end(ImportedLines lines) {
        lines.close();
    }

    private ImportLine read(Lines.Line line) {
        return ImportLine.read(line, longestLine, reader, trustEmails);
    }

    private static Change quiet(Change change, ImportedLines lines) {
        Change quiet = change.foundInBulk("import");
        return quiet.searches().isEmpty() || lines.maySearch() ? quiet : quiet.withoutSearches();
    }

    /** @param stored profiles that there are, whatever a dry run would have made of them */
    private static ImportOutcome.Result result(
            ImportLine line, Optional<EditDecision> decision, List<FoundProfile> stored, boolean written) {
        if (decision.isEmpty()) {
            return ImportOutcome.Result.refused(line, line.errors());
        }
        EditDecision decided = decision.get();
        if (decided.outcome() == Outcome.REFUSED) {
            return ImportOutcome.Result.refused(
                    line, EditProblems.errors(EditProblems.of(decided.refusal().orElseThrow())));
        }
        Optional<UUID> profile = decided.change().profile().map(Profile::id);
        return ImportOutcome.Result.of(
                line,
                decided.outcome(),
                profile.filter(id -> written
                        || stored.stream().anyMatch(one -> one.profile().id().equals(id))));
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof TransactionException
                || DatabaseFailure.isAway(failure);
    }

    private static boolean isToPass(Throwable failure) {
        return failure instanceof DuplicateKeyException
                || failure instanceof ConcurrencyFailureException
                || DatabaseFailure.isPassing(failure);
    }

    private static String words(Throwable failure) {
        if (isAway(failure)) {
            return "The database is not available; nothing from here on is written.";
        }
        return isToPass(failure)
                ? "Somebody else writes what this line would; send it again."
                : "The line failed inside the service; its log says more.";
    }
}
