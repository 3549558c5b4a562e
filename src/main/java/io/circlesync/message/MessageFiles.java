package io.circlesync.message;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.FileTemplateLoader;
import freemarker.cache.MultiTemplateLoader;
import freemarker.cache.TemplateLoader;
import io.circlesync.gap.GapKind;
import io.circlesync.settings.SettingsException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that hold the words of messages, {@code <kind of channel>/<gap>.ftl}: the built-in ones, and those of a folder
 * that take their place.
 */
public final class MessageFiles {

    private static final String BUILT_IN = "messages";
    private static final String ENDING = ".ftl";

    /** Some editors begin a file with a mark, which is no word of the message; others write in an encoding of their own. */
    private static final class OwnFiles extends FileTemplateLoader {

        private static final String MARK = "\uFEFF";

        OwnFiles(Path folder) throws IOException {
            super(folder.toFile(), true);
        }

        @Override
        public Reader getReader(Object source, String encoding) throws IOException {
            String text = Files.readString(((File) source).toPath());
            return new StringReader(text.startsWith(MARK) ? text.substring(MARK.length()) : text);
        }
    }

    private final Optional<Path> folder;
    private final TemplateLoader loader;

    /**
     * @param folder whose files are taken first
     * @throws SettingsException if it is none
     */
    public MessageFiles(Optional<Path> folder) {
        this.folder = folder;
        TemplateLoader builtIn = new ClassTemplateLoader(MessageFiles.class.getClassLoader(), BUILT_IN);
        this.loader = folder.map(path -> over(path, builtIn)).orElse(builtIn);
    }

    TemplateLoader loader() {
        return loader;
    }

    /** Whether there is such a file, built in or in the folder. */
    public boolean has(String path) {
        return folder.filter(root -> Files.isRegularFile(root.resolve(path))).isPresent() || isBuiltIn(path);
    }

    /**
     * Has the words of one kind of channel filled in, so that a slip in them is told now and not by the first message.
     * Those that are as they were packed are not, for the build has filled them in and it takes a second of each start.
     *
     * @param filling fills in every template of the kind
     * @throws SettingsException if one cannot be filled in
     */
    public void tryOut(String kind, Runnable filling) {
        if (arePacked() && areBuiltIn(kind)) {
            return;
        }
        try {
            filling.run();
        } catch (TemplateFaultException e) {
            throw new SettingsException(e.getMessage() + "; expected a template that can be filled in");
        }
    }

    /** Whether the built-in ones come out of a jar; those of a checkout may just have been changed. */
    private static boolean arePacked() {
        URL builtIn = MessageFiles.class.getResource("/" + BUILT_IN);
        return builtIn != null && builtIn.getProtocol().equals("jar");
    }

    /** Whether the folder holds nothing of this kind but what is built in, too. */
    boolean areBuiltIn(String kind) {
        Optional<Path> own = folder.map(root -> root.resolve(kind)).filter(Files::isDirectory);
        if (own.isEmpty()) {
            return true;
        }
        try (Stream<Path> files = Files.walk(own.get(), FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(own.get().relativize(file)))
                    .allMatch(this::isBuiltInAsItIs);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private boolean isBuiltInAsItIs(Path file) {
        String path = folder.orElseThrow().relativize(file).toString().replace('\\', '/');
        try (InputStream delivered = MessageFiles.class.getResourceAsStream("/" + BUILT_IN + "/" + path)) {
            return delivered != null && Arrays.equals(delivered.readAllBytes(), Files.readAllBytes(file));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Checks that each file of the folder has a name that is read.
     *
     * @param kinds of channels that there are
     * @throws SettingsException if one has not
     */
    void requireAllRead(Set<String> kinds) {
        if (folder.isEmpty()) {
            return;
        }
        Path root = folder.get();
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            List<String> unread = files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(file -> !isHidden(file))
                    .map(file -> file.toString().replace('\\', '/'))
                    .filter(file -> !isRead(file, kinds))
                    .sorted()
                    .toList();
            if (!unread.isEmpty()) {
                throw new SettingsException("messages.folder holds " + String.join(", ", unread)
                        + ", which nothing reads; expected names of built-in files, such as slack/digest.ftl, or"
                        + " <kind of channel>/<gap>" + ENDING + " with a kind of "
                        + String.join(", ", new TreeSet<>(kinds)) + " and a gap of "
                        + gaps().collect(Collectors.joining(", ")));
            }
        } catch (IOException e) {
            throw new SettingsException("messages.folder is '" + root + "', which cannot be read; expected a folder");
        }
    }

    /** The file with the words of one kind of channel on one kind of gap. */
    public static String path(String kind, GapKind gap) {
        return kind + "/" + gap.jsonName() + ENDING;
    }

    /** Where a person finds the file. */
    String shown(String path) {
        return folder.map(root -> root.resolve(path))
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .orElse(BUILT_IN + "/" + path);
    }

    private static TemplateLoader over(Path folder, TemplateLoader builtIn) {
        if (!Files.isDirectory(folder)) {
            throw new SettingsException("messages.folder is '" + folder
                    + "', which is no folder; expected one with files" + " such as slack/member-left.ftl");
        }
        try {
            // A folder that is mounted may be full of links that lead out of it.
            return new MultiTemplateLoader(new TemplateLoader[] {new OwnFiles(folder), builtIn});
        } catch (IOException e) {
            throw new SettingsException("messages.folder is '" + folder + "', which cannot be read; expected a folder");
        }
    }

    private static boolean isRead(String file, Set<String> kinds) {
        String[] parts = file.split("/", 2);
        boolean isOfOwnKind = gaps().noneMatch(gap -> isBuiltIn(parts[0] + "/" + gap + ENDING));
        return parts.length == 2
                && kinds.contains(parts[0])
                && (isOfOwnKind || isBuiltIn(file) || gaps().anyMatch(gap -> parts[1].equals(gap + ENDING)));
    }

    private static boolean isBuiltIn(String path) {
        return MessageFiles.class.getResource("/" + BUILT_IN + "/" + path) != null;
    }

    private static Stream<String> gaps() {
        return Arrays.stream(GapKind.values()).map(GapKind::jsonName);
    }

    /** Editors and mounted volumes put theirs there. */
    private static boolean isHidden(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
