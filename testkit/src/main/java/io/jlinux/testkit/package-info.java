/**
 * What JLinux' own tests stand on: declared requirements, namespaces to run a test in, a check that nothing is left
 * behind, a summary of what was skipped, and a way to run them without Maven.
 *
 * <p>Start with {@link io.jlinux.testkit.Requires}. Never published, and independent of the modules it tests.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.testkit;
