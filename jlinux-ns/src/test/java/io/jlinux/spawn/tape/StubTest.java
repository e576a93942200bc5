package io.jlinux.spawn.tape;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.raw.Arch;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes that Java carries are those that the assembler makes of stub.S. */
class StubTest {
    @TempDir
    Path work;

    @Test
    @Requires(Requirement.GCC)
    void theBytesForThisMachineAreTheAssemblersOwn() throws Exception {
        assertAssembled(Arch.current());
    }

    @Test
    @Requires(Requirement.AARCH64_BINUTILS)
    void theBytesForAarch64AreTheAssemblersOwn() throws Exception {
        assertAssembled(Arch.AARCH64);
    }

    private void assertAssembled(Arch arch) throws Exception {
        new Assembler(arch, work).assertMakes(StubCode.of(arch), "stub.S");
    }

    @Test
    void theImageIsAnElfProgramThatStartsAtTheSecondEntryPoint() {
        for (Arch arch : Arch.values()) {
            ByteBuffer elf = ByteBuffer.wrap(StubImage.elf(arch)).order(ByteOrder.LITTLE_ENDIAN);
            int code = elf.capacity() - StubCode.of(arch).length;
            long loadedAt = elf.getLong(64 + 16);
            assertThat(elf.getInt(0)).isEqualTo(0x464c457f);
            assertThat(elf.getLong(24)).isEqualTo(loadedAt + code + StubCode.IMAGE);
            assertThat(elf.getLong(64 + 32)).as("file size").isEqualTo(elf.capacity());
        }
    }
}
