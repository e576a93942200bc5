/** Third steps: containers by the OCI runtime specification, from one made by hand to a runtime of one's own. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.containers;
