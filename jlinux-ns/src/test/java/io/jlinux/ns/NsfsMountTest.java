package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of mountinfo and links of /proc/PID/ns, without a kernel. */
class NsfsMountTest {
    @Test
    void namespacesAreFoundAmongOtherMounts() {
        String mountinfo = """
                22 27 0:21 / /proc rw,relatime - proc proc rw
                30 27 0:25 /netns /run/netns rw,relatime shared:5 - tmpfs tmpfs rw,size=1k
                31 30 0:4 net:[4026532179] /run/netns/blue rw shared:6 - nsfs nsfs rw
                32 30 0:4 net:[4026532180] /run/netns/with\\040space\\134and\\303\\274 rw - nsfs nsfs rw
                33 27 0:4 uts:[4026532181] /x rw master:1 propagate_from:2 - nsfs nsfs rw
                34 27 0:4 odd:[1] /y rw - nsfs nsfs rw
                35 27 0:4 - nsfs nsfs
                """;
        assertThat(NsfsMount.parse(mountinfo))
                .containsExactly(
                        new NsfsMount(new NamespaceLink(Namespace.NET, 4026532179L), "/run/netns/blue"),
                        new NsfsMount(new NamespaceLink(Namespace.NET, 4026532180L), "/run/netns/with space\\andü"),
                        new NsfsMount(new NamespaceLink(Namespace.UTS, 4026532181L), "/x"));
    }

    @Test
    void aCarriageReturnIsPartOfALine() {
        String line = "31 30 0:4 net:[4026532179] /a\r9 8 0:4 net:[1] /b rw - nsfs nsfs rw\n";
        assertThat(NsfsMount.parse(line))
                .containsExactly(new NsfsMount(new NamespaceLink(Namespace.NET, 4026532179L), "/a\r9"));
    }

    @Test
    void linksNameKindAndInode() {
        assertThat(NamespaceLink.parse("mnt:[4026531832]")).contains(new NamespaceLink(Namespace.MOUNT, 4026531832L));
        assertThat(NamespaceLink.parse("cgroup:[1]")).contains(new NamespaceLink(Namespace.CGROUP, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "net",
                "net:[",
                "net:[]",
                "net:[x]",
                "net:[-1]",
                "net:[1",
                "pipe:[77]",
                "socket:[1]",
                "/a:[1]",
                "net:[99999999999999999999]"
            })
    void otherTextsAreNone(String text) {
        assertThat(NamespaceLink.parse(text)).isEmpty();
    }
}
