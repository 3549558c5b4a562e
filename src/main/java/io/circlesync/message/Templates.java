package io.circlesync.message;

import freemarker.core.InvalidReferenceException;
import freemarker.core.OutputFormat;
import freemarker.core.ParseException;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in the templates of messages in one output format, by which what is filled in is escaped. */
public final class Templates {

    /** No mail and no alert comes to a tenth of it, whatever members have typed. */
    private static final int LONGEST = 1_000_000;

    private static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /** A text that grows without an end would take the memory of the whole service. */
    private static final class BoundedWriter extends Writer {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            if (text.length() + length > LONGEST) {
                throw new TooLongException();
            }
            text.append(characters, offset, length);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private final Configuration freemarker;
    private final MessageFiles files;

    /** @param layouts templates whose macros all others use, by their paths */
    public Templates(MessageFiles files, OutputFormat format, List<String> layouts) {
        this.files = files;
        freemarker = SafeTemplates.of(files.loader(), format);
        freemarker.setAutoIncludes(layouts);
        freemarker.setNumberFormat("computer");
    }

    /**
     * The template's text, filled in.
     *
     * @param path such as {@code mail/missing-workos.ftl}
     * @throws TemplateFaultException if it is missing, or cannot be filled in
     */
    public String fill(String path, Map<String, ?> values) {
        Writer text = new BoundedWriter();
        try {
            freemarker.getTemplate(path).process(values, text);
        } catch (ParseException e) {
            throw fault(e.getTemplateName(), e.getLineNumber(), e.getEditorMessage(), e);
        } catch (InvalidReferenceException e) {
            String name = e.getBlamedExpressionString();
            throw fault(e.getTemplateSourceName(), e.getLineNumber(), name + " is not known" + caller(e, path), e);
        } catch (TemplateException e) {
            String fault = e.getMessageWithoutStackTop().lines().findFirst().orElse("");
            throw fault(e.getTemplateSourceName(), e.getLineNumber(), fault + caller(e, path), e);
        } catch (TooLongException e) {
            throw fault(path, null, "comes to more than " + LONGEST + " characters, as by a loop without an end", e);
        } catch (CharacterCodingException e) {
            throw fault(path, null, "is not in UTF-8", e);
        } catch (IOException e) {
            throw fault(path, null, "cannot be read", e);
        }
        return text.toString();
    }

    /**
     * That a template has come to something that nobody can be sent.
     *
     * @param fault what it lacks
     */
    public TemplateFaultException lacking(String path, String fault) {
        return fault(path, null, fault, null);
    }

    /** Where the template calls the layout in which it failed; the slip may be in either. */
    private String caller(TemplateException failure, String path) {
        Matcher place = Pattern.compile(Pattern.quote("template \"" + path + "\"") + ".* at line (\\d+)")
                .matcher(failure.getFTLInstructionStack());
        return path.equals(failure.getTemplateSourceName()) || !place.find()
                ? ""
                : " (called in " + files.shown(path) + ", line " + place.group(1) + ")";
    }

    private TemplateFaultException fault(String path, Integer line, String fault, Exception cause) {
        return new TemplateFaultException(files.shown(path), line, fault, cause);
    }
}
