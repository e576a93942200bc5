/** The learning path's networks that are slower than they need be: traffic control, measured. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.traffic;
