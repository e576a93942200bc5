package io.jlinux.spawn.tape;

import io.jlinux.sys.raw.NativeBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The texts of a laid out tape that have another name in them in each start, and where they are. */
final class NamedTexts {
    private record Place(String text, int at) {}

    private final String placeholder;
    private final List<Place> places = new ArrayList<>();

    NamedTexts(String placeholder) {
        this.placeholder = placeholder;
    }

    boolean isOne(String text) {
        return text.contains(placeholder);
    }

    /** How many bytes more than its own an argument takes. */
    long room(Arg arg) {
        return arg instanceof Arg.Text t && isOne(t.value()) ? size(t.value()) : 0;
    }

    private int size(String text) {
        String longest = text.replace(placeholder, "x".repeat(Naming.ROOM));
        return longest.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    /** Gives a text its place; returns how many bytes are kept free for it. */
    int put(String text, int at) {
        places.add(new Place(text, at));
        return size(text);
    }

    /** Writes them as they are in a start of that name. */
    void write(NativeBuffer tape, Naming naming) {
        for (Place p : places) {
            byte[] utf8 = naming.apply(p.text).getBytes(StandardCharsets.UTF_8);
            tape.put(p.at, utf8).putByte(p.at + utf8.length, 0);
        }
    }
}
