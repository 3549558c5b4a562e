package io.circlesync.settings;

import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;

/** Routes read a value as it was checked: without what stands around it unseen, such as the end of a line that a secret's file has. */
public final class StrippedValues extends DefaultPropertiesParser {

    private StrippedValues(PropertiesComponent properties) {
        super(properties);
    }

    /** Has all placeholders of a context filled in like this; to be called before anything reads one. */
    public static void in(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setPropertiesParser(new StrippedValues(properties));
    }

    @Override
    public String parseProperty(String key, String value, PropertiesLookup properties) {
        return value == null ? null : SettingText.stripped(value);
    }
}
