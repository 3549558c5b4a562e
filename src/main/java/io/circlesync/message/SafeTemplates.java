package io.circlesync.message;

import freemarker.cache.TemplateLoader;
import freemarker.core.OutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateExceptionHandler;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.TimeZone;

/** How templates are filled in: the same on every machine, with everything escaped that people have typed, and nothing run. */
public final class SafeTemplates {

    private SafeTemplates() {}

    /**
     * FreeMarker, so set.
     *
     * @param format by which what is filled in is escaped
     */
    public static Configuration of(TemplateLoader loader, OutputFormat format) {
        Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);
        freemarker.setTemplateLoader(loader);
        freemarker.setDefaultEncoding("UTF-8");
        freemarker.setOutputEncoding("UTF-8");
        freemarker.setLocalizedLookup(false);
        freemarker.setRecognizeStandardFileExtensions(false);
        freemarker.setOutputFormat(format);
        freemarker.setLocale(Locale.ENGLISH);
        freemarker.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
        freemarker.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        freemarker.setLogTemplateExceptions(false);
        freemarker.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        return freemarker;
    }
}
