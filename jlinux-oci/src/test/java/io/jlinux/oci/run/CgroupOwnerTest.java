package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose a cgroup becomes, by the rules of the spec. */
class CgroupOwnerTest {
    private static OciConfig writable() {
        return OciConfig.template()
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .withoutMount("/sys/fs/cgroup")
                .withMount(OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec"));
    }

    @Test
    void thatOfTheUserOfItsProgram() {
        assertThat(CgroupOwner.of(writable())).hasValue(0);
        assertThat(CgroupOwner.of(writable().withUser(1000, 5))).hasValue(1000);
    }

    @Test
    void asTheHostKnowsIt() {
        OciConfig mapped = writable()
                .withNamespace(OciNamespace.create(Namespace.USER))
                .editLinux(l ->
                        l.uidMappings(List.of(new IdMap.Range(0, 70_000, 10), new IdMap.Range(1000, 100_000, 65_536))));
        assertThat(CgroupOwner.of(mapped)).hasValue(70_000);
        assertThat(CgroupOwner.of(mapped.withUser(1007, 5))).hasValue(100_007);
        assertThat(CgroupOwner.of(mapped.withUser(10, 5))).as("an unmapped one").isEmpty();
    }

    @Test
    void nobodysWhereTheMapIsNotKnown() {
        OciConfig joined = writable().withNamespace(new OciNamespace(Namespace.USER, Optional.of("/proc/1/ns/user")));
        assertThat(CgroupOwner.of(joined)).isEmpty();
    }

    @Test
    void nobodysWithoutANewNamespaceOrAWritableMount() {
        OciMount readOnly = OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "ro");
        OciMount other = OciMount.of("/cgroup", "cgroup", "cgroup");
        OciConfig without = writable().withoutMount("/sys/fs/cgroup");

        assertThat(CgroupOwner.of(without)).isEmpty();
        assertThat(CgroupOwner.of(without.withMount(readOnly))).isEmpty();
        assertThat(CgroupOwner.of(without.withMount(other))).isEmpty();
        assertThat(CgroupOwner.of(writable().withoutNamespace(Namespace.CGROUP)))
                .isEmpty();
        assertThat(CgroupOwner.of(
                        writable().withNamespace(new OciNamespace(Namespace.CGROUP, Optional.of("/proc/1/ns/cgroup")))))
                .isEmpty();
    }
}
