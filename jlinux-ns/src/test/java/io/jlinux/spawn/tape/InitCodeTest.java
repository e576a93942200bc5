package io.jlinux.spawn.tape;

import io.jlinux.sys.raw.Arch;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
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
        new Assembler(arch, work).assertMakes(InitCode.of(arch), "init.S");
    }
}
