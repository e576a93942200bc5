/** Networks of namespaces and containers. Each has a {@code main}. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.networks;
