/**
 * Containers by the OCI runtime specification.
 *
 * <p>To run something and be done with it: {@link io.jlinux.oci.OciBundle#run}. To have its streams, and control over it while
 * this JVM lives: {@link io.jlinux.oci.OciBundle#start}. For containers with a life of their own, that other JVMs can find, start and
 * remove: {@link io.jlinux.oci.OciRuntime}.
 *
 * <pre>{@code
 * try (OciContainer web = OciBundle.load(Path.of("/bundles/web")).create("web-1")) {
 *     web.start();
 *     web.kill(Signal.TERM);
 *     web.onExit().get(30, TimeUnit.SECONDS);
 * }
 * }</pre>
 *
 * <p>Not for a process that only needs namespaces or limits: that is {@link io.jlinux.spawn.Spawn}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md">runtime-spec: runtime.md</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.oci;
