package io.jlinux.cgroup;

import io.jlinux.cgroup.v2.BpfCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs the eBPF instructions that {@link BpfCode} writes. */
final class BpfMachine {
    private BpfMachine() {}

    /** @param context the words that register 1 points to */
    static long run(byte[] program, int... context) {
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        long[] r = new long[11];
        for (int at = 0; ; at++) {
            int opcode = code.get(8 * at) & 0xff;
            int to = code.get(8 * at + 1) & 0xf;
            int offset = code.getShort(8 * at + 2);
            int immediate = code.getInt(8 * at + 4);
            switch (opcode) {
                case BpfCode.LOAD_WORD -> r[to] = context[offset / 4] & 0xffff_ffffL;
                case BpfCode.SET -> r[to] = immediate;
                case BpfCode.AND -> r[to] = (r[to] & immediate) & 0xffff_ffffL;
                case BpfCode.SHIFT_RIGHT -> r[to] = (r[to] & 0xffff_ffffL) >>> immediate;
                case BpfCode.JUMP -> at += offset;
                case BpfCode.JUMP_UNLESS_EQUAL -> at += (int) r[to] != immediate ? offset : 0;
                case BpfCode.JUMP_IF_ANY -> at += ((int) r[to] & immediate) != 0 ? offset : 0;
                case BpfCode.EXIT -> {
                    return r[0];
                }
                default -> throw new IllegalArgumentException("opcode " + opcode + " at " + at);
            }
        }
    }
}
