@org.jspecify.annotations.NullMarked
package io.jlinux.oci;
