/** From a config to a process: planners (pure), and what one container needs while it runs. Internal. */
@org.jspecify.annotations.NullMarked
package io.jlinux.oci.run;
