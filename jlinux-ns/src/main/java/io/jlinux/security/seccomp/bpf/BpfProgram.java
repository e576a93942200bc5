package io.jlinux.security.seccomp.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A classic BPF program: instructions as the kernel's {@code struct sock_filter}. Immutable. */
public final class BpfProgram {
    private static final int SIZE = 8;

    /** operation << 48 | jump if true << 40 | jump if false << 32 | k. */
    private final long[] code;

    BpfProgram(long[] code) {
        this.code = code;
    }

    static long instruction(int operation, int yes, int no, int k) {
        return (long) operation << 48 | (long) yes << 40 | (long) no << 32 | (k & 0xffff_ffffL);
    }

    /** The program that these bytes are, in the machine's byte order; what libseccomp exports. */
    public static BpfProgram of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % SIZE != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes are not whole instructions");
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        long[] code = new long[bytes.length / SIZE];
        for (int i = 0; i < code.length; i++) {
            int operation = b.getShort() & 0xffff;
            int yes = b.get() & 0xff;
            int no = b.get() & 0xff;
            code[i] = instruction(operation, yes, no, b.getInt());
        }
        return new BpfProgram(code);
    }

    /** The bytes for the kernel. */
    public byte[] bytes() {
        ByteBuffer b = ByteBuffer.allocate(SIZE * code.length).order(ByteOrder.nativeOrder());
        for (int i = 0; i < code.length; i++) {
            b.putShort((short) operation(i))
                    .put((byte) yes(i))
                    .put((byte) no(i))
                    .putInt(k(i));
        }
        return b.array();
    }

    /** How many instructions. */
    public int size() {
        return code.length;
    }

    int operation(int i) {
        return (int) (code[i] >>> 48);
    }

    int yes(int i) {
        return (int) (code[i] >>> 40) & 0xff;
    }

    int no(int i) {
        return (int) (code[i] >>> 32) & 0xff;
    }

    int k(int i) {
        return (int) code[i];
    }
}
