package io.circlesync.message.slack;

import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModelException;
import io.circlesync.message.EscapedFormat;
import io.circlesync.message.EscapedText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Templates call it as {@code link(target, label)}: a link where the target is a web address, else the plain label. */
final class SlackLink implements TemplateMethodModelEx {

    private static final int LONGEST_LINK = 300;

    private final EscapedFormat format;

    SlackLink(EscapedFormat format) {
        this.format = format;
    }

    @Override
    public EscapedText exec(List arguments) throws TemplateModelException {
        if (arguments.size() != 2) {
            throw new TemplateModelException("link takes two arguments, the target and the label");
        }
        String target = arguments.get(0).toString();
        String url = format.escapePlainText(target);
        String label = format.escapePlainText(arguments.get(1).toString());
        return format.fromMarkup(
                isWebAddress(target) && url.length() <= LONGEST_LINK
                        ? "<" + url + "|" + label.replace('|', '/') + ">"
                        : label);
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
