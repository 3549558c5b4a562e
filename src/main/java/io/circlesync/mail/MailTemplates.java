package io.circlesync.mail;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.TemplateLoader;
import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/** The files under {@code mail/}: {@code .ftl} gives plain text, {@code .ftlh} gives HTML and escapes what is filled in. */
final class MailTemplates {

    private final Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);

    MailTemplates() {
        this(new ClassTemplateLoader(MailTemplates.class.getClassLoader(), "mail"));
    }

    MailTemplates(TemplateLoader files) {
        freemarker.setTemplateLoader(files);
        freemarker.setDefaultEncoding("UTF-8");
        freemarker.setLocalizedLookup(false);
        freemarker.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        freemarker.setLogTemplateExceptions(false);
        freemarker.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    }

    /**
     * The template's text, filled in.
     *
     * @throws TemplateFaultException if it is missing, or cannot be filled in
     */
    String fill(String file, Map<String, Object> values) {
        StringWriter text = new StringWriter();
        try {
            freemarker.getTemplate(file).process(values, text);
        } catch (ParseException e) {
            throw new TemplateFaultException(e.getTemplateName(), e.getLineNumber(), e.getEditorMessage(), e);
        } catch (InvalidReferenceException e) {
            String name = e.getBlamedExpressionString();
            throw new TemplateFaultException(e.getTemplateSourceName(), e.getLineNumber(), name + " is not known", e);
        } catch (TemplateException e) {
            throw new TemplateFaultException(
                    e.getTemplateSourceName(), e.getLineNumber(), e.getMessageWithoutStackTop(), e);
        } catch (IOException e) {
            throw new TemplateFaultException(file, null, "cannot be read", e);
        }
        return text.toString();
    }
}
