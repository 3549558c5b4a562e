package io.circlesync.mail;

import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** The files under {@code mail/}: {@code .ftl} gives plain text, {@code .ftlh} gives HTML and escapes what is filled in. */
final class MailTemplates {

    private final Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);

    MailTemplates() {
        freemarker.setClassLoaderForTemplateLoading(MailTemplates.class.getClassLoader(), "mail");
        freemarker.setDefaultEncoding("UTF-8");
        freemarker.setLocalizedLookup(false);
        freemarker.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        freemarker.setLogTemplateExceptions(false);
        freemarker.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    }

    /** The template's text, filled in. */
    String fill(String file, Map<String, Object> values) {
        StringWriter text = new StringWriter();
        try {
            freemarker.getTemplate(file).process(values, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("mail/" + file + " cannot be filled in", e);
        }
        return text.toString();
    }
}
