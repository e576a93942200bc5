package io.jlinux.spawn.tape;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.raw.Arch;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of the init that Java carries are those that the assembler makes of init.S. */
class InitCodeTest {
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
        byte[] code = InitCode.of(arch);
        byte[] assembled = new Assembler(arch, work).assemble(Assembler.source(arch, "init.S"));
        assertThat(Arrays.copyOf(assembled, code.length)).isEqualTo(code);
        assertThat(assembled.length - code.length).as("padding of the section").isBetween(0, 15);
    }
}
