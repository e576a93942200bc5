package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class LinkReaperTest {
    private static final int GROUP = 0x4000_0001;

    @Test
    void withoutAThreadTheLinkIsDeletedAllTheSame() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current();
                Network network = Network.in(here);
                Veth veth = Veth.create("jl0-a", "b")) {
            LinkReaper reaper = new LinkReaper(network, here, GROUP, thread -> {
                throw new OutOfMemoryError("unable to create native thread");
            });
            reaper.bury(veth.index());
            assertThat(reaper.isBusy()).isFalse();
            reaper.drain();
            assertThat(Links.here().find("jl0-a")).isEmpty();
        }
    }
}
