/** JUnit extensions of JLinux' own tests: declared requirements, namespaces per test. Never published. */
package io.jlinux.testkit;
