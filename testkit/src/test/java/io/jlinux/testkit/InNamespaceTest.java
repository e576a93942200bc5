package io.jlinux.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NoLeaks
@InNamespace({Kind.NET, Kind.MOUNT})
class InNamespaceTest {
    private static String outside = "";
    private final String atConstruction = netns();
    private String before = "";

    @BeforeAll
    static void outside() {
        outside = netns();
    }

    @BeforeEach
    void before() {
        before = netns();
    }

    @AfterEach
    void after() {
        assertThat(netns()).isEqualTo(before);
    }

    @Test
    void everyPartOfATestIsInTheSameNewNamespace() {
        assertThat(netns()).isEqualTo(before).isEqualTo(atConstruction).isNotEqualTo(outside);
    }

    @Test
    void onlyLoopbackIsThere() {
        assertThat(HostProbes.links()).containsExactly("lo");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void parameterizedTestsAreInsideToo(int ignored) {
        assertThat(netns()).isEqualTo(before).isNotEqualTo(outside);
    }

    @Test
    void mountsArePrivate() {
        assertThat(UserProbes.lines("/proc/thread-self/mountinfo")).noneMatch(l -> l.contains(" shared:"));
    }

    private static String netns() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
