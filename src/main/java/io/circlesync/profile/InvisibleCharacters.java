package io.circlesync.profile;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** Characters that nobody sees, and with which one text looks like another. */
public final class InvisibleCharacters {

    private static final int BRAILLE_BLANK = 0x2800;
    private static final int LAST_ASCII = 0x7f;

    private InvisibleCharacters() {}

    /**
     * Whether the character has no shape of its own, or only turns the direction of those around it (Unicode's
     * Default_Ignorable_Code_Point, controls, formats), or is a blank of another width than the usual one.
     */
    public static boolean is(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> character > LAST_ASCII;
            default ->
                character > LAST_ASCII
                        && (character == BRAILLE_BLANK
                                || UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT));
        };
    }
}
