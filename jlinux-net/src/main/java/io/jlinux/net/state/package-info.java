/** What is kept on disk between processes and after crashes: locks, small text files, who a process is. Internal. */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.state;
