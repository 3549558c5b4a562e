package io.circlesync.message;

import freemarker.core.CommonMarkupOutputFormat;
import java.io.IOException;
import java.io.Writer;
import java.util.function.UnaryOperator;

/** An output format of templates in which all that is filled in is escaped in one way. */
public final class EscapedFormat extends CommonMarkupOutputFormat<EscapedText> {

    private final String name;
    private final UnaryOperator<String> escape;

    /** @param escape makes a text safe to stand among the template's own words */
    public EscapedFormat(String name, UnaryOperator<String> escape) {
        this.name = name;
        this.escape = escape;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getMimeType() {
        return "text/plain";
    }

    @Override
    public void output(String text, Writer out) throws IOException {
        out.write(escapePlainText(text));
    }

    @Override
    public String escapePlainText(String text) {
        return escape.apply(text);
    }

    @Override
    public boolean isLegacyBuiltInBypassed(String builtIn) {
        return false;
    }

    @Override
    protected EscapedText newTemplateMarkupOutputModel(String plainText, String markup) {
        return new EscapedText(this, plainText, markup);
    }
}
