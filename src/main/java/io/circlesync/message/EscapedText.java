package io.circlesync.message;

import freemarker.core.CommonTemplateMarkupOutputModel;

/** A text of an {@link EscapedFormat} that is not escaped a second time. */
public final class EscapedText extends CommonTemplateMarkupOutputModel<EscapedText> {

    private final EscapedFormat format;

    EscapedText(EscapedFormat format, String plainText, String markup) {
        super(plainText, markup);
        this.format = format;
    }

    @Override
    public EscapedFormat getOutputFormat() {
        return format;
    }
}
