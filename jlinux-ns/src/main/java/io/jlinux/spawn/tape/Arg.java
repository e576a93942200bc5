package io.jlinux.spawn.tape;

import io.jlinux.sys.Fd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One argument of an entry: how it is laid out for the kernel, and how it is printed for people. */
public sealed interface Arg {
    /** A number, printed as {@code text}; without one, in decimal. */
    record Number(long value, @Nullable String text) implements Arg {
        @Override
        public String toString() {
            return text == null ? Long.toString(value) : text;
        }
    }

    /** The number of a descriptor that the parent opened, or one beside it. */
    record Descriptor(Fd fd, int offset) implements Arg {
        int number() {
            return fd.number() + offset;
        }

        @Override
        public String toString() {
            return offset == 0 ? number() + "<" + fd.label() + ">" : Integer.toString(number());
        }
    }

    /** A pointer to a NUL-terminated string. */
    record Text(String value) implements Arg {
        @Override
        public String toString() {
            return quote(value);
        }
    }

    /** A pointer to bytes, printed as {@code text}; pointers inside them are {@link Pointers}. */
    record Bytes(byte[] value, String text) implements Arg {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A pointer to a {@code struct sock_fprog} of these BPF instructions, printed as {@code text}. */
    record Filter(byte[] instructions, String text) implements Arg {
        /** How many bytes one instruction has. */
        static final int INSTRUCTION = 8;

        @Override
        public String toString() {
            return text;
        }
    }

    /** A pointer to an array of string pointers with a null at its end, as execve(2) takes. */
    record Pointers(List<String> strings) implements Arg {
        @Override
        public String toString() {
            if (strings.size() > 8) return "[" + quote(strings.get(0)) + ", … " + strings.size() + " strings]";
            return strings.stream().map(Arg::quote).toList().toString();
        }
    }

    /** The result of an earlier entry: the value of one word of its slot. */
    record Ref(Slot slot, int word) implements Arg {
        @Override
        public String toString() {
            return slot + (word == 0 ? "" : "[" + word + "]");
        }
    }

    /** A pointer to a word of a slot, for calls that write their result there. */
    record Out(Slot slot, int word) implements Arg {
        public Out(Slot slot) {
            this(slot, 0);
        }

        @Override
        public String toString() {
            return "&" + slot + (word == 0 ? "" : "[" + word + "]");
        }
    }

    /** A number of its own value. */
    static Arg num(long value) {
        return new Number(value, null);
    }

    /** A number in octal, for modes. */
    static Arg mode(int value) {
        return new Number(value, "0" + Integer.toOctalString(value));
    }

    /** A number with names, for flags. */
    static Arg flags(long value, String text) {
        return new Number(value, text);
    }

    /** A descriptor that the parent opened. */
    static Arg fd(Fd fd) {
        return new Descriptor(fd, 0);
    }

    /** The number that is {@code offset} above that of a descriptor: an end of a range of others. */
    static Arg fd(Fd fd, int offset) {
        return new Descriptor(fd, offset);
    }

    static Arg text(String value) {
        return new Text(value);
    }

    static Arg ref(Slot slot) {
        return new Ref(slot, 0);
    }

    private static String quote(String s) {
        return '"' + s.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"';
    }
}
