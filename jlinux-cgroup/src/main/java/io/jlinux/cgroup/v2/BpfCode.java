package io.jlinux.cgroup.v2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes the few eBPF instructions that device rules need, 8 bytes each:
 *
 * <pre>
 *   u8 opcode | u8 source &lt;&lt; 4 | destination | s16 offset | s32 immediate
 * </pre>
 *
 * <p>Comparisons and arithmetic are of 32 bits, which Linux knows from 5.1 on. Jumps are forward, by a number of
 * instructions.
 *
 * @see <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF Instruction Set</a>
 */
public final class BpfCode {
    public static final int SIZE = 8;
    public static final int LOAD_WORD = 0x61;
    public static final int SET = 0xb7;
    public static final int AND = 0x54;
    public static final int SHIFT_RIGHT = 0x74;
    public static final int JUMP = 0x05;
    public static final int JUMP_UNLESS_EQUAL = 0x56;
    public static final int JUMP_IF_ANY = 0x46;
    public static final int EXIT = 0x95;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** {@code to = *(u32 *) (from + offset)}. */
    public BpfCode loadWord(int to, int from, int offset) {
        return put(LOAD_WORD, to, from, offset, 0);
    }

    public BpfCode set(int to, int value) {
        return put(SET, to, 0, 0, value);
    }

    public BpfCode and(int to, int mask) {
        return put(AND, to, 0, 0, mask);
    }

    public BpfCode shiftRight(int to, int bits) {
        return put(SHIFT_RIGHT, to, 0, 0, bits);
    }

    public BpfCode jump(int over) {
        return put(JUMP, 0, 0, over, 0);
    }

    public BpfCode jumpUnlessEqual(int register, int value, int over) {
        return put(JUMP_UNLESS_EQUAL, register, 0, over, value);
    }

    /** Jumps when {@code register} has one of the bits of {@code mask}. */
    public BpfCode jumpIfAny(int register, int mask, int over) {
        return put(JUMP_IF_ANY, register, 0, over, mask);
    }

    /** Ends the program; register 0 is its result. */
    public BpfCode exit() {
        return put(EXIT, 0, 0, 0, 0);
    }

    public BpfCode append(BpfCode other) {
        out.writeBytes(other.bytes());
        return this;
    }

    private BpfCode put(int opcode, int to, int from, int offset, int immediate) {
        out.writeBytes(ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) opcode)
                .put((byte) (from << 4 | to))
                .putShort((short) offset)
                .putInt(immediate)
                .array());
        return this;
    }

    /** How many instructions there are. */
    public int length() {
        return out.size() / SIZE;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
