package io.jlinux.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The least program there is: a static ELF executable of some 130 bytes that exits with 0. What it costs to start is the
 * kernel's part alone, and no compiler is needed to have it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/elf.5.html">elf(5)</a>
 */
final class NoopElf {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final long BASE = 0x400000;
    private static final short EM_X86_64 = 62;
    private static final short EM_AARCH64 = 183;

    private NoopElf() {}

    static void write(Path file) throws IOException {
        Files.write(file, bytes(System.getProperty("os.arch")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static byte[] bytes(String arch) {
        boolean arm = arch.equals("aarch64");
        if (!arm && !arch.equals("amd64")) throw new IllegalArgumentException("no code for " + arch);
        int[] code = arm
                ? new int[] {0xd2800000, 0xd2800bc8, 0xd4000001} // mov x0, 0; mov x8, 94; svc 0
                : new int[] {0xe7b8ff31, 0x0f000000, 0x00000005}; // xor edi, edi; mov eax, 231; syscall
        int size = HEADER + PROGRAM_HEADER + code.length * Integer.BYTES;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16); // 64 bit, little endian, version 1
        elf.putShort((short) 2).putShort(arm ? EM_AARCH64 : EM_X86_64).putInt(1); // ET_EXEC
        elf.putLong(BASE + HEADER + PROGRAM_HEADER).putLong(HEADER).putLong(0).putInt(0);
        elf.putShort((short) HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
        elf.position(HEADER);
        elf.putInt(1).putInt(5).putLong(0); // PT_LOAD, read and execute, from offset 0
        elf.putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(0x1000);
        for (int instruction : code) elf.putInt(instruction);
        return elf.array();
    }
}
